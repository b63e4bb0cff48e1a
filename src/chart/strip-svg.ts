import type { Verdict } from '../core/comparison.ts';
import { verdictInWords } from '../core/words.ts';
import { escapeXml } from '../core/escape-xml.ts';
import type { Panel } from './panels.ts';
import { scaleOf, type Spot, stack } from './scale.ts';

/** The picture's width and a strip's height. Units: pixels; a phone shows about 360 of them, so 26 become 10. */
export const WIDTH = 960;
export const STRIP_HEIGHT = 214;
export const MARGIN = 36;

/** On white, each at least 4.5 to 1. Light or dark, Slack shows the picture on its own white ground. */
export const INK = '#1d1c1d';
export const FAINT_INK = '#5c5b5e';
const BAND = '#d7e3f4';
const DOT = '#4a6f9c';
const COLOURS: Record<Verdict, string> = { off: '#b3261e', watch: '#8a5200', normal: '#1b6e3c', 'cannot-say': INK };

const AXIS_Y = 138;
const DOT_RADIUS = 7;
const MOST_LEVELS = 5;

/** One strip as SVG: the usual range as a band, the average as a line, a dot for so many peers, and this machine as a mark with its value. */
export function stripSvg(panel: Panel, top: number): string {
  const spotOf = scaleOf(panel, MARGIN + 14, WIDTH - MARGIN - 14);
  const { baseline, verdict, own } = panel;
  const colour = COLOURS[verdict];
  const [low, high] = [spotOf(baseline.p10).x, spotOf(baseline.p90).x];
  const dots = stack(
    (baseline.dots ?? []).map((dot) => spotOf(dot).x),
    2 * DOT_RADIUS,
  );
  const average = spotOf(baseline.average).x;
  const me = spotOf(own.number);
  return [
    `<g transform="translate(0 ${top})">`,
    text({ x: MARGIN, y: 36, size: 27, weight: 600 }, panel.title),
    text({ x: WIDTH - MARGIN, y: 36, size: 26, weight: 600, fill: colour, anchor: 'end' }, verdictInWords(verdict)),
    `<rect x="${px(low - 3)}" y="${AXIS_Y - 22}" width="${px(high - low + 6)}" height="34" rx="5" fill="${BAND}"/>`,
    `<line x1="${MARGIN}" y1="${AXIS_Y + 12}" x2="${WIDTH - MARGIN}" y2="${AXIS_Y + 12}" stroke="#c9c8cb" stroke-width="2"/>`,
    ...dots.map(
      ({ x, level }) =>
        `<circle cx="${px(x)}" cy="${px(AXIS_Y + 4 - Math.min(level, MOST_LEVELS) * 2 * DOT_RADIUS)}" r="${DOT_RADIUS - 0.5}" fill="${DOT}"/>`,
    ),
    `<line x1="${px(average)}" y1="${AXIS_Y - 28}" x2="${px(average)}" y2="${AXIS_Y + 18}" stroke="${INK}" stroke-width="3" stroke-dasharray="6 4"/>`,
    ownMark(me, own.text, colour),
    text({ x: MARGIN, y: AXIS_Y + 50, size: 22, fill: FAINT_INK }, panel.words),
    '</g>',
  ].join('');
}

/** This machine: a pointer from above with its value, an arrow out of the strip where it lies beyond. */
function ownMark(me: Spot, value: string, colour: string): string {
  const y = AXIS_Y + 12;
  const point =
    me.beyond === undefined
      ? `M ${px(me.x)} ${y} l -13 -26 h 26 z`
      : `M ${px(me.x + (me.beyond === 'low' ? -16 : 16))} ${y - 14} l ${me.beyond === 'low' ? '26 -13 v 26' : '-26 -13 v 26'} z`;
  // The value stands on the side where there is room for it.
  const anchor = me.x < WIDTH / 2 ? 'start' : 'end';
  const x = me.x + (anchor === 'start' ? -12 : 12);
  return (
    `<path d="${point}" fill="${colour}" stroke="#ffffff" stroke-width="3"/>` +
    text({ x, y: 74, size: 25, weight: 600, fill: colour, anchor }, `this machine ${value}`) +
    `<line x1="${px(me.x)}" y1="82" x2="${px(me.x)}" y2="${y - 26}" stroke="${colour}" stroke-width="3"/>`
  );
}

/** A line of text. Units: pixels. */
export function text(
  at: { x: number; y: number; size: number; weight?: number; fill?: string; anchor?: 'start' | 'end' },
  words: string,
): string {
  const weight = at.weight === undefined ? '' : ` font-weight="${at.weight}"`;
  const anchor = at.anchor === undefined ? '' : ` text-anchor="${at.anchor}"`;
  return `<text x="${px(at.x)}" y="${at.y}" font-size="${at.size}" fill="${at.fill ?? INK}"${weight}${anchor}>${escapeXml(words)}</text>`;
}

function px(number: number): string {
  return String(Math.round(number * 10) / 10);
}

import { XMLValidator } from 'fast-xml-parser';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chartSvg } from '../../src/chart/chart-svg.ts';
import { openCharts } from '../../src/chart/open-charts.ts';
import { altTextOf, panelsOf } from '../../src/chart/panels.ts';
import { scaleOf, stack } from '../../src/chart/scale.ts';
import { FAINT_INK, INK, STRIP_HEIGHT, stripSvg, WIDTH } from '../../src/chart/strip-svg.ts';
import type { Panel } from '../../src/chart/panels.ts';
import { anyDossier, sampleDossier, sampleFetch, sampleRow } from '../slack/dossiers.ts';

const DOTS = [2.8, 2.9, 2.9, 3, 3.1];
const row = (title: string, number: number, verdict: 'off' | 'normal'): ReturnType<typeof sampleRow> => {
  const made = sampleRow(title, number, verdict);
  if (made.baseline.kind !== 'number') throw new Error('no number');
  return { ...made, baseline: { ...made.baseline, dots: DOTS } };
};
const panel = (number: number): Panel => {
  const [made] = panelsOf({ comparisons: [row('Drum charge', number, 'off')] });
  if (made === undefined) throw new Error('no panel');
  return made;
};

describe('the strips of a chart', () => {
  it('are the numbers that have peers, oddest first, and six at most', () => {
    const state = sampleRow('Mode', 1, 'off', { figure: { kind: 'state', state: 'eco', from: [] } });
    const alone = sampleRow('Alone', 1, 'off', { baseline: { kind: 'too-few', n: 2, needed: 5 } });
    const other = sampleRow('Sheets', 1, 'off', { figure: { kind: 'number', number: 1, unit: 'sheets', from: [] } });
    const many = Array.from({ length: 7 }, (_, index) => row(`Normal ${index}`, 2.9, 'normal'));
    const panels = panelsOf({ comparisons: [...many, state, alone, other, row('Drum charge', 2.1, 'off')] });
    expect(panels.map(({ title }) => title)).toEqual([
      'Drum charge',
      'Normal 0',
      'Normal 1',
      'Normal 2',
      'Normal 3',
      'Normal 4',
    ]);
    expect(panels[0]).toMatchObject({
      own: { text: '2.1 V' },
      words: 'average 2.94 V (n 41), usual range 2.8 to 3.1 V',
    });
  });

  it('put each number in its place, and this machine at the end where it lies too far out', () => {
    const spotOf = scaleOf(panel(2.9), 0, 100);
    expect([spotOf(2.8).x, spotOf(3.1).x]).toEqual([0, 100]);
    expect(spotOf(2.95).x).toBeCloseTo(50);
    expect(scaleOf(panel(2.1), 0, 100)(2.1)).toEqual({ x: 0 });
    expect(scaleOf(panel(900), 0, 100)(900)).toEqual({ x: 100, beyond: 'high' });
    expect(scaleOf(panel(-900), 0, 100)(-900)).toEqual({ x: 0, beyond: 'low' });
  });

  it('put equal numbers in the middle, and dots that would cover each other on each other', () => {
    const flat = panel(5);
    const baseline = { ...flat.baseline, average: 5, p10: 5, p90: 5, dots: [5, 5] };
    expect(scaleOf({ ...flat, baseline }, 0, 100)(5)).toEqual({ x: 50 });
    expect(stack([10, 12, 40], 14)).toEqual([
      { x: 10, level: 0 },
      { x: 10, level: 1 },
      { x: 40, level: 0 },
    ]);
  });

  it('draw every dot, the average, the usual range and this machine', () => {
    const svg = stripSvg(panel(2.1), 0);
    expect(svg.match(/<circle/g)).toHaveLength(DOTS.length);
    expect(svg).toContain('this machine 2.1 V');
    expect(svg).toContain('stroke-dasharray');
    expect(svg.match(/<path/g)).toHaveLength(1);
  });
});

describe('a chart', () => {
  const charts = openCharts();

  it('is a picture of its size with words that can be read', async () => {
    const fetch = sampleFetch({ comparisons: [row('Drum charge', 2.1, 'off'), row('Density', 2.9, 'normal')] });
    const chart = await charts.draw(sampleDossier(), fetch);
    const png = Buffer.from(chart?.png ?? []);
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([WIDTH, 138 + 2 * STRIP_HEIGHT]);
    expect(chart?.alt).toBe(
      'SIM-3500-0042: Prints too light. Among 41 machines like it, read by 2026-11-24 09:30 UTC. ' +
        'Drum charge: this machine 2.1 V, off; average 2.94 V (n 41), usual range 2.8 to 3.1 V. ' +
        'Density: this machine 2.9 V, normal; average 2.94 V (n 41), usual range 2.8 to 3.1 V.',
    );
  });

  it('has its letters: without a font nothing would be drawn of them, and nobody would notice', async () => {
    const comparisons = [row('Drum charge', 2.1, 'off')];
    const [one, same, other] = await Promise.all(
      ['light', 'light', 'night'].map((title) =>
        charts.draw(sampleDossier({ symptomTitles: [title] }), sampleFetch({ comparisons })),
      ),
    );
    expect(Buffer.from(one?.png ?? []).equals(Buffer.from(same?.png ?? []))).toBe(true);
    expect(Buffer.from(one?.png ?? []).equals(Buffer.from(other?.png ?? []))).toBe(false);
  });

  it('is none where no number has peers', async () => {
    expect(await charts.draw(sampleDossier(), sampleFetch({ comparisons: [] }))).toBeUndefined();
  });

  it('is well-formed whatever devices and customers write, and says what it shows in a thousand characters', async () => {
    await fc.assert(
      fc.asyncProperty(anyDossier, async (dossier) => {
        for (const fetch of dossier.fetches) {
          const panels = panelsOf(fetch);
          const svg = chartSvg({ title: 'any', lines: ['', ''] }, panels);
          expect(XMLValidator.validate(svg)).toBe(true);
          expect(svg).not.toMatch(/NaN|Infinity|undefined/);
          expect(altTextOf('any', panels).length).toBeLessThanOrEqual(1000);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is drawn whatever devices and customers write', async () => {
    await fc.assert(
      fc.asyncProperty(anyDossier, async (dossier) => {
        for (const fetch of dossier.fetches) {
          const chart = await charts.draw(dossier, fetch);
          expect(chart === undefined).toBe(panelsOf(fetch).length === 0);
        }
      }),
      { numRuns: 15 },
    );
  });

  it('keeps its words apart from the ground by 4.5 to 1, so that it reads in a dark Slack as in a light one', () => {
    const svg = chartSvg({ title: 'T', lines: ['', ''] }, [panel(2.1)]);
    const inks = new Set([...svg.matchAll(/<text[^>]* fill="(#[0-9a-f]{6})"/g)].map(([, colour]) => colour ?? ''));
    expect([...inks]).toEqual(expect.arrayContaining([INK, FAINT_INK]));
    for (const ink of inks) expect(1.05 / (lightnessOf(ink) + 0.05)).toBeGreaterThanOrEqual(4.5);
    expect(svg).toContain('fill="#ffffff"');
  });
});

/** Relative luminance, as WCAG 2 has it. */
function lightnessOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const share = Number.parseInt(colour.slice(at, at + 2), 16) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

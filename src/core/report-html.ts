import { escapeHtml, htmlTable } from './export-html.ts';
import { momentInIso } from './export-rows.ts';
import { type Bar, barsSvg } from './report-bars.ts';
import { partInWords, rateInWords, reportFigures, reportTables, reportTitle } from './report-words.ts';
import { FEWEST_FOR_SHARE, type Report } from './report.ts';

/** The page holds everything itself and asks for nothing; its colours follow the reader's. */
const STYLE =
  ':root{color-scheme:light dark;--bar:#2f5f9e;--faint:#b9cbe3;--line:#999}' +
  '@media (prefers-color-scheme:dark){:root{--bar:#8ab4f0;--faint:#3b4a60;--line:#777}}' +
  'body{font:14px/1.4 sans-serif;margin:2em auto;max-width:60em;padding:0 1em}table{border-collapse:collapse}' +
  'td,th{border:1px solid var(--line);padding:3px 7px;text-align:left;vertical-align:top;overflow-wrap:anywhere}' +
  'svg{max-width:100%;height:auto}svg text{font:13px sans-serif;fill:currentColor}.bar{fill:var(--bar)}.faint{fill:var(--faint)}' +
  '@media print{body{margin:0}@page{size:A4;margin:1cm}}';

const MOST_BARS = 12;
/** More weeks than this are told in the table for other programs alone. */
const MOST_WEEKS = 26;

/** A report as one page, for the file and for the printer. */
export function reportHtml(report: Report): string {
  const title = `How the desk did: ${reportTitle(report)}`;
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    htmlTable([['figure', 'value'], ...reportFigures(report)]),
    ...chart('Claims a week', weekBars(report)),
    ...chart('Claims a registered device', modelBars(report)),
    ...chart('Claims by symptom', symptomBars(report)),
    ...chart('Measures: how often tried, and how often it worked', measureBars(report)),
    ...reportTables(report).flatMap(({ title: name, rows, empty }) => [
      `<h2>${escapeHtml(name)}</h2>`,
      rows.length > 1 ? htmlTable(rows) : `<p>${escapeHtml(empty)}</p>`,
    ]),
    '</body></html>',
    '',
  ].join('\n');
}

function chart(title: string, bars: readonly Bar[]): string[] {
  if (bars.length === 0) return [];
  const words = bars.map(({ name, words: said }) => `${name}: ${said}`).join('; ');
  return [`<h2>${escapeHtml(title)}</h2>`, barsSvg(`${title}. ${words}`, bars)];
}

function weekBars({ weeks }: Report): Bar[] {
  return weeks.slice(-MOST_WEEKS).map(({ at, claims }) => {
    return { name: `week of ${momentInIso(at).slice(0, 10)}`, value: claims, words: String(claims) };
  });
}

function modelBars({ models }: Report): Bar[] {
  return models
    .filter(({ devices }) => devices >= FEWEST_FOR_SHARE)
    .slice(0, MOST_BARS)
    .map((one) => {
      const words = `${rateInWords(one)} (${one.claims} on ${one.devices})`;
      return { name: one.model, value: one.claims / one.devices, words };
    });
}

function symptomBars({ symptoms }: Report): Bar[] {
  return symptoms
    .slice(0, MOST_BARS)
    .map(({ title, claims }) => ({ name: title, value: claims, words: String(claims) }));
}

function measureBars({ measures }: Report): Bar[] {
  return measures.slice(0, MOST_BARS).map(({ title, tried, worked }) => {
    return { name: title, value: tried, part: worked, words: partInWords({ n: worked, of: tried }) };
  });
}

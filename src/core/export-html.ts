import { detailsOf } from './claim.ts';
import type { Dossier, Fetch } from './dossier.ts';
import { escapeXml } from './escape-xml.ts';
import { repeatInWords } from './ruler.ts';
import { exportRows, momentInIso } from './export-rows.ts';
import { siteInWords } from './site-words.ts';
import { whoInWords } from './words.ts';

/** The page holds everything itself and asks for nothing. */
const STYLE =
  'body{font:14px/1.4 sans-serif;margin:1em auto;padding:0 1em;max-width:70em}table{border-collapse:collapse;font-size:12px}' +
  'h1{font-size:1.5em}h2{font-size:1.15em;margin-bottom:.3em}div{overflow-x:auto}' +
  'td,th{border:1px solid #999;padding:2px 5px;text-align:left;vertical-align:top;overflow-wrap:break-word}' +
  '.sources td{overflow-wrap:anywhere;min-width:5em}td:first-child{white-space:nowrap}' +
  '@media print{body{margin:0;padding:0;font-size:9pt}table{font-size:7.5pt}tr{break-inside:avoid}.sources{break-before:page}@page{size:A4;margin:1cm}}';

/** Who somebody is, where their name is known. */
type NameOf = (id: string) => string | undefined;

/**
 * A claim on one page, for the file and for the printer: what was said, found and proposed, who did what, and from a page of its own where every figure came from.
 * Shape: the newest fetch first; times in UTC, to the minute.
 */
export function dossierHtml(dossier: Dossier, nameOf: NameOf = () => undefined): string {
  const { claim, device } = dossier;
  const title = `Claim ${claim.id}: ${dossier.symptomTitles.join(', ')}, ${claim.serial}`;
  const last = dossier.fetches.at(-1);
  const repeat = repeatInWords(detailsOf(claim)?.repeatMm, dossier.ruler);
  const done = claim.events.map(({ at, by, what, note }) =>
    [momentInUtc(at), nameOf(by) ?? by, what, note ?? ''].filter((word) => word !== '').join(' · '),
  );
  return [
    '<!doctype html>',
    '<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">',
    `<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">`,
    `<title>${escapeHtml(title)}</title><style>${STYLE}</style></head><body>`,
    `<h1>${escapeHtml(title)}</h1>`,
    `<p>${escapeHtml([device.model, device.customer, device.site ?? ''].filter((word) => word !== '').join(', '))}</p>`,
    `<blockquote>${escapeHtml(claim.words)}</blockquote>`,
    ...(repeat === undefined ? [] : [`<p>${escapeXml(repeat)}</p>`]),
    ...(last === undefined ? [] : foundIn(last)),
    ...figuresIn(dossier),
    '<h2>Who did what</h2>',
    list(done),
    ...sourcesIn(dossier),
    '</body></html>',
    '',
  ].join('\n');
}

function foundIn(fetch: Fetch): string[] {
  const { peers } = fetch;
  const state = fetch.doneAt === undefined ? 'not complete' : `sealed ${momentInUtc(fetch.doneAt)}`;
  const measures = fetch.measures.flatMap(({ title, who, action, because, evidence }) => [
    `${title} (${whoInWords(who)}): ${action} ${because}`,
    ...evidence.map((sentence) => `evidence: ${sentence}`),
  ]);
  const site = siteInWords(fetch.site, fetch.doneAt ?? fetch.askedAt);
  return [
    `<p>Fetch ${fetch.n + 1}, ${escapeHtml(state)}. Averages over ${peers.live} devices read live and ${peers.stored} stored, of ${peers.customers} other customers; ${peers.missing} missing.</p>`,
    ...(fetch.warnings.length === 0 ? [] : [list(fetch.warnings)]),
    ...(site === undefined ? [] : [`<p>${escapeHtml(site)}</p>`]),
    '<h2>Measures</h2>',
    measures.length === 0 ? '<p>None follows from these values.</p>' : list(measures),
  ];
}

/** Each fetch with what it found, in the columns that a person compares. */
function figuresIn(dossier: Dossier): string[] {
  const rows = exportRows(dossier);
  return dossier.fetches.toReversed().flatMap(({ n, askedAt }) => {
    const own = rows.filter(([fetch]) => fetch === String(n + 1));
    const cells = own.map((row) => {
      const { verdict, figure, average, median, range, because } = namedCells(row);
      return [verdict, nameOfRow(row), figure, average, range === '' ? median : `${median} (${range})`, because];
    });
    const head = ['Verdict', 'Item', 'This machine', 'Average (n)', 'Median (p10 to p90)', 'Because'];
    return [`<h2>Figures of fetch ${n + 1}, asked ${momentInUtc(askedAt)}</h2>`, within('figures', [head, ...cells])];
  });
}

/** Where each figure came from: place, raw answer, time, and whether it was live. */
function sourcesIn(dossier: Dossier): string[] {
  const cells = exportRows(dossier).map((row) => {
    const { fetch, figure, kind, read, protocol, place, raw } = namedCells(row);
    const when = read === '' ? kind : `${kind}, ${momentInUtc(Date.parse(read))}`;
    return [fetch, nameOfRow(row), figure, when, `${protocol} ${place}`.trim(), raw];
  });
  const head = ['Fetch', 'Item', 'This machine', 'Read', 'Place', 'Raw answer'];
  return [
    `<section class="sources"><h2>Where the figures came from</h2>`,
    within('places', [head, ...cells]),
    '</section>',
  ];
}

/** The cells of a row of an export by what they are. */
function namedCells(
  row: readonly string[],
): Record<
  | 'fetch'
  | 'verdict'
  | 'figure'
  | 'average'
  | 'median'
  | 'range'
  | 'because'
  | 'read'
  | 'kind'
  | 'protocol'
  | 'place'
  | 'raw',
  string
> {
  const [fetch = '', , , , verdict = '', figure = '', average = '', median = '', range = '', because = '', ...source] =
    row;
  const [read = '', kind = '', protocol = '', place = '', raw = ''] = source;
  return { fetch, verdict, figure, average, median, range, because, read, kind, protocol, place, raw };
}

function nameOfRow([, , item = '', part = '']: readonly string[]): string {
  return part === '' ? item : `${item}, ${part}`;
}

/** A table that is moved sideways by itself where it is wider than the screen. */
function within(name: string, rows: readonly (readonly string[])[]): string {
  return `<div class="${name}">${htmlTable(rows)}</div>`;
}

/** A moment as a person reads it, with its zone. */
function momentInUtc(at: number): string {
  const iso = momentInIso(at);
  return iso === '' ? '–' : `${iso.slice(0, -8).replace('T', ' ')} UTC`;
}

function list(lines: readonly string[]): string {
  return `<ul>${lines.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
}

/** Rows as a table, the first of them its head. Shape: texts are not escaped yet. */
export function htmlTable([head = [], ...rows]: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[], tag: 'td' | 'th'): string =>
    `<tr>${row.map((cell) => `<${tag}>${escapeHtml(cell)}</${tag}>`).join('')}</tr>`;
  return `<table><thead>${cells(head, 'th')}</thead><tbody>\n${rows.map((row) => cells(row, 'td')).join('\n')}\n</tbody></table>`;
}

/** Text as it stands in HTML: control characters go, signs of markup are written out. */
export function escapeHtml(text: string): string {
  return escapeXml(text.replaceAll(/[^\P{C}\n\u200d]/gu, ''));
}

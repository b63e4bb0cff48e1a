import { detailsOf } from './claim.ts';
import type { Dossier, Fetch } from './dossier.ts';
import { escapeXml } from './escape-xml.ts';
import { repeatInWords } from './ruler.ts';
import { EXPORT_HEAD, exportRows, momentInIso } from './export-rows.ts';
import { siteInWords } from './site-words.ts';
import { whoInWords } from './words.ts';

/** The page holds everything itself and asks for nothing. */
const STYLE =
  'body{font:14px/1.4 sans-serif;margin:2em;max-width:100em}table{border-collapse:collapse;font-size:11px}' +
  'td,th{border:1px solid #999;padding:2px 5px;text-align:left;vertical-align:top;overflow-wrap:anywhere}' +
  '@media print{body{margin:0}@page{size:A4 landscape;margin:1cm}}';

/** A claim on one page, for the file and for the printer: what was said, found and proposed, every figure with its source, who did what. */
export function dossierHtml(dossier: Dossier): string {
  const { claim, device } = dossier;
  const title = `Claim ${claim.id}: ${dossier.symptomTitles.join(', ')}, ${claim.serial}`;
  const last = dossier.fetches.at(-1);
  const repeat = repeatInWords(detailsOf(claim)?.repeatMm, dossier.ruler);
  const done = claim.events.map(({ at, by, what, note }) =>
    [momentInIso(at), by, what, note ?? ''].filter((word) => word !== '').join(' · '),
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
    '<h2>Figures</h2>',
    htmlTable([EXPORT_HEAD, ...exportRows(dossier)]),
    '<h2>Who did what</h2>',
    list(done),
    '</body></html>',
    '',
  ].join('\n');
}

function foundIn(fetch: Fetch): string[] {
  const { peers } = fetch;
  const state = fetch.doneAt === undefined ? 'not complete' : `sealed ${momentInIso(fetch.doneAt)}`;
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

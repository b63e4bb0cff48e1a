import type { Dossier } from './dossier.ts';
import { EXPORT_HEAD, exportRows } from './export-rows.ts';

/**
 * A claim's figures as a table for other programs.
 * Shape: RFC 4180, UTF-8 with a byte order mark so that spreadsheets read it as that; a text that a spreadsheet would take for a formula begins with an apostrophe.
 */
export function dossierCsv(dossier: Dossier): string {
  return csvOf([EXPORT_HEAD, ...exportRows(dossier)]);
}

/** Rows as CSV, as above. */
export function csvOf(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => row.map(cellOf).join(','));
  return `\uFEFF${lines.join('\r\n')}\r\n`;
}

function cellOf(text: string): string {
  const clean = text.replaceAll(/[^\P{C}\n\r\t\u200d]/gu, '');
  const isNumber = /^[+-]?\d[\d.,]*( [\p{L}%°/ ]+)?$/u.test(clean);
  const safe = !isNumber && /^[=+\-@\t\r]/.test(clean) ? `'${clean}` : clean;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

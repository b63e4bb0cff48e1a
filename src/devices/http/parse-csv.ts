import { parse } from 'csv-parse/sync';

/** A table: `/rows/<n>/<header>`, rows from 0 without the header's own. */
export type CsvDocument = { rows: Record<string, string>[] };

const DELIMITERS = [',', ';', '\t'];

/**
 * A CSV document by its first line.
 * Shape: cells as text without the white space around them; a header that comes again gets ` (2)`; cells beyond the headers are left out.
 * Fails: throws where quotes cannot be understood or there is no row below the header.
 */
export function parseCsv(text: string): CsvDocument {
  const plain = text.replace(/^\uFEFF/, '');
  const rows: string[][] = parse(plain, {
    delimiter: delimiterOf(plain),
    relax_quotes: true,
    relax_column_count: true,
    skip_empty_lines: true,
    trim: true,
  });
  const [head, ...cells] = rows;
  if (head === undefined || cells.length === 0) throw new Error('the document has no rows below a header');
  const names = numberLabels(head);
  return {
    rows: cells.map((row) => Object.fromEntries(row.slice(0, names.length).map((cell, n) => [names[n] ?? '', cell]))),
  };
}

/** The same label a second time becomes `label (2)`, so that each leads to one value. */
export function numberLabels(labels: string[]): string[] {
  const counts = new Map<string, number>();
  return labels.map((label) => {
    const count = (counts.get(label) ?? 0) + 1;
    counts.set(label, count);
    return count === 1 ? label : `${label} (${count})`;
  });
}

/** The sign that parts most cells of the first line, quoted ones aside. */
function delimiterOf(text: string): string {
  const line = (/^[^\r\n]*/.exec(text.trimStart())?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = DELIMITERS.map((sign) => line.split(sign).length);
  return DELIMITERS[counts.indexOf(Math.max(...counts))] ?? ',';
}

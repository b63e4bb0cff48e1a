import { CsvError, parse } from 'csv-parse/sync';

/** One record with the line it begins in. */
export type CsvRecord = { line: number; cells: string[] };

/** What is wrong with a line; `column` counts cells from 1. */
export type CsvFault = { line: number; column: number; what: string };

const FAULTS: Record<string, string> = {
  CSV_QUOTE_NOT_CLOSED: 'a quote is opened here and never closed',
  CSV_INVALID_CLOSING_QUOTE: 'the quote of this cell does not close where a cell ends',
  INVALID_OPENING_QUOTE: 'a quote is opened in the middle of a cell',
};

/** With more, the text is no CSV at all. */
const MOST_FAULTS = 50;

/**
 * Records of a CSV text, the heading among them; cells are separated by commas, semicolons or tabs, whichever the first line has most of.
 * Shape: empty lines are left out. A line that cannot be read is a fault, and reading goes on in the next one.
 * Fails: never; after fifty faults the rest is not read.
 */
export function csvRecords(content: string): { records: CsvRecord[]; faults: CsvFault[] } {
  const lines = content.replace(/^\uFEFF/, '').split('\n');
  const delimiter = delimiterOf(lines[0] ?? '');
  const records: CsvRecord[] = [];
  const faults: CsvFault[] = [];
  let from = 0;
  while (from < lines.length && faults.length < MOST_FAULTS) {
    let next = beginOf(lines, from);
    try {
      parse(lines.slice(from).join('\n'), {
        delimiter,
        relax_column_count: true,
        skip_empty_lines: true,
        on_record(cells: string[], { lines: end }) {
          records.push({ line: next + 1, cells });
          next = beginOf(lines, from + end);
          return null;
        },
      });
      break;
    } catch (error) {
      if (!(error instanceof CsvError)) throw error;
      const cell: unknown = error['index'];
      const what = FAULTS[error.code] ?? `the CSV cannot be read: ${error.message}`;
      faults.push({ line: next + 1, column: typeof cell === 'number' ? cell + 1 : 1, what });
      from = next + 1;
    }
  }
  return { records, faults };
}

/** Spreadsheets of half of Europe write semicolons, and what is copied out of one has tabs. What stands in quotes separates nothing. */
function delimiterOf(heading: string): string {
  const bare = heading.replaceAll(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((sign) => ({ sign, count: bare.split(sign).length }));
  return counts.toSorted((a, b) => b.count - a.count)[0]?.sign ?? ',';
}

/** The first line from here on that is not empty. */
function beginOf(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length && lines[at]?.replace('\r', '') === '') at += 1;
  return at;
}

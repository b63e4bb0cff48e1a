import type { ReportDef } from './report-schema.ts';

/**
 * A line of a list that says something, as its words.
 * Shape: `line` and `column` count from 1 and point at the value; `raw` is the line as it came, on one line and without control characters.
 */
export type ReportLine = {
  line: number;
  column: number;
  raw: string;
  code: string;
  name: string;
  part: string;
  value: string;
  unit: string;
  section: string;
};

/** One thing that is wrong with a list. Shape: line and column count from 1. */
export type ReportFault = { line: number; column: number; what: string; why: string };

type Lines = { lines: ReportLine[]; others: number; faults: ReportFault[] };

/** Patterns look for a fit in more ways the longer a line is; no list has lines like that. */
const LONGEST_LINE = 1000;
const MOST_LINES = 20_000;

/** The text in lines, each clean: no control characters, no byte order mark. */
export function cleanLines(text: string): string[] {
  return text
    .replace(/^\uFEFF/u, '')
    .split(/\r\n|\n|\r/u)
    .map((line) =>
      // Tabs stand between columns; direction marks would turn the words around in a terminal.
      line.replaceAll(/[\p{Cc}\p{Cs}\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, (mark) => (mark === '\t' ? mark : ' ')),
    );
}

/**
 * The lines of a list that have the shape its format says, and how many others there are.
 * Fails: never; what is too long or broken is in `faults`.
 */
export function reportLines(report: ReportDef, all: readonly string[]): Lines {
  const faults: ReportFault[] = [];
  const kept = all.slice(0, MOST_LINES).map((line, index) => {
    if (line.length <= LONGEST_LINE) return line;
    faults.push({
      line: index + 1,
      column: 1,
      what: 'the line is too long',
      why: `at most ${LONGEST_LINE} characters`,
    });
    return '';
  });
  if (all.length > MOST_LINES)
    faults.push({ line: MOST_LINES + 1, column: 1, what: 'the list is too long', why: `at most ${MOST_LINES} lines` });
  const { layout } = report;
  const read = layout.kind === 'csv' ? csvLines(layout, kept) : patternLines(layout, kept);
  return { ...read, faults: [...faults, ...read.faults] };
}

type LinesLayout = Extract<ReportDef['layout'], { kind: 'lines' }>;

function patternLines(layout: LinesLayout, all: readonly string[]): Lines {
  const pattern = new RegExp(layout.pattern, 'giu');
  const continues = layout.continues === undefined ? undefined : new RegExp(layout.continues, 'iu');
  const heads = layout.section === undefined ? undefined : new RegExp(layout.section, 'iu');
  const joined: { line: number; text: string }[] = [];
  for (const [index, text] of all.entries()) {
    if (text.trim() === '') continue;
    const last = joined.at(-1);
    if (last !== undefined && continues?.test(text) === true && last.text.length + text.length < LONGEST_LINE)
      last.text = `${last.text.trimEnd()} ${text.trim()}`;
    else joined.push({ line: index + 1, text });
  }
  const read: Lines = { lines: [], others: 0, faults: [] };
  let section = '';
  for (const { line, text } of joined) {
    const headed = heads?.exec(text)?.groups?.['section'];
    if (headed !== undefined) {
      section = headed.trim();
      continue;
    }
    const found = [...withShortGaps(text).matchAll(pattern)].slice(0, layout.repeats === true ? undefined : 1);
    if (found.length === 0) read.others += 1;
    for (const match of found) {
      const { groups = {} } = match;
      const said = (group: string): string => (groups[group] ?? '').trim();
      const value = said('value');
      read.lines.push({
        line,
        column: Math.max(0, layout.repeats === true ? text.indexOf(match[0]) : text.lastIndexOf(value)) + 1,
        raw: text.trim(),
        code: said('code'),
        name: said('name'),
        part: '',
        value,
        unit: said('unit'),
        section,
      });
    }
  }
  return read;
}

/**
 * A line whose gaps are two spaces or one tab at most. A pattern that leaves room in several places would try every way of sharing out a gap of hundreds
 * of spaces, which takes hours.
 */
function withShortGaps(text: string): string {
  return text.trim().replaceAll(/\s{3,}/gu, (gap) => (gap.includes('\t') ? '\t' : '  '));
}

type CsvLayout = Extract<ReportDef['layout'], { kind: 'csv' }>;
type Cell = { text: string; column: number };
type Columns = Partial<Record<keyof CsvLayout['columns'], number>>;

function csvLines(layout: CsvLayout, all: readonly string[]): Lines {
  const read: Lines = { lines: [], others: 0, faults: [] };
  const start = startOf(layout, all);
  if (start === undefined) {
    const why = `no line has ${headWords(layout).join(', ')}`;
    return { ...read, faults: [{ line: 1, column: 1, what: 'no head of columns', why }] };
  }
  for (const [index, text] of all.entries()) {
    if (index < start.row || text.trim() === '') continue;
    const cells = cellsOf(text, start.delimiter);
    const at = (key: keyof Columns): Cell | undefined => {
      const column = start.columns[key];
      return column === undefined ? undefined : cells?.[column];
    };
    const value = at('value');
    if (cells === undefined)
      read.faults.push({ line: index + 1, column: 1, what: 'the line cannot be read', why: 'a quote is not closed' });
    if (value === undefined) {
      read.others += 1;
      continue;
    }
    read.lines.push({
      line: index + 1,
      column: value.column,
      raw: text.replaceAll('\t', ' ').trim(),
      code: at('code')?.text ?? '',
      name: at('name')?.text ?? '',
      part: at('part')?.text ?? '',
      value: value.text,
      unit: at('unit')?.text ?? '',
      section: '',
    });
  }
  return read;
}

function headWords(layout: CsvLayout): string[] {
  return Object.values(layout.columns).flatMap((words) => (Array.isArray(words) ? words.slice(0, 1) : []));
}

/** Where the rows begin: below the first line that heads a value and what it is of; at the top where columns are only numbered. */
function startOf(
  layout: CsvLayout,
  all: readonly string[],
): { row: number; delimiter: string; columns: Columns } | undefined {
  const wanted = Object.entries(layout.columns);
  const hasHead = wanted.some(([, column]) => Array.isArray(column));
  for (const [index, text] of all.entries()) {
    for (const name of layout.delimiters) {
      const delimiter = name === 'tab' ? '\t' : name;
      if (!text.includes(delimiter)) continue;
      const head = cellsOf(text, delimiter)?.map((cell) => cell.text.toLowerCase()) ?? [];
      const columns: Columns = Object.fromEntries(
        wanted.map(([key, column]) => [
          key,
          typeof column === 'number'
            ? column - 1
            : head.findIndex((cell) => column?.some((word) => word.toLowerCase() === cell) ?? false),
        ]),
      );
      const has = (key: keyof Columns): boolean => (columns[key] ?? -1) >= 0;
      if (has('value') && (has('code') || has('name'))) return { row: hasHead ? index + 1 : index, delimiter, columns };
    }
  }
  return undefined;
}

/** The cells of one line; a quoted one may hold the delimiter, and two quotes for one. Shape: undefined where a quote is not closed. */
function cellsOf(text: string, delimiter: string): Cell[] | undefined {
  const cells: Cell[] = [];
  let position = 0;
  for (;;) {
    const rest = text.slice(position);
    const quoted = /^ *"((?:[^"]|"")*)" */u.exec(rest);
    const end = rest.indexOf(delimiter);
    const blank = rest.length - rest.replace(/^ +/u, '').length;
    const fits = quoted !== null && (quoted[0].length === rest.length || rest.startsWith(delimiter, quoted[0].length));
    if (!fits && rest[blank] === '"') return undefined;
    const length = fits ? quoted[0].length : end < 0 ? rest.length : end;
    const said = fits ? (quoted[1] ?? '').replaceAll('""', '"') : rest.slice(0, length);
    cells.push({ text: said.trim(), column: position + Math.min(blank, length) + 1 });
    if (position + length >= text.length) return cells;
    position += length + delimiter.length;
  }
}

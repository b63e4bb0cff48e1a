import { AppError } from '../core/errors.ts';
import { isSameModel } from '../core/model-name.ts';
import { type Evidence, type Reading, readingKey } from '../core/reading.ts';
import { isSameSerial, plainSerial } from '../core/serial.ts';
import type { Value } from '../core/value.ts';
import type { RuleBook } from './book.ts';
import { fits, type LineMeaning, meaningsOf } from './report-fields.ts';
import { isOfModel, readReportHead, recogniseReport, type ReportHead } from './report-head.ts';
import { cleanLines, type ReportFault, type ReportLine, reportLines } from './report-lines.ts';
import type { ReportDef } from './report-schema.ts';
import { plainNumber, reportValue, type SaidValue, withoutRange } from './report-value.ts';

/**
 * A service-mode list and whose it is.
 * Units: milliseconds since 1970; `fallbackAt` is taken where the list does not say when it was made, or says a time after `now`.
 */
export type ReportInput = {
  text: string;
  fileName: string;
  serial: string;
  model?: string | undefined;
  format?: string | undefined;
  fallbackAt: number;
  now: number;
};

/** What a list says. Shape: `unknown` are the lines that have the list's form and no item; `others` counts those that have not even that. */
export type ParsedReport = {
  format: string;
  said: Pick<ReportHead, 'serial' | 'model' | 'firmware'>;
  readAt: number;
  isDated: boolean;
  readings: Reading[];
  faults: ReportFault[];
  unknown: { line: number; code: string; name: string }[];
  others: number;
};

/** Clocks of copiers stand in local time, up to 14 hours ahead of UTC. */
const AHEAD_MS = 14 * 3_600_000;

/**
 * The readings of a list that an engineer exported, each with the line it stands in.
 * Fails: AppError `bad_input` for a list of no known format, of another format than asked for, or of another device; `not_found` for a format that does not exist.
 */
export function parseReport(book: RuleBook, input: ReportInput): ParsedReport {
  const report = chooseReport(book, input);
  const all = cleanLines(input.text);
  const head = readReportHead(report, all);
  if (head.serial !== undefined && plainSerial(head.serial) !== '' && !isSameSerial(head.serial, input.serial))
    throw new AppError(
      'bad_input',
      `The list is of ${head.serial}, not of ${input.serial}: nothing was taken from it.`,
      { said: head.serial, serial: input.serial },
    );
  // A list that names its machine's serial number is known by that; one that names only the model must at least be of such a one.
  const { model } = input;
  if (head.serial === undefined && head.model !== undefined && model !== undefined && !isSameModel(head.model, model))
    throw new AppError(
      'bad_input',
      `The list is of a ${head.model}, and ${input.serial} is a ${model}: nothing was taken from it.`,
      { said: head.model, model },
    );
  const faults = [...head.faults];
  const isDated = head.readAt !== undefined && head.readAt <= input.now + AHEAD_MS;
  if (head.readAt !== undefined && !isDated)
    faults.push({
      line: 1,
      column: 1,
      what: 'the list says it was made in the future',
      why: 'the time given beside it is used',
    });
  const readAt = isDated ? Math.min(head.readAt ?? input.fallbackAt, input.now) : input.fallbackAt;
  const read = reportLines(report, all);
  const unknown: ParsedReport['unknown'] = [];
  const found = new Map<string, Found>();
  for (const line of read.lines) {
    const meanings = line.value === '' ? [] : meaningsOf(book, report, line);
    if (meanings.length === 0) unknown.push({ line: line.line, code: line.code, name: line.name });
    for (const meaning of meanings) add(found, meaning, line, valueOf(report, meaning, line, read.lines));
  }
  const at = { fileName: input.fileName, readAt };
  const readings = [...found.values()].flatMap((one) => (one.isMisnamed ? [] : [toReading(one, at)]));
  faults.push(...read.faults, ...[...found.values()].flatMap((one) => one.faults));
  return {
    format: report.id,
    said: { serial: head.serial, model: head.model, firmware: head.firmware },
    readAt,
    isDated,
    readings,
    faults: faults.sort((a, b) => a.line - b.line || a.column - b.column),
    unknown,
    others: read.others,
  };
}

function chooseReport(book: RuleBook, { text, model, format }: ReportInput): ReportDef {
  const ids = book.reports.map(({ id }) => id).join(', ');
  if (format !== undefined) {
    const asked = book.reports.find(({ id }) => id === format);
    if (asked === undefined)
      throw new AppError('not_found', `There is no format "${format}". There are: ${ids}.`, { format });
    if (model !== undefined && !isOfModel(asked, model))
      throw new AppError('bad_input', `The format ${format} is not one of ${model}.`, { format, model });
    return asked;
  }
  const [first, ...more] = recogniseReport(book, text, model);
  if (first === undefined)
    throw new AppError(
      'bad_input',
      `The list is of no known format (${ids}). Name one, or describe it in rules/reports.`,
    );
  if (more.length > 0) {
    const names = [first, ...more].map(({ id }) => id);
    throw new AppError('bad_input', `The list may be any of ${names.join(', ')}: name the format.`, { formats: names });
  }
  return first;
}

/** What the lines of one item or part say so far. */
type Found = {
  meaning: LineMeaning;
  lines: { line: ReportLine; other?: ReportLine | undefined }[];
  value: Value;
  faults: ReportFault[];
  isMisnamed: boolean;
};

type Said = SaidValue & { other?: ReportLine | undefined };

function add(found: Map<string, Found>, meaning: LineMeaning, line: ReportLine, said: Said): void {
  const { item, part } = meaning;
  const fault = (why: string): ReportFault => ({ line: line.line, column: line.column, what: nameOf(meaning), why });
  if (meaning.fault !== undefined) {
    const key = `${item.id} ${line.line} ${line.column}`;
    found.set(key, { meaning, lines: [], value: said.value, faults: [fault(meaning.fault)], isMisnamed: true });
    return;
  }
  const key = readingKey({ item: item.id, part });
  const before = found.get(key);
  const faults = said.why === undefined ? [] : [fault(said.why)];
  const at = { line, other: said.other };
  if (before === undefined) {
    found.set(key, { meaning, lines: [at], value: said.value, faults, isMisnamed: false });
    return;
  }
  before.faults.push(...faults);
  before.lines.push(at);
  if (JSON.stringify(before.value) === JSON.stringify(said.value)) return;
  for (const each of before.lines)
    before.faults.push({
      line: each.line.line,
      column: each.line.column,
      what: nameOf(meaning),
      why: `lines ${before.lines.map((one) => one.line.line).join(' and ')} do not say the same`,
    });
  before.value = { kind: 'absent', reason: 'malformed' };
}

function nameOf({ item, part }: LineMeaning): string {
  return readingKey({ item: item.id, part });
}

function valueOf(report: ReportDef, meaning: LineMeaning, line: ReportLine, lines: readonly ReportLine[]): Said {
  const { item, field } = meaning;
  const { numbers } = report;
  if (field?.minus === undefined) {
    // A list that names items itself may write a state with a capital; the rules' own states have none.
    const words = field === undefined && item.kind === 'state' ? { ...line, value: line.value.toLowerCase() } : line;
    return reportValue(words, item, field?.decode ?? {}, numbers);
  }
  const { minus } = field;
  const others = lines.filter((other) => fits(minus, other) !== undefined);
  const [other] = others;
  if (other === undefined || others.some(({ value }) => value !== other.value))
    return {
      value: { kind: 'absent', reason: 'malformed' },
      why: 'the line it is counted from is missing, or is there twice',
    };
  const first = reportValue(line, item, { unit: field.decode.unit }, numbers);
  const second = reportValue(other, item, { unit: field.decode.unit }, numbers);
  const broken = [first, second].find(({ why }) => why !== undefined);
  if (broken !== undefined) return { ...broken, other };
  const [from, off] = [line, other].map(({ value }) =>
    Number(plainNumber(withoutRange(value, numbers)?.value ?? '', numbers)?.text),
  );
  const difference = Number(((from ?? Number.NaN) - (off ?? Number.NaN)).toPrecision(12));
  return {
    ...reportValue({ value: String(difference), unit: '' }, item, field.decode, {
      ...numbers,
      decimal: '.',
      ranges: false,
    }),
    other,
  };
}

function toReading({ meaning, lines, value }: Found, at: { fileName: string; readAt: number }): Reading {
  const { item, part, partTitle } = meaning;
  const evidence = lines.flatMap(({ line, other }) =>
    (other === undefined ? [line] : [other, line]).map(({ line: number, raw }): Evidence => ({
      protocol: 'report',
      place: `${at.fileName}, line ${number}`,
      raw,
      at: at.readAt,
      tookMs: 0,
    })),
  );
  return {
    item: item.id,
    ...(part === undefined ? {} : { part }),
    ...(partTitle === undefined ? {} : { partTitle }),
    value,
    evidence,
    at: at.readAt,
  };
}

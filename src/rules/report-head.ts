import type { RuleBook } from './book.ts';
import { cleanLines } from './report-lines.ts';
import type { ReportFault } from './report-lines.ts';
import type { ReportDef } from './report-schema.ts';

/** What a list says of itself. Units: `readAt` milliseconds since 1970; a time without a zone is taken as UTC. */
export type ReportHead = {
  serial?: string | undefined;
  model?: string | undefined;
  firmware?: string | undefined;
  readAt?: number | undefined;
  faults: ReportFault[];
};

const HEAD_LINES = 40;
const LONGEST_HEAD_LINE = 400;

/**
 * The formats that a text may be of: a model's own before those of any model, and what is recognised by more before what is recognised by less.
 * Shape: none, one, or several that cannot be told apart.
 */
export function recogniseReport(book: RuleBook, text: string, model?: string): ReportDef[] {
  const head = headOf(cleanLines(text)).join('\n');
  const fits = book.reports.filter(
    (report) =>
      (model === undefined || isOfModel(report, model)) &&
      report.recognise.every((pattern) => new RegExp(pattern, 'imu').test(head)),
  );
  const own = fits.filter((report) => report.models !== undefined);
  const among = own.length > 0 ? own : fits;
  const most = Math.max(0, ...among.map(({ recognise }) => recognise.length));
  return among.filter(({ recognise }) => recognise.length === most);
}

/** Whether a format is one that this model has. */
export function isOfModel(report: ReportDef, model: string): boolean {
  return report.models === undefined || new RegExp(report.models, 'iu').test(model);
}

/** What stands in the head of a list, and what of it makes no sense. */
export function readReportHead(report: ReportDef, all: readonly string[]): ReportHead {
  const head: ReportHead = { faults: [] };
  for (const [index, text] of headOf(all).entries()) {
    for (const key of ['serial', 'model', 'firmware'] as const) {
      const said = groupsOf(report[key], text)?.[key]?.trim();
      if (said !== undefined && said !== '') head[key] ??= said;
    }
    const date = groupsOf(report.readAt, text);
    if (date === undefined || head.readAt !== undefined) continue;
    const readAt = momentOf(date);
    if (readAt === undefined)
      head.faults.push({ line: index + 1, column: 1, what: 'no such date', why: 'the time given beside it is used' });
    else head.readAt = readAt;
  }
  return head;
}

function headOf(all: readonly string[]): string[] {
  return all.slice(0, HEAD_LINES).map((line) => line.slice(0, LONGEST_HEAD_LINE));
}

function groupsOf(pattern: string | undefined, text: string): Record<string, string | undefined> | undefined {
  return pattern === undefined ? undefined : new RegExp(pattern, 'iu').exec(text)?.groups;
}

function momentOf(said: Record<string, string | undefined>): number | undefined {
  const part = (key: string): number => Number(said[key] ?? 0);
  const [year, month, day] = [part('year'), part('month'), part('day')];
  const full = (said['year'] ?? '').length === 2 ? 2000 + year : year;
  const [hour, minute, second] = [part('hour'), part('minute'), part('second')];
  const at = Date.UTC(full, month - 1, day, hour, minute, second);
  if (!Number.isFinite(at)) return undefined;
  const made = new Date(at);
  // Date.UTC makes 3 March of the 31st of February; a day that did not stay as it was does not exist.
  const isReal = made.getUTCMonth() === month - 1 && made.getUTCDate() === day && made.getUTCFullYear() === full;
  return isReal && hour < 24 && minute < 60 && second < 60 ? at : undefined;
}

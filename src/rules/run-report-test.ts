import { AppError } from '../core/errors.ts';
import { readingKey } from '../core/reading.ts';
import type { Value } from '../core/value.ts';
import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { type ParsedReport, parseReport } from './parse-report.ts';
import { readReportHead, recogniseReport } from './report-head.ts';
import { cleanLines } from './report-lines.ts';
import type { ReportTest } from './test-schema.ts';

/** After every list that a test could hold: the year 2100. */
const NOW = 4_102_444_800_000;

/** Runs the statements of one format's test. */
export function runReportTest(book: RuleBook, id: string, test: ReportTest): Finding[] {
  const found: Finding[] = [];
  for (const group of ['recognises', 'ignores'] as const)
    for (const [index, text] of test[group].entries()) {
      const ids = recogniseReport(book, text).map((report) => report.id);
      if (ids.includes(id) !== (group === 'recognises'))
        found.push(
          failedCase(
            `the text is taken for ${ids.join(', ') || 'nothing'}`,
            [group, index],
            `${id} says it ${group} it`,
          ),
        );
    }
  for (const [index, one] of test.cases.entries()) {
    const where = ['cases', index];
    const got = parsed(book, id, one);
    if (typeof got === 'string') {
      found.push(failedCase(got, where, 'the test expects it to be read'));
      continue;
    }
    const readings = Object.fromEntries(got.readings.map((reading) => [readingKey(reading), plain(reading.value)]));
    for (const key of new Set([...Object.keys(readings), ...Object.keys(one.readings)])) {
      const [is, wanted] = [JSON.stringify(readings[key]), JSON.stringify(one.readings[key])];
      if (is !== wanted)
        found.push(
          failedCase(
            `${key} is ${is ?? 'not there'}`,
            [...where, 'readings'],
            `the test says ${wanted ?? 'nothing of it'}`,
          ),
        );
    }
    if (got.faults.length !== one.faults)
      found.push(
        failedCase(
          `${got.faults.length} faults (${got.faults.map(({ line, what, why }) => `${line}: ${what}, ${why}`).join('; ')})`,
          where,
          `the test says ${one.faults}`,
        ),
      );
    const at = new Date(got.readAt).toISOString();
    if (one.readAt !== undefined && at !== one.readAt)
      found.push(failedCase(`it was made at ${at}`, [...where, 'readAt'], `the test says ${one.readAt}`));
  }
  return found;
}

function parsed(book: RuleBook, format: string, one: ReportTest['cases'][number]): ParsedReport | string {
  const report = book.reports.find(({ id }) => id === format);
  if (report === undefined) return `there is no format ${format}`;
  // Whose list it is matters only where the test says so.
  const serial = one.serial ?? readReportHead(report, cleanLines(one.text)).serial ?? '';
  try {
    return parseReport(book, {
      text: one.text,
      fileName: one.name,
      serial,
      format,
      fallbackAt: 0,
      now: NOW,
    });
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}

/** A value as tests write it. */
function plain(value: Value): Record<string, number | string> {
  switch (value.kind) {
    case 'number':
      return { number: value.number };
    case 'state':
      return { state: value.state };
    case 'text':
      return { text: value.text };
    case 'absent':
      return { absent: value.reason };
  }
}

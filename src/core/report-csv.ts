import { csvOf } from './export-csv.ts';
import { momentInIso } from './export-rows.ts';
import type { Part, Report, Spans } from './report.ts';

const HEAD = ['section', 'id', 'name', 'what', 'value', 'unit', 'of'] as const;

type Row = [section: string, id: string, name: string, what: string, value: number, unit: string, of?: number];

/**
 * A report as a table for other programs: one number a row, unrounded, `of` how many it is of.
 * Shape: as dossierCsv; a median of fewer than five is not there, their spans are.
 * Units: in the row.
 */
export function reportCsv(report: Report): string {
  const rows = rowsOf(report).map(([section, id, name, what, value, unit, of]) => {
    return [section, id, name, what, String(value), unit, of === undefined ? '' : String(of)];
  });
  return csvOf([HEAD, ...rows]);
}

function rowsOf(report: Report): Row[] {
  const { claims, firstCall, noMeasure } = report;
  const part = (what: string, { n, of }: Part): Row => ['figures', '', '', what, n, 'claims', of];
  return [
    ...Object.entries(claims).map(([what, n]): Row => ['figures', '', '', `claims ${what}`, n, 'claims']),
    ...spanRows('time to evidence', report.evidence),
    ['figures', '', '', 'without evidence', report.withoutEvidence, 'claims', claims.all],
    ...spanRows('time to take', report.take),
    ...spanRows('time to resolve', report.resolve),
    part('first-call effectiveness', firstCall),
    ['figures', '', '', 'may yet come back', firstCall.undecided, 'claims', firstCall.n],
    part('callbacks', report.callbacks),
    part('avoided visits', report.avoided),
    part('without a measure', noMeasure),
    ['figures', '', '', 'without a measure, device not read', noMeasure.silent, 'claims', noMeasure.n],
    ...report.weeks.map((week): Row => [
      'weeks',
      momentInIso(week.at).slice(0, 10),
      '',
      'claims',
      week.claims,
      'claims',
    ]),
    ...report.models.map(({ model, claims: n, devices }): Row => ['models', '', model, 'claims', n, 'claims', devices]),
    ...report.symptoms.map((one): Row => ['symptoms', one.symptom, one.title, 'claims', one.claims, 'claims']),
    ...report.measures.flatMap(({ measure, title, tried, worked, first, firstWorked }): Row[] => [
      ['measures', measure, title, 'worked', worked, 'claims', tried],
      ['measures', measure, title, 'worked where it was proposed first', firstWorked, 'claims', first],
    ]),
    ...report.rejected.map((one): Row => ['rejected', one.measure, one.title, 'rejected', one.times, 'claims', one.of]),
    ...noMeasure.symptoms.map((one): Row => ['no-measure', one.symptom, one.title, 'claims', one.claims, 'claims']),
  ];
}

function spanRows(what: string, { n, values = [], median, p90 }: Spans): Row[] {
  const row = (name: string, ms: number): Row => ['figures', '', '', name, ms / 1_000, 'seconds', n];
  if (median === undefined || p90 === undefined) return values.map((ms) => row(what, ms));
  return [row(`${what}, median`, median), row(`${what}, p90`, p90)];
}

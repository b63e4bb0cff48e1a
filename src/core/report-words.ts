import { FEWEST_FOR_SHARE, type Part, type Report, type Spans } from './report.ts';
import { momentInIso } from './export-rows.ts';
import { percentOf, spanInWords, whoInWords } from './words.ts';

/** One table of a report, its first row the head. `empty` is said where there is nothing in it. */
export type ReportTable = { title: string; rows: string[][]; empty: string };

const DAY_MS = 86_400_000;

/** A part as people read it: a share from five on, else the numbers alone. */
export function partInWords({ n, of }: Part): string {
  if (of === 0) return 'none yet';
  return of < FEWEST_FOR_SHARE ? `${n} of ${of}` : `${percentOf(n / of)} (${n} of ${of})`;
}

/** A part with what it is a part of; where there is nothing yet, no more than that. */
function partOf(part: Part, words: string): string {
  return part.of === 0 ? partInWords(part) : `${partInWords(part)} ${words}`;
}

/** Spans as people read them: median and p90 from five on, else each of them. */
export function spansInWords({ n, values = [], median, p90 }: Spans): string {
  if (n === 0) return 'none yet';
  if (median === undefined || p90 === undefined) return `${values.map(spanInWords).join('; ')} (n ${n})`;
  return `median ${spanInWords(median)}, nine of ten within ${spanInWords(p90)} (n ${n})`;
}

/** Claims a registered device; a dash where the devices are too few for a rate. */
export function rateInWords({ claims, devices }: Report['models'][number]): string {
  return devices < FEWEST_FOR_SHARE ? '–' : (claims / devices).toFixed(2);
}

/** What a report is about, in a line. */
export function reportTitle({ from, until, model, customer }: Report): string {
  const since = from === undefined ? 'all claims' : `claims from ${dayOf(from)}`;
  return [
    `${since} to ${dayOf(until)}`,
    ...(model === undefined ? [] : [`model ${model}`]),
    ...(customer === undefined ? [] : [`customer ${customer}`]),
  ].join(', ');
}

/** The figures of a report: what, and how much. */
export function reportFigures(report: Report): [string, string][] {
  const { claims, firstCall, withoutEvidence, noMeasure, withinMs } = report;
  const days = `${Math.round(withinMs / DAY_MS)} days`;
  const undecided = firstCall.undecided === 0 ? '' : `; ${firstCall.undecided} of these may yet come back`;
  const without = withoutEvidence === 0 ? '' : `; ${withoutEvidence} without any`;
  const silent = noMeasure.silent === 0 ? '' : `; the device of ${noMeasure.silent} was not read`;
  return [
    ['Claims', `${claims.all}: ${claims.open} open, ${claims.taken} taken, ${claims.resolved} resolved`],
    ['Time to evidence', `${spansInWords(report.evidence)}${without}`],
    ['Time to take', spansInWords(report.take)],
    ['Time to resolve', spansInWords(report.resolve)],
    ['First-call effectiveness', partOf(firstCall, `resolved and not back within ${days}${undecided}`)],
    ['Callbacks', partOf(report.callbacks, `within ${days} of a resolved claim with the same symptom`)],
    ['Avoided visits', partOf(report.avoided, 'resolved by the customer or the desk')],
    ['Without a measure', `${partInWords(noMeasure)}${silent}`],
  ];
}

/** The tables of a report. Shape: texts of people are as they were said, to be escaped. */
export function reportTables(report: Report): ReportTable[] {
  const { models, symptoms, measures, rejected, noMeasure } = report;
  const tried = measures.map(({ title, who, tried: of, worked, first, firstWorked }) => [
    title,
    who === undefined ? '–' : whoInWords(who),
    partInWords({ n: worked, of }),
    partInWords({ n: firstWorked, of: first }),
  ]);
  return [
    {
      title: 'Worst models',
      rows: [
        ['model', 'claims', 'devices', 'claims a device'],
        ...models.map((one) => [one.model, String(one.claims), String(one.devices), rateInWords(one)]),
      ],
      empty: 'no claims',
    },
    {
      title: 'Symptoms',
      rows: [['symptom', 'claims'], ...symptoms.map(({ title, claims }) => [title, String(claims)])],
      empty: 'no claims',
    },
    {
      title: 'Measures',
      rows: [['measure', 'who', 'worked', 'where it was proposed first'], ...tried],
      empty: 'no resolved claim says what ended it',
    },
    {
      title: 'Proposed first, and not it',
      rows: [
        ['measure', 'how often', 'what people said'],
        ...rejected.map(({ title, times, of, reasons }) => [
          title,
          partInWords({ n: times, of }),
          reasons.map((reason) => `“${reason}”`).join(' '),
        ]),
      ],
      empty: 'none',
    },
    {
      title: 'Claims from which no measure followed',
      rows: [['symptom', 'claims'], ...noMeasure.symptoms.map(({ title, claims }) => [title, String(claims)])],
      empty: 'none',
    },
  ];
}

function dayOf(at: number): string {
  return momentInIso(at).slice(0, 10);
}

import type { Claim } from './claim.ts';
import type { Fetch } from './dossier.ts';
import { modelKey } from './model-name.ts';
import { endOf, openCallbacks } from './report-callbacks.ts';
import { type Named, openMeasures } from './report-measures.ts';
import { spansOf } from './report-spans.ts';
import { FEWEST_FOR_SHARE, type Report } from './report.ts';
import { stoodAt } from './stands.ts';

/** What is reported of a claim beside itself. `model` is as it is shown. */
export type Counted = { fetches: readonly Fetch[]; model: string };

/** What a report is about; `team` is the one workspace whose claims count, where there are several. Units: times milliseconds since 1970, `withinMs` milliseconds. */
export type ReportWish = Pick<Report, 'from' | 'until' | 'model' | 'customer' | 'withinMs'> & {
  team?: string | undefined;
};

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** The first day of 1970 was a Thursday. */
const FIRST_MONDAY_MS = 4 * DAY_MS;

/**
 * Adds up a report, claim by claim in the order of their numbers, without keeping them.
 * Shape: a claim that is not `counted` is only one that another may come back after, or that comes back after another. What is kept are three
 * numbers a claim and what may yet come back.
 */
export function openReport(
  wish: ReportWish,
  named: Named,
  now: number,
): {
  add(claim: Claim, counted?: Counted): void;
  /** The report; `devices` are how many are registered, by the key of their model. */
  total(devices: ReadonlyMap<string, number>): Report;
} {
  const callbacks = openCallbacks(wish.withinMs);
  const measures = openMeasures(named);
  const claims = { all: 0, open: 0, taken: 0, resolved: 0 };
  const spans = { evidence: [] as number[], take: [] as number[], resolve: [] as number[] };
  const counts = { withoutEvidence: 0, ended: 0, good: 0, undecided: 0, back: 0, complete: 0, empty: 0, silent: 0 };
  const weeks = new Map<number, number>();
  const models = new Map<string, { model: string; claims: number }>();
  const symptoms = new Map<string, number>();
  const unhelped = new Map<string, number>();

  function addTimes(claim: Claim, fetches: readonly Fetch[]): void {
    const { at, events, status } = claim;
    const stood = stoodAt(fetches);
    if (stood === undefined) counts.withoutEvidence += 1;
    else spans.evidence.push(stood - at);
    const taken = events.find(({ what }) => what === 'taken');
    if (taken !== undefined) spans.take.push(taken.at - at);
    const end = endOf(claim);
    if (end !== undefined && status === 'resolved') spans.resolve.push(end - at);
  }

  function addWhatFollowed({ symptoms: said }: Claim, fetches: readonly Fetch[]): void {
    const last = fetches.findLast(({ phase }) => phase === 'complete');
    if (last === undefined) return;
    counts.complete += 1;
    if (last.measures.length > 0) return;
    counts.empty += 1;
    counts.silent += Number(last.outcome.kind !== 'answered');
    for (const symptom of said) addOne(unhelped, symptom);
  }

  function total(devices: ReadonlyMap<string, number>): Report {
    return {
      ...wish,
      claims,
      weeks: [...weeks].map(([at, n]) => ({ at, claims: n })).sort((a, b) => a.at - b.at),
      evidence: spansOf(spans.evidence),
      withoutEvidence: counts.withoutEvidence,
      take: spansOf(spans.take),
      resolve: spansOf(spans.resolve),
      firstCall: { n: counts.good, of: counts.ended, undecided: counts.undecided },
      callbacks: { n: counts.back, of: claims.all },
      models: [...models].map(([key, one]) => ({ ...one, devices: devices.get(key) ?? 0 })).sort(worseFirst),
      symptoms: titled(symptoms, named),
      ...measures.total(),
      noMeasure: { n: counts.empty, of: counts.complete, silent: counts.silent, symptoms: titled(unhelped, named) },
    };
  }

  return {
    add(claim, counted) {
      const end = endOf(claim);
      const isGood = end !== undefined && claim.status === 'resolved' && !wasReopened(claim);
      const isUndecided = isGood && end > now - wish.withinMs;
      const comesBack = (): void => {
        if (counted === undefined || !isGood) return;
        counts.good -= 1;
        counts.undecided -= Number(isUndecided);
      };
      const isBack = callbacks.add(claim, comesBack);
      if (counted === undefined) return;
      claims.all += 1;
      claims[claim.status] += 1;
      counts.back += Number(isBack);
      counts.ended += Number(end !== undefined);
      counts.good += Number(isGood);
      counts.undecided += Number(isUndecided);
      addOne(weeks, Math.floor((claim.at - FIRST_MONDAY_MS) / WEEK_MS) * WEEK_MS + FIRST_MONDAY_MS);
      for (const symptom of claim.symptoms) addOne(symptoms, symptom);
      const key = modelKey(counted.model);
      const known = models.get(key) ?? { model: counted.model, claims: 0 };
      models.set(key, { ...known, claims: known.claims + 1 });
      addTimes(claim, counted.fetches);
      addWhatFollowed(claim, counted.fetches);
      measures.add(claim);
    },
    total,
  };
}

function wasReopened({ events }: Claim): boolean {
  return events.some(({ what }) => what === 'reopened');
}

function addOne<Key>(counts: Map<Key, number>, key: Key): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

function titled(counts: ReadonlyMap<string, number>, named: Named): Report['symptoms'] {
  return [...counts]
    .map(([symptom, claims]) => ({ symptom, title: named.symptom(symptom) ?? symptom, claims }))
    .sort((a, b) => b.claims - a.claims || (a.symptom < b.symptom ? -1 : 1));
}

function worseFirst(a: Report['models'][number], b: Report['models'][number]): number {
  const rate = ({ claims, devices }: Report['models'][number]): number =>
    devices < FEWEST_FOR_SHARE ? -1 : claims / devices;
  return rate(b) - rate(a) || b.claims - a.claims || (a.model < b.model ? -1 : 1);
}

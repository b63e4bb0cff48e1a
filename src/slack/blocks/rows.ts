import type { Comparison, Verdict } from '../../core/comparison.ts';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import { isStored } from '../../core/is-stored.ts';
import { standingInWords } from '../../core/percentile.ts';
import { isOfPast, isReport, readingKey } from '../../core/reading.ts';
import {
  ageInWords,
  averageInWords,
  figureInWords,
  medianInWords,
  numberInWords,
  rangeInWords,
  spanOfRateInWords,
  valueInWords,
  verdictInWords,
} from '../../core/words.ts';
import { oneLine, plain } from '../text/escape.ts';
import { perDossier } from './per-dossier.ts';
import { asOf, cohortOf, shownFetch } from './view.ts';

/** One row of the comparison, as short plain cells; outside text in them is clean but not escaped. */
export type Row = { verdict: Verdict; cells: string[] };

/** The comparison as a table of words. `head` names the columns. */
export type Rows = { head: string[]; rows: Row[]; fetch: Fetch | undefined };

const MARKS: Record<Verdict, string> = { off: '🔴', watch: '🟡', normal: '🟢', 'cannot-say': '⚪' };

/** A verdict as a cell: a mark for the eye and the word for everyone. */
export function verdictCell(verdict: Verdict): string {
  return `${MARKS[verdict]} ${verdictInWords(verdict)}`;
}

/** The name of an item and its part. Shape: clean, one line, not escaped. */
export function nameOfRow(comparison: Pick<Comparison, 'title' | 'part' | 'partTitle'>): string {
  const part = comparison.partTitle ?? comparison.part;
  return part === undefined || oneLine(part) === ''
    ? plain(comparison.title, 48)
    : `${plain(comparison.title, 48)}, ${plain(part, 32)}`;
}

/** Averages over peers chosen otherwise that stay beside the latest. */
const OTHER_COHORTS = 2;

/**
 * Every row of the latest fetch, oddest first and the verdict in front, where a phone shows it: against the peers, and after a refetch against what was read
 * at the claim. What was averaged over peers chosen otherwise stays in a column of its own.
 */
export const rowsOf = perDossier((dossier: Dossier): Rows => {
  const fetch = shownFetch(dossier);
  const comparisons = byOddness(fetch?.comparisons ?? []);
  const first = dossier.fetches.find((earlier) => earlier.comparisons.length > 0);
  if (fetch === undefined || first === undefined || first.n === fetch.n) {
    return {
      head: ['Verdict', 'Item', 'This machine', averageHead(fetch), ...PEER_HEAD],
      rows: comparisons.map((comparison) => rowOf(comparison, fetch, dossier)),
      fetch,
    };
  }
  const others = otherCohorts(dossier, fetch);
  const averages = others.map((other) => {
    const byKey = new Map(other.comparisons.map((comparison) => [readingKey(comparison), comparison]));
    return (key: string): string => {
      const found = byKey.get(key);
      return found === undefined ? 'not asked' : averageCell(found, other, dossier);
    };
  });
  const before = new Map(first.comparisons.map((comparison) => [readingKey(comparison), comparison]));
  return {
    head: [
      'Verdict',
      'Item',
      'At claim',
      'Now',
      'Change',
      averageHead(fetch),
      ...others.map(averageHead),
      ...PEER_HEAD,
    ],
    rows: comparisons.map((comparison) => {
      const key = readingKey(comparison);
      return changedRowOf(
        comparison,
        { before: before.get(key), others: averages.map((of) => of(key)) },
        fetch,
        dossier,
      );
    }),
    fetch,
  };
});

const PEER_HEAD = ['Median (p10 to p90)', 'Among peers'];

function averageHead(fetch: Fetch | undefined): string {
  const cohort = cohortOf(fetch);
  return cohort === undefined ? 'Average (n)' : `Average, ${cohort} (n)`;
}

/** The latest fetch over each choice of peers but the one shown, newest first. */
function otherCohorts(dossier: Dossier, shown: Fetch): Fetch[] {
  const known = new Set([averageHead(shown)]);
  const others: Fetch[] = [];
  for (const fetch of dossier.fetches.toReversed()) {
    const head = averageHead(fetch);
    if (known.has(head) || fetch.comparisons.length === 0) continue;
    known.add(head);
    others.push(fetch);
  }
  return others.slice(0, OTHER_COHORTS);
}

/** Oddest first; rows of equal oddness keep their order. */
export function byOddness(comparisons: readonly Comparison[]): Comparison[] {
  return [...comparisons].sort((a, b) => b.oddness - a.oddness);
}

function rowOf(comparison: Comparison, fetch: Fetch | undefined, dossier: Dossier): Row {
  const { verdict } = comparison;
  const cells = [
    verdictCell(verdict),
    nameOfRow(comparison),
    figureCell(comparison, fetch, dossier),
    averageCell(comparison, fetch, dossier),
    ...peerCells(comparison),
  ];
  return { verdict, cells };
}

/** What guards the average against outliers, and where this machine stands; a dash where there are no numbers. */
function peerCells({ baseline }: Comparison): string[] {
  if (baseline.kind !== 'number') return ['–', '–'];
  const standing = standingInWords(baseline);
  return [`${medianInWords(baseline)} (${rangeInWords(baseline)})`, standing === '' ? '–' : standing];
}

function changedRowOf(
  comparison: Comparison,
  { before, others }: { before: Comparison | undefined; others: string[] },
  fetch: Fetch,
  dossier: Dossier,
): Row {
  const { verdict } = comparison;
  const cells = [
    verdictCell(verdict),
    nameOfRow(comparison),
    before === undefined ? 'not asked' : plain(figureInWords(before.figure), 64),
    figureCell(comparison, fetch, dossier),
    changeCell(before, comparison),
    averageCell(comparison, fetch, dossier),
    ...others,
    ...peerCells(comparison),
  ];
  return { verdict, cells };
}

/** This machine's figure; a value that is not fresh says how old it is, and an absent one what was known last. */
export function figureCell(comparison: Comparison, fetch: Fetch | undefined, dossier: Dossier): string {
  const figure = plain(figureInWords(comparison.figure), 64);
  const now = asOf(fetch, dossier);
  if (comparison.figure.kind === 'absent') {
    const { lastKnown } = comparison;
    if (lastKnown === undefined) return figure;
    return `${figure}; last known ${plain(valueInWords(lastKnown.value), 32)} (${ageInWords(lastKnown.at, now)})`;
  }
  if (isReport(comparison.reading)) return `${figure} (service-mode list, ${ageInWords(comparison.reading.at, now)})`;
  if (isOfPast(comparison.reading)) return `${figure} (${spanOfRateInWords(comparison.reading, now)})`;
  const isOld = fetch === undefined || isStored(comparison.reading.at, fetch);
  return isOld ? `${figure} (${ageInWords(comparison.reading.at, now)})` : figure;
}

/** What the peers say; an average that holds a value more than a day old says how old its oldest is. */
function averageCell({ baseline }: Comparison, fetch: Fetch | undefined, dossier: Dossier): string {
  const average = plain(averageInWords(baseline), 64);
  const now = asOf(fetch, dossier);
  const isAged = (baseline.kind === 'number' || baseline.kind === 'states') && baseline.oldest < now - DAY_MS;
  return isAged ? `${average}, oldest ${ageInWords(baseline.oldest, now)}` : average;
}

const DAY_MS = 86_400_000;

function changeCell(before: Comparison | undefined, now: Comparison): string {
  if (before === undefined) return '–';
  const [was, is] = [before.figure, now.figure];
  if (was.kind === 'absent' || is.kind === 'absent') return was.kind === is.kind ? '–' : 'cannot say';
  if (was.kind === 'number' && is.kind === 'number') {
    if (was.unit !== is.unit) return 'cannot say';
    const change = is.number - was.number;
    if (!Number.isFinite(change)) return 'cannot say';
    if (change === 0) return 'none';
    const shown = numberInWords(Math.abs(change), is.unit);
    // A change too small for its digits is not none.
    return shown === numberInWords(0, is.unit) ? 'hardly any' : `${change > 0 ? '+' : '−'}${shown}`;
  }
  return figureInWords(was) === figureInWords(is) ? 'none' : 'changed';
}

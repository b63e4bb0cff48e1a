import { judgeBy } from '../core/compare.ts';
import type { Comparison, Figure } from '../core/comparison.ts';
import type { Fetch, Seal } from '../core/dossier.ts';
import { figuresOf } from '../core/figures.ts';
import { isBarred } from '../core/is-barred.ts';
import type { ItemDef } from '../core/item.ts';
import type { ProposedMeasure } from '../core/measure.ts';
import { readingKey, type Reading } from '../core/reading.ts';
import type { TrackRecord } from '../core/track-record.ts';
import type { RuleBook } from './book.ts';
import { judge } from './judge.ts';
import { planItems } from './plan-asks.ts';

/**
 * A fetch as other rules judge it.
 * Shape: `kept` counts rows whose verdict stays as it was sealed, because the rules compare them in another way than was sealed, or what stood behind them
 * was not kept then; `gone` rows whose item these rules do not ask for; `unread` items that they ask for and nobody read.
 */
export type Replayed = {
  comparisons: Comparison[];
  measures: ProposedMeasure[];
  kept: number;
  gone: number;
  unread: string[];
};

/**
 * Judges sealed evidence again, by rules that may be others: readings, statistics of the peers and the device's own past are those of the fetch.
 * Shape: `told` is what was said beside the symptoms; records of measures are those that were told with them then.
 * Fails: never; the rules by which it was sealed give what was sealed.
 */
export function replayFetch(
  book: RuleBook,
  fetch: Fetch,
  { symptoms, told }: Pick<Seal, 'symptoms' | 'told'>,
): Replayed {
  const asked = new Set(planItems(book, symptoms).map(({ item }) => item));
  const read = new Set(fetch.comparisons.map(({ item }) => item));
  const stays = fetch.comparisons.filter(({ item }) => asked.has(item));
  let kept = 0;
  const comparisons = stays
    .map((comparison) => {
      const item = book.items.get(comparison.item);
      const again = item && judgeAgain(item, comparison, fetch.readings);
      if (again === undefined) kept += 1;
      return again ?? comparison;
    })
    .sort((a, b) => b.oddness - a.oddness);
  return {
    comparisons,
    measures: isBarred(fetch.outcome)
      ? []
      : judge(book, symptoms, comparisons, { records: recordsOf(fetch), ...(told === undefined ? {} : { told }) }),
    kept,
    gone: fetch.comparisons.length - stays.length,
    unread: [...asked].filter((item) => !read.has(item)),
  };
}

/** A row judged again; undefined where its figure would be another, or nothing is known of what stood behind its baseline. */
function judgeAgain(item: ItemDef, sealed: Comparison, readings: readonly Reading[]): Comparison | undefined {
  const { figure, baseline, behind } = sealed;
  const key = readingKey(sealed.reading);
  const now = figuresOf(item, readings).find(({ reading }) => readingKey(reading) === key)?.figure;
  if (!isSameFigure(figure, now)) return undefined;
  const hadPeers = baseline.kind === 'number' || baseline.kind === 'states';
  if (figure.kind !== 'absent' && hadPeers && behind === undefined && isAlike(figure, baseline.kind)) return undefined;
  const judged = judgeBy(item, figure, baseline, behind);
  const isSame = judged.verdict === sealed.verdict && judged.side === sealed.side && judged.oddness === sealed.oddness;
  if (isSame) return sealed;
  const { side: _, ...rest } = sealed;
  return { ...rest, ...judged };
}

/** Whether a figure is of the kind that a baseline is of. */
function isAlike({ kind }: Figure, baseline: 'number' | 'states'): boolean {
  return (kind === 'number') === (baseline === 'number');
}

/** Whether the rules make the same figure of what was read; a part that only peers have has none. */
function isSameFigure(sealed: Figure, now: Figure | undefined): boolean {
  if (now === undefined) return sealed.kind === 'absent';
  switch (sealed.kind) {
    case 'absent':
      return now.kind === 'absent';
    case 'number':
      return now.kind === 'number' && now.number === sealed.number && now.unit === sealed.unit;
    case 'state':
      return now.kind === 'state' && now.state === sealed.state;
    case 'text':
      return now.kind === 'text' && now.text === sealed.text;
  }
}

function recordsOf({ measures }: Fetch): Map<string, TrackRecord> {
  return new Map(measures.flatMap(({ id, record }) => (record === undefined ? [] : [[id, record]])));
}

import type { Units } from './peer-column.ts';
import {
  countValue,
  devicesOf,
  mergeSayers,
  mergeValues,
  noSayers,
  openValues,
  type Sayers,
  startOfDay,
  type Tally,
  type TallyFigure,
  type TallyPart,
  type TallyValues,
} from './tally.ts';

/** From when on values count. Units: milliseconds since 1970; those of lists may be older. */
export type SumsFrom = { own: number; reports: number };

/** What the peers say of one key in the same units, added up. Units: `oldest` milliseconds since 1970, no later than the oldest reading. */
export type Sum = { key: string; units?: Units | undefined; values: TallyValues; oldest: number };

/** What very many peers say, without their readings. */
export type PeerSums = {
  /** What they say of an item and part, in each of the units they say it in. */
  of: (key: string) => Sum[];
  keysOf: (item: string) => { key: string; n: number }[];
  /** How many have any reading that counts. */
  read: { n: number; oldest?: number | undefined };
};

/** The key under which it is counted that a device has any reading at all. */
export const READ = '';

/** The key under which devices are counted that say anything of an item with parts that come and go, by what they say in place of no part. */
export function anyKey(item: string): string {
  return `${item}//any`;
}

/**
 * Adds up parts that count, without the devices that are no peers or are counted one by one.
 * Fails: never.
 */
export function openPeerSums(parts: readonly TallyPart[], out: readonly Tally[], from: SumsFrom): PeerSums {
  const sums = new Map<string, Map<string, Sum & { item: string }>>();
  const isIn = ({ day, isReport }: Pick<TallyFigure, 'day' | 'isReport'>): boolean =>
    startOfDay(day) >= (isReport ? from.reports : from.own);
  for (const part of parts) {
    if (!isIn(part)) continue;
    const sum = find(part, part.values.kind === 'numbers' ? 0 : '');
    mergeValues(sum.values, part.values);
    sum.oldest = Math.min(sum.oldest, startOfDay(part.day));
  }
  for (const { customer, figures } of out) {
    for (const figure of figures) {
      const sum = sums.get(figure.key)?.get(groupOf(figure));
      if (sum !== undefined && isIn(figure)) countValue(sum.values, figure.value, customer, -1);
    }
  }

  function find(part: Pick<TallyFigure, 'item' | 'key' | 'units'>, like: number | string): Sum {
    const ofKey = sums.get(part.key) ?? new Map<string, Sum & { item: string }>();
    sums.set(part.key, ofKey);
    const known = ofKey.get(groupOf(part));
    if (known !== undefined) return known;
    const { item, key, units } = part;
    const sum = { item, key, units, values: openValues(like), oldest: Number.POSITIVE_INFINITY };
    ofKey.set(groupOf(part), sum);
    return sum;
  }

  const read = [...(sums.get(READ)?.values() ?? [])][0];
  return {
    of: (key) => [...(sums.get(key)?.values() ?? [])],
    keysOf: (item) =>
      [...sums].flatMap(([key, ofKey]) => {
        const all = [...ofKey.values()].filter((sum) => sum.item === item && key !== anyKey(item));
        return all.length === 0 ? [] : [{ key, n: all.reduce((total, { values }) => total + sizeOfValues(values), 0) }];
      }),
    read: read === undefined ? { n: 0 } : { n: sizeOfValues(read.values), oldest: read.oldest },
  };
}

/** How many devices say anything. */
export function sizeOfValues(values: TallyValues): number {
  if (values.kind === 'numbers') return values.sketch.size();
  let n = 0;
  for (const sayers of values.states.values()) n += devicesOf(sayers);
  return n;
}

/** All who say anything. */
export function sayersOf(values: TallyValues): Sayers {
  if (values.kind === 'numbers') return values.sayers;
  const all = noSayers();
  for (const sayers of values.states.values()) mergeSayers(all, sayers);
  return all;
}

function groupOf({ units }: Pick<TallyFigure, 'units'>): string {
  return units === undefined ? '' : `${units.unit}/${units.of}`;
}

import { compareFigures } from './compare.ts';
import { compareWithSums } from './compare-summary.ts';
import type { Comparison } from './comparison.ts';
import { figuresOf, gatherValues, type ItemFigure, type Peer, type PeerValues, peerValuesOf } from './figures.ts';
import type { Framing } from './frame.ts';
import type { ItemDef } from './item.ts';
import { columnOf, emptyColumn, type PeerColumn, type PeerValue } from './peer-column.ts';
import { anyKey, type PeerSums } from './peer-sums.ts';
import { readingKey, type Reading } from './reading.ts';
import type { Whose } from './withhold.ts';

/**
 * Every item and part of the claimed device against its peers, oddest first.
 * Shape: `own` holds at least one reading an item; each of `peers` is all readings of one peer, and `whose` says in the same order whose they are.
 * `framed` holds fast who stood behind the claim's fetches before, with what was last known of them. Beside `sums` each comparison is within the
 * error of a sketch.
 * Fails: never.
 */
export function compareDevice(input: {
  items: readonly ItemDef[];
  own: readonly Reading[];
  peers: readonly (readonly Reading[])[];
  whose?: readonly Whose[] | undefined;
  neededPeers: number;
  neededCustomers?: number | undefined;
  tight?: number | undefined;
  framed?: { framing: Framing; earlier: readonly Peer[] } | undefined;
  /** What very many more peers say, those in `peers` not among them. */
  sums?: PeerSums | undefined;
}): Comparison[] {
  const { framed } = input;
  const comparisons: Comparison[] = [];
  const peers = input.peers.map((readings, index): Peer => ({ readings, whose: input.whose?.[index] }));
  const gathered = gatherValues(input.items, peers);
  const gatheredEarlier = gatherValues(input.items, framed?.earlier ?? []);
  for (const item of input.items) {
    const byKey = gathered.get(item.id) ?? new Map<string, PeerColumn>();
    const earlierByKey = gatheredEarlier.get(item.id) ?? new Map<string, PeerColumn>();
    if (input.sums !== undefined) addAnyPart(item, byKey, peers);
    const common = commonKeys(item, byKey, input.peers.length, input.sums);
    for (const mine of withPeersParts(item, figuresOf(item, input.own), common)) {
      const { reading, figure } = mine;
      const { neededPeers, neededCustomers, tight, sums } = input;
      const key = readingKey(reading);
      const needs = { devices: neededPeers, customers: neededCustomers ?? 1 };
      const judged =
        sums === undefined
          ? compareFigures({
              item,
              mine: figure,
              peers: withOtherParts(item, key, byKey, peers),
              neededPeers,
              neededCustomers,
              tight,
              framed:
                framed === undefined
                  ? undefined
                  : { framing: framed.framing, key, earlier: withOtherParts(item, key, earlierByKey, framed.earlier) },
            })
          : compareWithSums({ item, key, mine: figure, sums, live: byKey, needs });
      comparisons.push({
        item: item.id,
        ...(reading.part === undefined ? {} : { part: reading.part }),
        title: item.title,
        ...(reading.partTitle === undefined ? {} : { partTitle: reading.partTitle }),
        reading,
        figure,
        ...judged,
      });
    }
  }
  // Rows of equal oddness keep the order of the rules, in which the most telling item stands first.
  return comparisons.sort((a, b) => b.oddness - a.oddness);
}

/**
 * What peers say of a part that not all of them have. Alerts have a part a code, and one reading without a part where there is none: a peer without this
 * alert says what that reading says, and a peer with any alert does not say `none`.
 */
function withOtherParts(
  item: ItemDef,
  key: string,
  byKey: ReadonlyMap<string, PeerColumn>,
  peers: readonly Peer[],
): PeerColumn {
  const same = byKey.get(key) ?? emptyColumn();
  const empty = byKey.get(item.id)?.values[0];
  if (item.compare.as !== 'state' || item.parts === undefined || empty === undefined) return same;
  const said = peers.flatMap(({ readings, whose }): PeerValue[] => {
    const values = peerValuesOf(item, readings);
    const own = values.get(key);
    if (own !== undefined) return [{ ...own, ...whose }];
    const [other] = values.values();
    if (other === undefined) return [];
    return [{ ...(key === item.id ? other : { value: empty, at: other.at }), ...whose }];
  });
  return columnOf(said);
}

/** Peers that say anything of an item whose parts come and go, by what they say where no part is. */
function addAnyPart(item: ItemDef, byKey: Map<string, PeerColumn>, peers: readonly Peer[]): void {
  if (item.compare.as !== 'state' || item.parts === undefined) return;
  const any = peers.flatMap(({ readings, whose }) => {
    const one = anyPartOf(item, peerValuesOf(item, readings));
    return one === undefined ? [] : [{ ...one, ...whose }];
  });
  if (any.length > 0) byKey.set(anyKey(item.id), columnOf(any));
}

/** What a device says where another has no part: nothing where it says itself that there is none, else what it says of its first part. */
export function anyPartOf(item: ItemDef, values: PeerValues): PeerValue | undefined {
  const [first] = values.values();
  if (first === undefined) return undefined;
  return values.has(item.id) ? { value: '', at: first.at } : { value: String(first.value), at: first.at };
}

/** The keys of an item that at least half of the peers know. */
function commonKeys(
  item: ItemDef,
  byKey: ReadonlyMap<string, PeerColumn>,
  peers: number,
  sums: PeerSums | undefined,
): string[] {
  if (sums === undefined) return [...byKey].filter(([, { values }]) => values.length * 2 >= peers).map(([key]) => key);
  return sums.keysOf(item.id).flatMap(({ key, n }) => {
    const live = byKey.get(key)?.values.length ?? 0;
    return (n + live) * 2 >= sums.read.n + peers ? [key] : [];
  });
}

/** An item that could not be read as a whole still shows what the peers say of each of its parts. */
function withPeersParts(item: ItemDef, figures: ItemFigure[], common: readonly string[]): ItemFigure[] {
  const only = figures[0];
  if (figures.length !== 1 || only === undefined || only.figure.kind !== 'absent') return figures;
  if (only.reading.part !== undefined || item.parts === undefined || common.length === 0) return figures;
  return common.toSorted().map((key) => {
    const part = key.slice(item.id.length + 1);
    return { figure: only.figure, reading: part === '' ? only.reading : { ...only.reading, part } };
  });
}

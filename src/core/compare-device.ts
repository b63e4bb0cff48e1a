import { compareFigures } from './compare.ts';
import type { Comparison } from './comparison.ts';
import { figuresOf, type ItemFigure, peerValuesOf } from './figures.ts';
import type { Framing } from './frame.ts';
import type { ItemDef } from './item.ts';
import type { PeerValue } from './make-baseline.ts';
import { readingKey, type Reading } from './reading.ts';
import type { Whose } from './withhold.ts';

/**
 * Every item and part of the claimed device against its peers, oddest first.
 * Shape: `own` holds at least one reading an item; each of `peers` is all readings of one peer, and `whose` says in the same order whose they are.
 * `framed` holds fast who stood behind the claim's fetches before, with what was last known of them.
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
}): Comparison[] {
  const { framed } = input;
  const comparisons: Comparison[] = [];
  const peers = input.peers.map((readings, index): Peer => ({ readings, whose: input.whose?.[index] }));
  for (const item of input.items) {
    const byKey = valuesByKey(item, peers);
    const earlierByKey = framed === undefined ? new Map<string, PeerValue[]>() : valuesByKey(item, framed.earlier);
    for (const mine of withPeersParts(item, figuresOf(item, input.own), byKey, input.peers.length)) {
      const { reading, figure } = mine;
      const key = readingKey(reading);
      const judged = compareFigures({
        item,
        mine: figure,
        peers: withOtherParts(item, key, byKey, peers),
        neededPeers: input.neededPeers,
        neededCustomers: input.neededCustomers,
        tight: input.tight,
        framed:
          framed === undefined
            ? undefined
            : { framing: framed.framing, key, earlier: withOtherParts(item, key, earlierByKey, framed.earlier) },
      });
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

function valuesByKey(item: ItemDef, peers: readonly Peer[]): Map<string, PeerValue[]> {
  const byKey = new Map<string, PeerValue[]>();
  for (const { readings, whose } of peers) {
    for (const [key, one] of peerValuesOf(item, readings)) {
      const value = { ...one, ...whose };
      const values = byKey.get(key);
      if (values === undefined) byKey.set(key, [value]);
      else values.push(value);
    }
  }
  return byKey;
}

type Peer = { readings: readonly Reading[]; whose: Whose | undefined };

/**
 * What peers say of a part that not all of them have. Alerts have a part a code, and one reading without a part where there is none: a peer without this
 * alert says what that reading says, and a peer with any alert does not say `none`.
 */
function withOtherParts(
  item: ItemDef,
  key: string,
  byKey: ReadonlyMap<string, PeerValue[]>,
  peers: readonly Peer[],
): PeerValue[] {
  const same = byKey.get(key) ?? [];
  const empty = byKey.get(item.id)?.[0];
  if (item.compare.as !== 'state' || item.parts === undefined || empty === undefined) return same;
  return peers.flatMap(({ readings, whose }) => {
    const values = peerValuesOf(item, readings);
    const own = values.get(key);
    if (own !== undefined) return [{ ...own, ...whose }];
    const [other] = values.values();
    if (other === undefined) return [];
    return [{ ...(key === item.id ? other : { value: empty.value, at: other.at }), ...whose }];
  });
}

/** An item that could not be read as a whole still shows what the peers say of each of its parts. */
function withPeersParts(
  item: ItemDef,
  figures: ItemFigure[],
  byKey: ReadonlyMap<string, PeerValue[]>,
  peers: number,
): ItemFigure[] {
  const only = figures[0];
  if (figures.length !== 1 || only === undefined || only.figure.kind !== 'absent') return figures;
  if (only.reading.part !== undefined || item.parts === undefined) return figures;
  const common = [...byKey].filter(([, values]) => values.length * 2 >= peers).map(([key]) => key);
  if (common.length === 0) return figures;
  return common.sort().map((key) => {
    const part = key.slice(item.id.length + 1);
    return { figure: only.figure, reading: part === '' ? only.reading : { ...only.reading, part } };
  });
}

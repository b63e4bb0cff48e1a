import { AppError } from '../../../core/errors.ts';
import type { ObjectEntry, ObjectValue } from './object.ts';
import { compareOids, encodeOid, parseOid } from './oid.ts';

/** An OID in all its forms; `name` is its content bytes, `key` the same as text. */
type Oid = { arcs: number[]; name: Buffer; key: string };

/** An object instance in its place. */
export type Leaf<S> = Oid & { read: (state: S) => ObjectValue };

// Devices of a model have nearly all their OIDs in common.
const known = new Map<string, Oid>();

function toOid(dotted: string): Oid {
  let oid = known.get(dotted);
  if (oid === undefined) {
    const arcs = parseOid(dotted);
    const name = encodeOid(arcs);
    oid = { arcs, name, key: name.toString('latin1') };
    known.set(dotted, oid);
  }
  return oid;
}

/** The objects of one agent, in order. */
export type ObjectTree<S> = {
  find(name: Buffer): Leaf<S> | undefined;
  /** Index of the first leaf after this OID (or at it, with `orAt`). */
  indexAfter(arcs: readonly number[], orAt: boolean): number;
  at(index: number): Leaf<S> | undefined;
  /** Whether some instance of the same column or object exists. */
  hasObject(arcs: readonly number[]): boolean;
};

/** Sorts objects into a tree. Fails: AppError `bug` when two have the same OID, for that is a bug of the simulator. */
export function createObjectTree<S>(entries: readonly ObjectEntry<S>[]): ObjectTree<S> {
  const leaves = entries.map((entry): Leaf<S> => {
    const { arcs, name, key } = toOid(entry.oid);
    return { arcs, name, key, read: entry.read };
  });
  leaves.sort((a, b) => compareOids(a.arcs, b.arcs));
  const byName = new Map(leaves.map((leaf) => [leaf.key, leaf]));
  if (byName.size !== leaves.length) {
    throw new AppError('bug', 'two objects have the same OID');
  }
  function indexAfter(arcs: readonly number[], orAt: boolean): number {
    let low = 0;
    let high = leaves.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const order = compareOids(leaves[middle]?.arcs ?? [], arcs);
      if (order < 0 || (order === 0 && !orAt)) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }
  return {
    find: (name) => byName.get(name.toString('latin1')),
    indexAfter,
    at: (index) => leaves[index],
    hasObject(arcs) {
      const object = arcs.slice(0, -1);
      const next = leaves[indexAfter(object, true)];
      return next !== undefined && object.every((arc, i) => next.arcs[i] === arc);
    },
  };
}

import type { ObjectEntry, ObjectValue } from '../snmp/object.ts';
import type { Snapshot } from '../snapshot.ts';

/** One object of a simulated device. */
export type Entry = ObjectEntry<Snapshot>;

/** Instances of one row: `column` is the number of the column under `entry`, `index` what follows it. */
export function row(entry: string, index: string, columns: Record<number, (at: Snapshot) => ObjectValue>): Entry[] {
  return Object.entries(columns).map(([column, read]) => ({ oid: `${entry}.${column}.${index}`, read }));
}

/** An object whose value never changes while the fleet runs. */
export function fixed(value: ObjectValue): () => ObjectValue {
  return () => value;
}

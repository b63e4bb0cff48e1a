import { learn, type Learnt, type Sighting, stateOf } from '../core/learnt.ts';
import { serialKey, toJson } from './keys.ts';
import { textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { markDue } from './sqlite-tallies.ts';

const GET = 'SELECT body FROM learnt WHERE serial_key = ?';
const PUT =
  'INSERT INTO learnt (serial_key, body) VALUES (?, ?) ON CONFLICT (serial_key) DO UPDATE SET body = excluded.body';

/** Takes sightings in, in one transaction. */
export function learnDevices(db: Connection, sightings: Sighting[]): void {
  if (sightings.length === 0) return;
  db.transaction(() => {
    for (const seen of sightings) {
      const key = serialKey(seen.serial);
      const before = learntOf(db, key);
      const after = learn(before, seen);
      db.run(PUT, key, toJson(after));
      if (stateOf({}, before) !== stateOf({}, after)) markDue(db, key);
    }
  });
}

/** What was learnt of each device, in the order given. */
export function listLearnt(db: Connection, serials: string[]): (Learnt | undefined)[] {
  const keys = serials.map(serialKey);
  const rows = db.all(
    'SELECT serial_key, body FROM learnt WHERE serial_key IN (SELECT value FROM json_each(?))',
    toJson(keys),
  );
  const bodies = new Map(rows.map((row) => [textOf(row, 'serial_key'), textOf(row, 'body')]));
  return keys.map((key) => {
    const body = bodies.get(key);
    return body === undefined ? undefined : JSON.parse(body);
  });
}

function learntOf(db: Connection, key: string): Learnt | undefined {
  const row = db.get(GET, key);
  return row === undefined ? undefined : JSON.parse(textOf(row, 'body'));
}

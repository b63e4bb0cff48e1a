import { learn, type Learnt, type Sighting } from '../core/learnt.ts';
import { serialKey, toJson } from './keys.ts';
import { textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

const GET = 'SELECT body FROM learnt WHERE serial_key = ?';
const PUT =
  'INSERT INTO learnt (serial_key, body) VALUES (?, ?) ON CONFLICT (serial_key) DO UPDATE SET body = excluded.body';

/** Takes sightings in, in one transaction. */
export function learnDevices(db: Connection, sightings: Sighting[]): void {
  if (sightings.length === 0) return;
  db.transaction(() => {
    for (const seen of sightings) {
      const key = serialKey(seen.serial);
      db.run(PUT, key, toJson(learn(learntOf(db, key), seen)));
    }
  });
}

/** What was learnt of each device, in the order given. */
export function listLearnt(db: Connection, serials: string[]): (Learnt | undefined)[] {
  return serials.map((serial) => learntOf(db, serialKey(serial)));
}

function learntOf(db: Connection, key: string): Learnt | undefined {
  const row = db.get(GET, key);
  return row === undefined ? undefined : JSON.parse(textOf(row, 'body'));
}

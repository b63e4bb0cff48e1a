import { learn, type Learnt, type Sighting, stateOf } from '../core/learnt.ts';
import { serialKey, toJson } from './keys.ts';
import { textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { markDue } from './sqlite-tallies.ts';

const GET = 'SELECT body FROM learnt WHERE serial_key = ?';
const PUT =
  'INSERT INTO learnt (serial_key, body) VALUES (?, ?) ON CONFLICT (serial_key) DO UPDATE SET body = excluded.body';

/** The places among those asked for of the devices of which anything was learnt, and what, one behind the other as one text. */
const LEARNT_OF = `
  SELECT group_concat(key) AS places, group_concat(body) AS bodies
  FROM json_each(?) CROSS JOIN learnt ON serial_key = value`;

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
  const row = db.get(LEARNT_OF, toJson(serials.map(serialKey))) ?? {};
  const found: (Learnt | undefined)[] = serials.map(() => undefined);
  if (row['places'] === null) return found;
  const places: number[] = JSON.parse(`[${textOf(row, 'places')}]`);
  const bodies: Learnt[] = JSON.parse(`[${textOf(row, 'bodies')}]`);
  for (const [i, place] of places.entries()) found[place] = bodies[i];
  return found;
}

function learntOf(db: Connection, key: string): Learnt | undefined {
  const row = db.get(GET, key);
  return row === undefined ? undefined : JSON.parse(textOf(row, 'body'));
}

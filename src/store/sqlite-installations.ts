import type { Installation } from '../core/installation.ts';
import { textKey, toJson } from './keys.ts';
import { type Connection, textOf } from './sqlite-connection.ts';

/** Keeps an install in the place of the one its workspace had. */
export function putInstallation(db: Connection, installation: Installation): void {
  const insert = 'INSERT INTO installation (team, at, body) VALUES (?, ?, ?)';
  const replace = 'ON CONFLICT (team) DO UPDATE SET at = excluded.at, body = excluded.body';
  db.run(`${insert} ${replace}`, textKey(installation.team), installation.at, toJson(installation));
}

/** The install of a workspace. */
export function getInstallation(db: Connection, team: string): Installation | undefined {
  const row = db.get('SELECT body FROM installation WHERE team = ?', textKey(team));
  return row === undefined ? undefined : JSON.parse(textOf(row, 'body'));
}

/** Every install. */
export function listInstallations(db: Connection): Installation[] {
  return db.all('SELECT body FROM installation ORDER BY team').map((row) => JSON.parse(textOf(row, 'body')));
}

/** Forgets an install that was made no later than this. */
export function removeInstallation(db: Connection, team: string, upTo: number): boolean {
  return db.run('DELETE FROM installation WHERE team = ? AND at <= ?', textKey(team), upTo) > 0;
}

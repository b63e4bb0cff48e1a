import type { Claim } from '../core/claim.ts';
import type { TrackRecord } from '../core/track-record.ts';
import { countsOf, listOfCases, listsOf, namesOfRecords, RUNG, toRecords, WATCHED } from './claim-entries.ts';
import { toJson } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { ADD_TO_COUNT, ADD_TO_LIST } from './sqlite-enter-claims.ts';

/** What a claim is looked at for here. */
type Entered = Pick<Claim, 'status' | 'events'>;

/** Counts what a claim adds now and did not before, and lists it where it stands now; within a transaction. */
export function enterClaim(
  db: Pick<Connection, 'run'>,
  id: number,
  { before, now }: { before?: Entered; now: Entered },
): void {
  const was = before === undefined ? [] : countsOf(before);
  const is = countsOf(now);
  for (const name of was) if (!is.includes(name)) db.run(ADD_TO_COUNT, name, -1);
  for (const name of is) if (!was.includes(name)) db.run(ADD_TO_COUNT, name, 1);
  const left = before === undefined ? [] : listsOf(before);
  const lists = listsOf(now);
  for (const name of left)
    if (!lists.includes(name)) db.run('DELETE FROM claim_list WHERE name = ? AND claim_id = ?', name, id);
  for (const name of lists) if (!left.includes(name)) db.run(ADD_TO_LIST, name, id);
}

/** What became of each of these measures on a model and on all models. */
export function listRecords(db: Connection, model: string, measures: string[]): TrackRecord[] {
  const names = namesOfRecords(model, measures);
  const rows = db.all('SELECT name, n FROM claim_count WHERE name IN (SELECT value FROM json_each(?))', toJson(names));
  const found = new Map(rows.map((row) => [textOf(row, 'name'), numberOf(row, 'n')]));
  return toRecords(
    measures,
    names.map((name) => found.get(name) ?? 0),
  );
}

/** Numbers of the resolved claims of a symptom on a model, newest first. */
export function caseIds(db: Connection, symptom: string, model: string, limit: number): number[] {
  return newestIds(db, listOfCases(symptom, model), limit);
}

/** Numbers of the claims that rang a bell, newest first. */
export function rungIds(db: Connection, limit: number): number[] {
  return newestIds(db, RUNG, limit);
}

function newestIds(db: Connection, list: string, limit: number): number[] {
  const sql = 'SELECT claim_id FROM claim_list WHERE name = ? ORDER BY claim_id DESC LIMIT ?';
  return db.all(sql, list, limit).map((row) => numberOf(row, 'claim_id'));
}

/** Numbers of the claims that are still to be looked at again, oldest first. */
export function watchedIds(db: Connection, after: number, limit: number): number[] {
  const sql = 'SELECT claim_id FROM claim_list WHERE name = ? AND claim_id > ? ORDER BY claim_id LIMIT ?';
  return db.all(sql, WATCHED, after, limit).map((row) => numberOf(row, 'claim_id'));
}

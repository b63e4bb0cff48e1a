import { type Claim, type ClaimEvent, type ClaimStatus, type NewClaim, withChanges } from '../core/claim.ts';
import { findJoinable, findJoined, joinEvent, type JoinRule } from '../core/join.ts';
import type { AddedClaim, ClaimFilter } from '../core/ports.ts';
import { beginClaim, beginFirstFetch } from './beginnings.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import type { Outcome } from './group-commit.ts';
import { caseIds, enterClaim, rungIds, watchedIds } from './sqlite-claim-entries.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import type { Row, SqlValue } from './sqlite-driver.ts';
import { insertFetch } from './sqlite-fetches.ts';

const COLUMNS = 'id, revision, body';

/** A claim to be added, with the rule by which it joins another. */
export type ClaimToAdd = { claim: NewClaim; join?: JoinRule | undefined };

/** Adds claims in one commit, in their order. Shape: what became of each; one that cannot be added holds up no other. */
export function addClaims(db: Connection, list: readonly ClaimToAdd[]): Outcome<AddedClaim>[] {
  return db.transaction(() => list.map((one) => db.attempt(() => addClaim(db, one))));
}

/** Adds a claim with its first fetch, gives the claim that this delivery made already, or joins one that stands; within a transaction. */
function addClaim(db: Connection, { claim, join }: ClaimToAdd): AddedClaim {
  const kept = db.get(`SELECT ${COLUMNS} FROM claim WHERE source_key = ?`, textKey(claim.sourceKey));
  if (kept !== undefined) return { claim: toClaim(kept), isNew: false };
  const joined = join === undefined ? undefined : joinStanding(db, claim, join);
  if (joined !== undefined) return { claim: joined, isNew: false, joined: true };
  const begun = beginClaim(0, claim);
  const row = db.get(
    `INSERT INTO claim (source_key, serial_key, status, body) VALUES (?, ?, ?, ?) RETURNING ${COLUMNS}`,
    textKey(claim.sourceKey),
    serialKey(claim.serial),
    begun.status,
    toJson(begun),
  );
  const added = toClaim(row ?? {});
  insertFetch(db, added.id, beginFirstFetch(claim));
  return { claim: added, isNew: true };
}

/** The claim that this delivery joined before or joins now; within a transaction. */
function joinStanding(db: Connection, claim: NewClaim, join: JoinRule): Claim | undefined {
  const ofDevice = listClaims(db, { serial: claim.serial, limit: Number.MAX_SAFE_INTEGER });
  // Another system may use its key again for another device; what people say is of one device.
  const ofOther = claim.origin.via === 'api' ? findClaimBySource(db, claim.sourceKey) : undefined;
  const joined = findJoined(ofDevice, claim.sourceKey) ?? ofOther;
  if (joined !== undefined) return joined;
  const standing = findJoinable(ofDevice, claim, join);
  return standing === undefined ? undefined : append(db, standing.id, { event: joinEvent(claim) });
}

/** The claim of a number. */
export function getClaim(db: Connection, id: number): Claim | undefined {
  const row = db.get(`SELECT ${COLUMNS} FROM claim WHERE id = ?`, id);
  return row === undefined ? undefined : toClaim(row);
}

/** The claim that a delivery made, or joined while it is not resolved. */
export function findClaimBySource(db: Connection, sourceKey: string): Claim | undefined {
  const row =
    db.get(`SELECT ${COLUMNS} FROM claim WHERE source_key = ?`, textKey(sourceKey)) ??
    // Few claims stand at a time, and a quote inside a text is escaped: only an event names its delivery so.
    db.get(
      `SELECT ${COLUMNS} FROM claim WHERE status IN ('open', 'taken') AND instr(body, ?) > 0 ORDER BY id DESC LIMIT 1`,
      `"source":${toJson(sourceKey)}`,
    );
  return row === undefined ? undefined : toClaim(row);
}

/** Claims that fit the filter, in its order. */
export function listClaims(db: Connection, filter: ClaimFilter): Claim[] {
  const conditions: string[] = ['true'];
  const values: SqlValue[] = [];
  if (filter.status !== undefined) {
    conditions.push('status IN (SELECT value FROM json_each(?))');
    values.push(toJson(filter.status));
  }
  if (filter.serial !== undefined) {
    conditions.push('serial_key = ?');
    values.push(serialKey(filter.serial));
  }
  if (filter.after !== undefined) {
    conditions.push('id > ?');
    values.push(filter.after);
  }
  const sql = `SELECT ${COLUMNS} FROM claim WHERE ${conditions.join(' AND ')} ORDER BY id ${filter.order === 'oldest' ? 'ASC' : 'DESC'} LIMIT ?`;
  return db.all(sql, ...values, wholeLimit(filter.limit)).map(toClaim);
}

/** Resolved claims of a symptom on a model, newest first. */
export function listCases(db: Connection, symptom: string, model: string, limit: number): Claim[] {
  return caseIds(db, symptom, model, wholeLimit(limit)).flatMap((id) => getClaim(db, id) ?? []);
}

/** Resolved claims that are still to be looked at again, oldest first. */
export function listWatched(db: Connection, { after = 0, limit }: { after?: number; limit: number }): Claim[] {
  return watchedIds(db, after, wholeLimit(limit)).flatMap((id) => getClaim(db, id) ?? []);
}

/** Claims that rang a bell, newest first. */
export function listRung(db: Connection, limit: number): Claim[] {
  return rungIds(db, wholeLimit(limit)).flatMap((id) => getClaim(db, id) ?? []);
}

/** SQLite takes a negative limit for none, and refuses a fraction. */
function wholeLimit(limit: number): number {
  return Math.min(Math.max(0, Math.floor(limit)), Number.MAX_SAFE_INTEGER);
}

/** Sets the status, appends the event. */
export function changeClaim(
  db: Connection,
  id: number,
  change: { status?: ClaimStatus; event: ClaimEvent },
): Claim | undefined {
  return db.transaction(() => append(db, id, change));
}

function append(db: Connection, id: number, change: { status?: ClaimStatus; event: ClaimEvent }): Claim | undefined {
  const claim = getClaim(db, id);
  if (claim === undefined) return undefined;
  const changed: Claim = {
    ...claim,
    status: change.status ?? claim.status,
    events: [...claim.events, change.event],
  };
  const row = db.get(
    `UPDATE claim SET status = ?, body = ?, revision = revision + 1 WHERE id = ? RETURNING ${COLUMNS}`,
    changed.status,
    toJson(changed),
    id,
  );
  enterClaim(db, id, { before: claim, now: changed });
  return row === undefined ? undefined : toClaim(row);
}

/** Number and revision have columns of their own and win over what the body was written with. */
function toClaim(row: Row): Claim {
  const body: Claim = JSON.parse(textOf(row, 'body'));
  return withChanges({ ...body, id: numberOf(row, 'id'), revision: numberOf(row, 'revision') });
}

import { type Claim, type ClaimEvent, type ClaimStatus, type NewClaim, withChanges } from '../core/claim.ts';
import { findJoinable, findJoined, joinEvent, type JoinRule } from '../core/join.ts';
import type { AddedClaim, ClaimFilter } from '../core/ports.ts';
import { listOfCases, RUNG, WATCHED } from './claim-entries.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import {
  type Begun,
  beginInLists,
  changeListed,
  FACTS,
  makeClaim,
  newestOf,
  type Seen,
  readSettled,
  toFacts,
} from './redis-claim-index.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

/** What a claim is read from, fields of its head: what was said, its status, its events one after the other, its revision. */
const FIELDS = ['said', 'status', 'events', 'revision'] as const;

/** Adds a claim with its first fetch, gives the claim that this delivery made already, or joins one that stands. */
export async function addClaim(link: RedisLink, claim: NewClaim, join?: JoinRule): Promise<AddedClaim> {
  let left: number | undefined;
  for (;;) {
    // Without a rule nothing is joined, but what this delivery was to join under one may have been resolved.
    const seen = join === undefined ? { newest: '*', left } : await lookBefore(link, claim, join, left);
    if ('joined' in seen) return { claim: seen.joined, isNew: false, joined: true };
    const begun = await beginInLists(link, claim, seen);
    if (begun.kind === 'again') continue;
    const added = await finishBegun(link, claim, begun);
    if (added !== 'resolved') return added;
    left = begun.id;
  }
}

/** What is seen of the device's claims, with what others began of them made first; the one this delivery joined before, where it did. */
async function lookBefore(
  link: RedisLink,
  claim: NewClaim,
  join: JoinRule,
  left: number | undefined,
): Promise<Seen | { joined: Claim }> {
  const newest = await newestOf(link, claim.serial);
  const ofDevice = await listClaims(link, { serial: claim.serial, limit: Number.MAX_SAFE_INTEGER });
  const joined = findJoined(ofDevice, claim.sourceKey);
  return joined === undefined ? { newest, joins: findJoinable(ofDevice, claim, join)?.id, left } : { joined };
}

async function finishBegun(
  link: RedisLink,
  claim: NewClaim,
  begun: Exclude<Begun, { kind: 'again' }>,
): Promise<AddedClaim | 'resolved'> {
  const { id } = begun;
  // What another process began and did not end is ended here, and is new to whoever hears of it first.
  const made = begun.said === undefined ? { isNew: false } : await makeClaim(link, id, begun.said);
  const [added] = await getClaims(link, [id]);
  if (added === undefined) throw new Error(`claim ${id} has a number and is not there`);
  if (added.sourceKey === claim.sourceKey) return { claim: added, isNew: begun.kind === 'new' || made.isNew };
  // Of a delivery that joins, the event may be left undone by a process that ended.
  return joinOnce(link, id, claim);
}

/** The claim of a number. */
export async function getClaim(link: RedisLink, id: number): Promise<Claim | undefined> {
  const [claim] = await getClaims(link, [id]);
  return claim;
}

/** The claim that a delivery made or joined. */
export async function findClaimBySource(link: RedisLink, sourceKey: string): Promise<Claim | undefined> {
  const id = await link.redis.hget(link.key('claims', 'source'), textKey(sourceKey));
  return id === null ? undefined : getClaim(link, Number(id));
}

/** Claims by their numbers; those that are not there are left out. */
export async function getClaims(link: RedisLink, ids: number[]): Promise<Claim[]> {
  const rows = await link.bulk(ids.map((id) => ['HMGET', link.claimKey(id, 'head'), ...FIELDS]));
  return ids.flatMap((id, index) => {
    const row = listOf(rows[index]);
    return row[0] === null ? [] : [toClaim(id, row)];
  });
}

/** Claims that fit the filter, in its order. */
export async function listClaims(link: RedisLink, filter: ClaimFilter): Promise<Claim[]> {
  const limit = Math.max(0, Math.floor(filter.limit));
  if (limit === 0) return [];
  const { status, serial } = filter;
  const isOldest = filter.order === 'oldest';
  // Claims are listed with their numbers as scores.
  const after = filter.after === undefined ? '-inf' : `(${filter.after}`;
  const first = async (name: string, most: number): Promise<number[]> => {
    const key = link.key('claims', name);
    const page = ['LIMIT', 0, Number.isSafeInteger(most) ? most : -1] as const;
    const ids = isOldest
      ? await link.redis.zrangebyscore(key, after, '+inf', ...page)
      : await link.redis.zrevrangebyscore(key, '+inf', after, ...page);
    return ids.map(Number);
  };
  if (serial !== undefined) {
    const list = `serial:${serialKey(serial)}`;
    const claims = await getClaims(link, await readSettled(link, () => first(list, Number.POSITIVE_INFINITY)));
    return claims.filter((claim) => status?.includes(claim.status) ?? true).slice(0, limit);
  }
  if (status === undefined) return getClaims(link, await readSettled(link, () => first('all', limit)));
  const ofStatus = (one: string): Promise<number[]> => first(`status:${one}`, limit);
  const lists = await readSettled(link, () => Promise.all([...new Set(status)].map(ofStatus)));
  const ids = [...new Set(lists.flat())].sort((a, b) => (isOldest ? a - b : b - a)).slice(0, limit);
  // One may have changed its status between the two questions.
  return (await getClaims(link, ids)).filter((claim) => status.includes(claim.status));
}

/** Resolved claims of a symptom on a model, newest first. */
export async function listCases(link: RedisLink, symptom: string, model: string, limit: number): Promise<Claim[]> {
  const most = Math.max(0, Math.floor(limit));
  if (most === 0) return [];
  const ids = await link.redis.zrevrange(link.key('claims', `list:${listOfCases(symptom, model)}`), 0, most - 1);
  // One may have been opened again since.
  return (await getClaims(link, ids.map(Number))).filter(({ status }) => status === 'resolved');
}

/** Resolved claims that are still to be looked at again, oldest first. */
export async function listWatched(
  link: RedisLink,
  { after = 0, limit }: { after?: number; limit: number },
): Promise<Claim[]> {
  const most = Math.max(0, Math.floor(limit));
  if (most === 0) return [];
  const list = link.key('claims', `list:${WATCHED}`);
  // What a process that ended has left undone would never be looked at.
  const ids = await readSettled(link, () => link.redis.zrangebyscore(list, `(${after}`, '+inf', 'LIMIT', 0, most));
  return getClaims(link, ids.map(Number));
}

/** Claims that rang a bell, newest first. */
export async function listRung(link: RedisLink, limit: number): Promise<Claim[]> {
  const most = Math.max(0, Math.floor(limit));
  if (most === 0) return [];
  const list = link.key('claims', `list:${RUNG}`);
  // A bell that is not listed would be rung again.
  const ids = await readSettled(link, () => link.redis.zrevrange(list, 0, most - 1));
  return getClaims(link, ids.map(Number));
}

const JOIN = `${FACTS}
local events, status = unpack(redis.call('HMGET', KEYS[1], 'events', 'status'))
if not string.find(events, ARGV[2], 1, true) then
  if status == 'resolved' then return 'resolved' end
  redis.call('HSET', KEYS[1], 'events', events .. ',' .. ARGV[1])
  redis.call('HINCRBY', KEYS[1], 'revision', 1)
  redis.call('HINCRBY', KEYS[1], 'version', 1)
end
return { redis.call('HMGET', KEYS[1], 'said', 'status', 'events', 'revision'), facts() }`;

async function joinOnce(link: RedisLink, id: number, claim: NewClaim): Promise<AddedClaim | 'resolved'> {
  const event = joinEvent(claim);
  // A quote inside a text is escaped, so this stands nowhere but where an event names its delivery.
  const values = [toJson(event), `"source":${toJson(event.source)}`];
  const joined = await changeListed(link, id, async () => {
    const reply = await link.run(JOIN, [link.claimKey(id, 'head')], values);
    if (reply === 'resolved') return undefined;
    const [row, facts] = listOf(reply);
    return { claim: toClaim(id, row), facts: toFacts(facts) };
  });
  return joined === undefined ? 'resolved' : { claim: joined.claim, isNew: false, joined: true };
}

const CHANGE = `${FACTS}
if redis.call('EXISTS', KEYS[1]) == 0 then return false end
if ARGV[1] ~= '' then redis.call('HSET', KEYS[1], 'status', ARGV[1]) end
redis.call('HSET', KEYS[1], 'events', redis.call('HGET', KEYS[1], 'events') .. ',' .. ARGV[2])
redis.call('HINCRBY', KEYS[1], 'revision', 1)
redis.call('HINCRBY', KEYS[1], 'version', 1)
return { redis.call('HMGET', KEYS[1], 'said', 'status', 'events', 'revision'), facts() }`;

/** Sets the status, appends the event. */
export async function changeClaim(
  link: RedisLink,
  id: number,
  change: { status?: ClaimStatus; event: ClaimEvent },
): Promise<Claim | undefined> {
  const changed = await changeListed(link, id, async () => {
    const values = [change.status ?? '', toJson(change.event)];
    const reply = await link.run(CHANGE, [link.claimKey(id, 'head')], values);
    if (reply === null) return undefined;
    const [row, facts] = listOf(reply);
    return { claim: toClaim(id, row), facts: toFacts(facts) };
  });
  return changed?.claim;
}

function toClaim(id: number, row: unknown): Claim {
  const [said, status, events, revision] = listOf(row);
  return withChanges({
    ...JSON.parse(textIn(said)),
    id,
    status: textIn(status),
    events: JSON.parse(`[${textIn(events)}]`),
    revision: numberIn(revision),
  });
}

import type { Fetch } from '../core/dossier.ts';
import { beginFetch } from './beginnings.ts';
import { notFound } from './failures.ts';
import { textKey, toJson } from './keys.ts';
import { changeListed, FACTS, readSettled, settle, toFacts } from './redis-claim-index.ts';
import type { RedisLink } from './redis-connection.ts';
import { listOf, numberIn, textIn } from './redis-reply.ts';

const ADD = `${FACTS}
local n = redis.call('HGET', KEYS[3], ARGV[1])
if n then return { 0, n, redis.call('HGET', KEYS[2], n), facts() } end
n = redis.call('HGET', KEYS[1], 'fetches')
if not n then return false end
redis.call('HSET', KEYS[3], ARGV[1], n)
redis.call('HSET', KEYS[2], n, ARGV[2])
for i, field in ipairs({ 'fetches', 'unsealed', 'revision', 'version' }) do
  redis.call('HINCRBY', KEYS[1], field, 1)
end
return { 1, n, ARGV[2], facts() }`;

/**
 * Adds the claim's next fetch, or gives the one that this key made already.
 * Fails: AppError `not_found` when there is no such claim.
 */
export async function addFetch(
  link: RedisLink,
  claimId: number,
  asked: Pick<Fetch, 'key' | 'by' | 'askedAt' | 'options' | 'only'>,
): Promise<{ fetch: Fetch; isNew: boolean }> {
  const keys = ['head', 'fetch', 'fetch-key'].map((name) => link.claimKey(claimId, name));
  const added = await changeListed(link, claimId, async () => {
    // The script gives the number; the one in the text is never read.
    const reply = await link.run(ADD, keys, [textKey(asked.key), toJson(beginFetch(0, asked))]);
    if (reply === null) return undefined;
    const [isNew, n, body, facts] = listOf(reply);
    return { fetch: toFetch(body, numberIn(n)), isNew: numberIn(isNew) === 1, facts: toFacts(facts) };
  });
  if (added === undefined) throw notFound(`claim ${claimId}`, { claimId });
  return { fetch: added.fetch, isNew: added.isNew };
}

const LIST = `
local bodies = {}
for n = 0, (tonumber(redis.call('HGET', KEYS[1], 'fetches')) or 0) - 1 do
  bodies[n + 1] = redis.call('HGET', KEYS[2], n)
end
return bodies`;

/** All fetches of a claim, oldest first. */
export async function listFetches(link: RedisLink, claimId: number): Promise<Fetch[]> {
  const keys = [link.claimKey(claimId, 'head'), link.claimKey(claimId, 'fetch')];
  return listOf(await link.run(LIST, keys, [])).map(toFetch);
}

/** The lists need not follow: the claim was unfinished, and is so until this revision was shown. */
const SEAL = `
if redis.call('HEXISTS', KEYS[2], ARGV[1]) == 0 then return -1 end
if redis.call('HSETNX', KEYS[3], ARGV[1], 1) == 0 then return 0 end
redis.call('HSET', KEYS[2], ARGV[1], ARGV[2])
redis.call('HINCRBY', KEYS[1], 'unsealed', -1)
redis.call('HINCRBY', KEYS[1], 'revision', 1)
return 1`;

/**
 * Seals a fetch: it is complete from now on and never written again. The claim stays unfinished, for this revision was not shown.
 * Fails: AppError `not_found` when there is no such fetch.
 */
export async function sealFetch(link: RedisLink, claimId: number, fetch: Fetch): Promise<{ sealed: boolean }> {
  const keys = ['head', 'fetch', 'sealed'].map((name) => link.claimKey(claimId, name));
  const body = toJson({ ...fetch, phase: 'complete' } satisfies Fetch);
  const done = numberIn(await link.run(SEAL, keys, [fetch.n, body]));
  if (done === -1) throw notFound(`fetch ${fetch.n} of claim ${claimId}`, { claimId, n: fetch.n });
  return { sealed: done === 1 };
}

const SHOWN = `${FACTS}
local revision = tonumber(redis.call('HGET', KEYS[1], 'revision'))
if not revision then return false end
local was = tonumber(redis.call('HGET', KEYS[1], 'shown'))
local shown = math.max(was, math.min(tonumber(ARGV[1]), revision))
if shown > was then
  redis.call('HSET', KEYS[1], 'shown', shown)
  redis.call('HINCRBY', KEYS[1], 'version', 1)
end
return facts()`;

/**
 * Notes up to which revision a claim was shown; never past the one it has. No mark is needed: a claim that is still listed as unfinished is shown once
 * more, which changes nothing.
 * Fails: AppError `not_found` when there is no such claim.
 */
export async function markShown(link: RedisLink, claimId: number, revision: number): Promise<void> {
  const reply = await link.run(SHOWN, [link.claimKey(claimId, 'head')], [revision]);
  if (reply === null) throw notFound(`claim ${claimId}`, { claimId });
  const facts = toFacts(reply);
  if (!facts.isUnfinished) await settle(link, claimId, { facts });
}

/** Claims with a fetch that is not sealed or a revision that was not shown, oldest first. */
export async function listUnfinished(link: RedisLink): Promise<number[]> {
  return (await readSettled(link, () => link.redis.zrange(link.key('claims', 'unfinished'), 0, '-1'))).map(Number);
}

function toFetch(body: unknown, n: number): Fetch {
  return { ...JSON.parse(textIn(body)), n };
}

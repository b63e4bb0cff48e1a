import type { Device } from '../core/device.ts';
import type { Fetch } from '../core/dossier.ts';
import type { NewClaim } from '../core/claim.ts';
import { textKey } from './keys.ts';
import { READ_FACTS, settle, toFacts } from './redis-claim-index.ts';
import { inPortions } from './redis-connection.ts';
import type { RedisLink } from './redis-connection.ts';
import { putDevices } from './redis-devices.ts';
import { shardOf } from './redis-keys.ts';
import { textIn } from './redis-reply.ts';
import { scanHash, scanKeys } from './redis-scan.ts';
import { wordsKey } from './redis-words.ts';

// The first form had no mark: all devices in one place of a cluster and all claims in another. Lists of claims and deliveries stand as they stood.

const CLAIMS_AT_ONCE = 100;

/** Hashes that held one field a claim, in the order a claim is read from them. */
const CLAIM_FIELDS = ['said', 'status', 'events', 'revision', 'shown', 'fetches', 'unsealed'];

/** Whether a store without a mark is one of the first form, and not a new one. */
export async function isFirstLayout(link: RedisLink): Promise<boolean> {
  const keys = [`${devicesTag(link)}:body`, `${devicesTag(link)}:learnt`, link.key('claims', 'said')];
  const found = await link.bulk(keys.map((key) => ['EXISTS', key]));
  return found.includes(1);
}

/** Writes everything of the first form where the second has it, and takes nothing away. */
export async function moveFirstLayout(link: RedisLink): Promise<void> {
  for await (const entries of scanHash(link, `${devicesTag(link)}:body`)) {
    await putDevices(
      link,
      entries.map(([, body]): Device => JSON.parse(body)),
    );
  }
  for await (const entries of scanHash(link, `${devicesTag(link)}:learnt`)) {
    await link.bulk(entries.map(([key, body]) => ['HSET', link.shardKey(shardOf(key), 'learnt'), key, body]));
  }
  for await (const entries of scanHash(link, `${devicesTag(link)}:words`)) {
    await link.bulk(entries.map(([word, id]) => ['HSET', wordsKey(link), word, id]));
  }
  const ids = await link.redis.zrange(link.key('claims', 'all'), 0, '-1');
  for (const portion of inPortions(ids, CLAIMS_AT_ONCE)) {
    await Promise.all(portion.map((id) => moveClaim(link, Number(id))));
  }
}

/** Takes the first form away, once everything stands in the second. */
export async function dropFirstLayout(link: RedisLink): Promise<void> {
  const kept = /:(?:source|last|all|unfinished|listed|new|marks|status:.*|serial:.*)$/su;
  const claims = link.key('claims', '');
  for await (const keys of scanKeys(link, `${claims}*`)) {
    const gone = keys.filter((key) => !kept.test(key.slice(claims.length - 1)));
    await link.bulk(gone.map((key) => ['UNLINK', key]));
  }
  for await (const keys of scanKeys(link, `${devicesTag(link)}:*`)) {
    await link.bulk(keys.map((key) => ['UNLINK', key]));
  }
}

async function moveClaim(link: RedisLink, id: number): Promise<void> {
  const fields = await link.bulk(CLAIM_FIELDS.map((name) => ['HGET', link.key('claims', name), id]));
  const [said, status, events, revision, shown, fetches, unsealed] = fields;
  if (said === null) return;
  const head = { said, status, events, revision, shown: shown ?? 0, fetches, unsealed: unsealed ?? 0, version: 1 };
  const write = Object.entries(head).flatMap(([name, value]) => [name, String(value)]);
  await link.redis.hset(link.claimKey(id, 'head'), ...write);
  for (let n = 0; n < Number(fetches); n++) await moveFetch(link, id, n);
  await moveSlots(link, id);
  const facts = toFacts(await link.run(READ_FACTS, [link.claimKey(id, 'head')], []));
  const claim: NewClaim = JSON.parse(textIn(said));
  await settle(link, id, { facts, serial: claim.serial });
}

async function moveFetch(link: RedisLink, id: number, n: number): Promise<void> {
  const body = await link.redis.hget(link.key('claims', 'fetch'), `${id}:${n}`);
  if (body === null) return;
  const fetch: Fetch = JSON.parse(body);
  await link.redis.hset(link.claimKey(id, 'fetch'), n, body);
  await link.redis.hset(link.claimKey(id, 'fetch-key'), textKey(fetch.key), n);
  const isSealed = await link.redis.hexists(link.key('claims', 'sealed'), `${id}:${n}`);
  if (isSealed === 1) await link.redis.hset(link.claimKey(id, 'sealed'), n, 1);
}

async function moveSlots(link: RedisLink, id: number): Promise<void> {
  const slots = await link.redis.hgetall(link.key('claims', `slots:${id}`));
  const names = await link.redis.lrange(link.key('claims', `slot-names:${id}`), 0, -1);
  if (names.length === 0) return;
  await link.redis.del(link.claimKey(id, 'slot-names'));
  await link.redis.rpush(link.claimKey(id, 'slot-names'), ...names);
  await link.redis.hset(link.claimKey(id, 'slots'), slots);
  for (const name of names) {
    const [channel, ts, thread] = ['channel', 'ts', 'thread'].map((field) => slots[`${field} ${name}`]);
    const at = (text: string): string => `["${channel}","${text}"]`;
    if (name === 'root' && ts !== undefined) await link.redis.zadd(link.messageKey(at(ts), 'root'), id, id);
    if (thread !== undefined) await link.redis.zadd(link.messageKey(at(thread), 'thread'), id, `${id}:${name}`);
  }
}

function devicesTag(link: RedisLink): string {
  return `{${link.prefix}:devices}`;
}

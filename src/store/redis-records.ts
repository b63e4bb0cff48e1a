import { REMEMBER_DONE_MS } from './beginnings.ts';
import { fromTextKey, serialKey } from './keys.ts';
import { EVERYTHING } from './merge-readings.ts';
import { getClaims } from './redis-claims.ts';
import { readSettled } from './redis-claim-index.ts';
import { inPortions, openLink } from './redis-connection.ts';
import type { LinkOptions, RedisLink } from './redis-connection.ts';
import { listChannels, listNotes } from './redis-desk.ts';
import { pageDevices } from './redis-devices.ts';
import { listFetches } from './redis-fetches.ts';
import { pastPartsOf } from './redis-history.ts';
import { listIncoming, REMEMBERED } from './redis-incoming.ts';
import { ALL_SHARDS, byShard } from './redis-keys.ts';
import { listInstallations } from './redis-installations.ts';
import { migrateLayout } from './redis-layout.ts';
import { learntOf } from './redis-learnt.ts';
import { readingsOf } from './redis-readings.ts';
import { listOf, numberIn } from './redis-reply.ts';
import { scanHash, scanKeys } from './redis-scan.ts';
import { listSlots } from './redis-slots.ts';
import type { StoreRecord, StoreSource } from './store-record.ts';
import { openWords } from './words.ts';
import type { Words } from './words.ts';

const DEVICES_AT_ONCE = 1_000;
const CLAIMS_AT_ONCE = 50;

/**
 * Opens a store in Redis to be read through while others write to it: each device and each claim as it stands when its turn comes, claims after devices.
 * Shape: `prepare` is done first; without it a store that is not whole is refused.
 * Fails: as `openRedisStore`.
 */
export async function openRedisSource(options: LinkOptions, prepare = migrateLayout): Promise<StoreSource> {
  const link = await openLink(options, prepare);
  return {
    where: link.where,
    sees: async (mark) => (await link.redis.exists(markKey(link, mark))) === 1,
    async *records() {
      const words = openWords();
      yield* registered(link, words);
      yield* strays(link, words);
      yield* claims(link);
      yield* deliveries(link);
      yield (await listChannels(link)).map((set) => ({ kind: 'channel', ...set }));
      yield (await listNotes(link, 0)).map((note) => ({ kind: 'note', note }));
      yield (await listInstallations(link)).map((installation) => ({ kind: 'installation', installation }));
      yield [{ kind: 'lastClaim', id: numberIn((await link.redis.get(link.key('claims', 'last'))) ?? 0) }];
    },
    close: async () => link.close(),
  };
}

/** The key of a mark by which two connections find out that they are to one store. */
export function markKey(link: RedisLink, mark: string): string {
  return `${link.prefix}:mark:${mark}`;
}

async function* registered(link: RedisLink, words: Words): AsyncGenerator<StoreRecord[]> {
  for (let after: string | undefined; ;) {
    const devices = await pageDevices(link, { after, limit: DEVICES_AT_ONCE });
    const last = devices.at(-1);
    if (last === undefined) return;
    yield devices.map((device) => ({ kind: 'device', device }));
    yield* ofDevices(
      link,
      words,
      devices.map(({ serial }) => serialKey(serial)),
    );
    after = last.serial;
  }
}

/** What is known of devices beside what was typed. */
async function* ofDevices(link: RedisLink, words: Words, keys: string[]): AsyncGenerator<StoreRecord[]> {
  const learnt = await learntOf(link, keys);
  yield keys.flatMap((key, i): StoreRecord[] => {
    const known = learnt[i];
    return known === undefined ? [] : [{ kind: 'learnt', key, learnt: known }];
  });
  yield* readAndPast(link, words, keys);
}

async function* readAndPast(link: RedisLink, words: Words, keys: string[]): AsyncGenerator<StoreRecord[]> {
  const readings = await readingsOf(link, words, keys, EVERYTHING);
  yield keys.flatMap((key, i): StoreRecord[] => {
    const found = readings[i] ?? [];
    return found.length === 0 ? [] : [{ kind: 'readings', key, readings: found }];
  });
  const pasts = await pastPartsOf(link, keys);
  yield keys.flatMap((key, i): StoreRecord[] => {
    const { packed = '', lines = [] } = pasts[i] ?? {};
    return packed === '' && lines.length === 0 ? [] : [{ kind: 'past', key, packed, lines }];
  });
}

/** The same of devices that are not registered; there are few, so that those seen are remembered. */
async function* strays(link: RedisLink, words: Words): AsyncGenerator<StoreRecord[]> {
  const learnt = new Set<string>();
  for (const shard of ALL_SHARDS) {
    for await (const entries of scanHash(link, link.shardKey(shard, 'learnt'))) {
      const keys = await unregistered(
        link,
        entries.map(([key]) => key),
        learnt,
      );
      const bodies = await learntOf(link, keys);
      yield keys.flatMap((key, i): StoreRecord[] => {
        const known = bodies[i];
        return known === undefined ? [] : [{ kind: 'learnt', key, learnt: known }];
      });
    }
  }
  const read = new Set<string>();
  for (const family of ['readings', 'past']) {
    const begin = `${link.prefix}:${family}:{`;
    for await (const keys of scanKeys(link, `${begin}*`)) {
      const names = keys.map((key) => key.slice(begin.length, -1).replace(/^ /u, ''));
      yield* readAndPast(link, words, await unregistered(link, names, read));
    }
  }
}

async function unregistered(link: RedisLink, keys: string[], seen: Set<string>): Promise<string[]> {
  const found: string[] = [];
  const asked = byShard(keys, (key) => key);
  const replies = await link.bulk(
    asked.map(([shard, ofShard]) => ['HMGET', link.shardKey(shard, 'serial'), ...ofShard]),
  );
  for (const [i, [, ofShard]] of asked.entries()) {
    for (const [at, body] of listOf(replies[i]).entries()) {
      const key = ofShard[at] ?? '';
      if (body !== null || seen.has(key)) continue;
      seen.add(key);
      found.push(key);
    }
  }
  return found;
}

async function* claims(link: RedisLink): AsyncGenerator<StoreRecord[]> {
  const ids = (await readSettled(link, () => link.redis.zrange(link.key('claims', 'all'), 0, '-1'))).map(Number);
  for (const portion of inPortions(ids, CLAIMS_AT_ONCE)) {
    const found = await getClaims(link, portion);
    yield await Promise.all(
      found.map(async (claim): Promise<StoreRecord> => {
        const [shown, fetches, slots] = await Promise.all([
          link.redis.hget(link.claimKey(claim.id, 'head'), 'shown'),
          listFetches(link, claim.id),
          listSlots(link, claim.id),
        ]);
        return { kind: 'claim', claim, shown: Number(shown ?? 0), fetches, slots };
      }),
    );
  }
}

async function* deliveries(link: RedisLink): AsyncGenerator<StoreRecord[]> {
  yield (await listIncoming(link)).map((waiting) => ({ kind: 'incoming', ...waiting }));
  const begin = link.key('incoming', REMEMBERED);
  const seen = new Set<string>();
  for await (const keys of scanKeys(link, `${begin}*`)) {
    const fresh = keys.filter((key) => !seen.has(key));
    for (const key of fresh) seen.add(key);
    const times = await link.bulk(fresh.flatMap((key) => [['GET', key] as const, ['PTTL', key] as const]));
    yield fresh.flatMap((key, i): StoreRecord[] => {
      const [said, left] = [times[2 * i], numberIn(times[2 * i + 1])];
      if (said === null) return [];
      // An older program wrote no time.
      const doneAt = said === '1' ? Date.now() + left - REMEMBER_DONE_MS : Number(said);
      return [{ kind: 'handled', key: fromTextKey(key.slice(begin.length)), doneAt }];
    });
  }
}

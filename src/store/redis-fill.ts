import { randomUUID } from 'node:crypto';
import type { Claim } from '../core/claim.ts';
import { stableJson } from '../core/stable-json.ts';
import { REMEMBER_DONE_MS, ROOT_SLOT } from './beginnings.ts';
import { textKey, toJson } from './keys.ts';
import { mergeReadings } from './merge-readings.ts';
import { settle } from './redis-claim-index.ts';
import type { RedisCommand } from './redis-commands.ts';
import { openLink } from './redis-connection.ts';
import type { LinkOptions, RedisLink } from './redis-connection.ts';
import { channelCommand, noteCommand } from './redis-desk.ts';
import { countDevices, putDevices } from './redis-devices.ts';
import { addIncoming, doneKey } from './redis-incoming.ts';
import { installationCommand, installationsKey } from './redis-installations.ts';
import { shardOf } from './redis-keys.ts';
import { FILLING, migrateForFilling } from './redis-layout.ts';
import { markKey, openRedisSource } from './redis-records.ts';
import { scanKeys } from './redis-scan.ts';
import { addWords } from './redis-words.ts';
import type { StoreRecord, StoreTarget } from './store-record.ts';
import { openWords } from './words.ts';
import type { Words } from './words.ts';

type ClaimRecord = Extract<StoreRecord, { kind: 'claim' }>;

/** A mark is looked for at once. Units: milliseconds. */
const MARK_LASTS_MS = 60_000;

/**
 * Opens a store in Redis to be filled; while it is, nobody else opens it.
 * Fails: as `openRedisStore`.
 */
export async function openRedisTarget(options: LinkOptions): Promise<StoreTarget> {
  const link = await openLink(options, migrateForFilling);
  const mark = `${link.prefix}:${FILLING}`;
  const attempt = <T>(work: () => Promise<T>): Promise<T> => link.attempt('fill', work);
  let words = openWords();
  return {
    where: link.where,
    state: () =>
      attempt(async () => {
        if ((await link.redis.exists(mark)) === 1) return 'half';
        const claims = await link.redis.exists(link.key('claims', 'last'));
        const deliveries = await link.redis.exists(link.key('incoming', 'last'));
        const desk = await link.redis.exists(
          link.key('desk', 'channels'),
          link.key('desk', 'audit'),
          installationsKey(link),
        );
        return claims + deliveries + desk + (await countDevices(link)) === 0 ? 'empty' : 'filled';
      }),
    leaveMark: () =>
      attempt(async () => {
        const mark = randomUUID();
        await link.redis.set(markKey(link, mark), 1, 'PX', MARK_LASTS_MS);
        return mark;
      }),
    readBack: () => openRedisSource(options, migrateForFilling),
    begin: () =>
      attempt(async () => {
        words = openWords();
        await link.redis.set(mark, 1);
        for (const pattern of link.families()) {
          for await (const keys of scanKeys(link, pattern)) await link.bulk(keys.map((key) => ['UNLINK', key]));
        }
      }),
    write: (records) => attempt(() => writeRecords(link, words, records)),
    finish: () =>
      attempt(async () => {
        await link.redis.del(mark);
      }),
    close: async () => link.close(),
  };
}

async function writeRecords(link: RedisLink, words: Words, records: StoreRecord[]): Promise<void> {
  const readings = records.flatMap((record) => (record.kind === 'readings' ? [record] : []));
  await addWords(
    link,
    words,
    readings.map(({ key, readings }) => ({ serial: key, readings })),
  );
  await putDevices(
    link,
    records.flatMap((record) => (record.kind === 'device' ? [record.device] : [])),
  );
  await link.bulk(records.flatMap((record) => commandsOf(link, words, record)));
  for (const record of records) {
    if (record.kind === 'incoming') await addIncoming(link, record.key, record.body, record.at);
    if (record.kind === 'claim') await listClaim(link, record);
  }
}

/** What writes a record whose parts do not depend on others. */
function commandsOf(link: RedisLink, words: Words, record: StoreRecord): RedisCommand[] {
  switch (record.kind) {
    case 'device':
    case 'incoming':
      return [];
    case 'learnt':
      return [['HSET', link.shardKey(shardOf(record.key), 'learnt'), record.key, toJson(record.learnt)]];
    case 'readings': {
      const kept = mergeReadings(undefined, record.readings, words);
      if (kept === undefined) return [];
      return [['MSET', link.factsKey(record.key), `1|${kept.facts}`, link.restKey(record.key), Buffer.from(kept.rest)]];
    }
    case 'past': {
      const packed = record.packed === '' ? [] : [`1|${record.packed}`];
      return [['RPUSH', link.pastKey(record.key), ...packed, ...record.lines]];
    }
    case 'claim':
      return claimCommands(link, record);
    case 'handled': {
      const left = Math.ceil(record.doneAt + REMEMBER_DONE_MS - Date.now());
      return left <= 0 ? [] : [['SET', doneKey(link, record.key), record.doneAt, 'PX', left]];
    }
    case 'channel':
      return [channelCommand(link, record.channel, record.settings)];
    case 'note':
      return [noteCommand(link, record.note)];
    case 'installation':
      return [installationCommand(link, record.installation)];
    case 'lastClaim':
      return record.id === 0 ? [] : [['SET', link.key('claims', 'last'), record.id]];
  }
}

function claimCommands(link: RedisLink, { claim, shown, fetches, slots }: ClaimRecord): RedisCommand[] {
  const { id, status, events, revision, sourceKey } = claim;
  const key = (name: string): string => link.claimKey(id, name);
  const unsealed = fetches.filter(({ phase }) => phase !== 'complete').length;
  const head = { said: saidOf(claim), status, events: events.map(toJson).join(','), revision, shown };
  const counts = { fetches: fetches.length, unsealed, version: 1 };
  const joined = events.flatMap(({ source }) => (source === undefined ? [] : [source]));
  const commands: RedisCommand[] = [
    ['HSET', link.key('claims', 'source'), textKey(sourceKey), id],
    // A delivery that made a claim is told by that one.
    ...joined.map((source) => ['HSETNX', link.key('claims', 'source'), textKey(source), id] as const),
    ['HSET', key('head'), ...Object.entries({ ...head, ...counts }).flat()],
  ];
  for (const fetch of fetches) {
    commands.push(
      ['HSET', key('fetch'), fetch.n, toJson(fetch)],
      ['HSET', key('fetch-key'), textKey(fetch.key), fetch.n],
    );
    if (fetch.phase === 'complete') commands.push(['HSET', key('sealed'), fetch.n, 1]);
  }
  for (const { slot, channel, ts, threadTs, digest } of slots) {
    const name = textKey(slot);
    const fields = Object.entries({ channel, ts, thread: threadTs, digest }).flatMap(([field, value]) =>
      value === undefined ? [] : [`${field} ${name}`, textKey(value)],
    );
    commands.push(['RPUSH', key('slot-names'), name], ['HSET', key('slots'), ...fields]);
    const message = (at: string): string => `["${textKey(channel)}","${textKey(at)}"]`;
    if (slot === ROOT_SLOT && ts !== undefined) commands.push(['ZADD', link.messageKey(message(ts), 'root'), id, id]);
    if (threadTs !== undefined) {
      commands.push(['ZADD', link.messageKey(message(threadTs), 'thread'), id, `${id}:${name}`]);
    }
  }
  return commands;
}

async function listClaim(link: RedisLink, { claim, shown, fetches }: ClaimRecord): Promise<void> {
  const isUnfinished = shown < claim.revision || fetches.some(({ phase }) => phase !== 'complete');
  const { status, events } = claim;
  await settle(link, claim.id, { facts: { version: 1, status, isUnfinished, events }, serial: claim.serial });
}

/** The claim as it was handed in; what became of it stands beside. */
function saidOf({ id: _id, status: _status, events: _events, revision: _revision, ...said }: Claim): string {
  return stableJson(said);
}

import { readFileSync } from 'node:fs';
import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookOf } from '../../src/core/device-names.ts';
import type { SavedReadings, Store } from '../../src/core/ports.ts';
import { beginFetch } from '../../src/store/beginnings.ts';
import { serialKey, toJson } from '../../src/store/keys.ts';
import { NEWEST_LAYOUT } from '../../src/store/redis-layout.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { aClaim, aDevice, aReading } from './contract/samples.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

/** What a program of the first form wrote under the prefix "older", as commands, and what it read back. */
const OLDER: { commands: string[][]; seen: Record<string, unknown> } = JSON.parse(
  readFileSync(new URL('fixtures/redis-layout-1.json', import.meta.url), 'utf8'),
);

describe.runIf(hasRedis)('the form of a Redis store', () => {
  let server: RedisServer | undefined;
  let redis: Redis;
  beforeAll(async () => {
    server = await startRedis();
    redis = new Redis(server.url);
  });
  afterAll(async () => {
    redis.disconnect();
    await server?.remove();
  });
  const open = (prefix: string): Promise<Store> => openRedisStore({ url: server?.url ?? '', prefix });
  async function writeOlder(prefix: string, without: RegExp = /^$/u): Promise<void> {
    for (const [command = '', key = '', ...rest] of OLDER.commands) {
      const name = key.replace('older', prefix);
      if (!without.test(name)) await redis.call(command, name, ...rest);
    }
  }
  async function seenBy(store: Store): Promise<Record<string, unknown>> {
    const ids = [1, 2, 3];
    return {
      learnt: await store.listLearnt(['A', 'never registered']),
      claims: await store.listClaims({ limit: 9 }),
      fetches: await Promise.all(ids.map((id) => store.listFetches(id))),
      slots: await Promise.all(ids.map((id) => store.listSlots(id))),
      devices: await store.pageDevices({ limit: 9 }),
      unfinished: await store.listUnfinished(),
      readings: await store.latestReadings(['SIM-3500-0001', '}x'], ['copies.total'], 0),
      incoming: await store.listIncoming(),
    };
  }

  it('is marked in a new store, and one of a newer program is refused with both versions', async () => {
    const store = await open('new');
    expect(await redis.get('new:layout')).toBe(`${NEWEST_LAYOUT}`);
    await store.close();
    await redis.set('new:layout', NEWEST_LAYOUT + 1);
    await expect(open('new')).rejects.toMatchObject({
      code: 'store_failed',
      message: expect.stringMatching(/newer program.*version 11.*up to 10.*update the program/u),
      facts: { version: NEWEST_LAYOUT + 1, known: NEWEST_LAYOUT },
    });
    await redis.set('new:layout', 'something');
    await expect(open('new')).rejects.toMatchObject({ message: expect.stringContaining('another program') });
  });

  it('is brought up to date where an older program wrote it, with nothing lost and nothing of the old one left', async () => {
    await writeOlder('first');
    const store = await open('first');
    expect(await seenBy(store)).toEqual(OLDER.seen);
    expect(await store.findClaimByMessage('C1', '1.1')).toBe(1);
    expect(await store.findClaimByMessage('U9', '7.7')).toBe(2);
    expect(await store.listClaims({ status: ['taken'], limit: 5 })).toHaveLength(1);
    expect(await store.listClaims({ serial: 'sim-3500-0001', limit: 5 })).toHaveLength(2);
    expect(await store.listDevicesOfModel('HP LaserJet 4250 16.12')).toHaveLength(1);
    expect(await store.findByLooks([lookOf('T/1199')], 5)).toHaveLength(1);
    expect((await store.addClaim(aClaim())).claim.id).toBe(1);
    expect((await store.addClaim(aClaim({ sourceKey: 'next' }))).claim.id).toBe(4);
    expect((await store.addFetch(2, { key: 'press', by: 'U1', askedAt: 5 })).isNew).toBe(false);
    expect(await store.sealFetch(1, beginFetch(0, { key: 'claim', by: 'U1', askedAt: 1 }))).toEqual({ sealed: false });
    expect((await store.addIncoming('handled', {}, 9)).isNew).toBe(false);
    await store.close();
    const left = await redis.keys('{first:devices}:*');
    const claims = (await redis.keys('{first:claims}:*')).map((key) => key.slice('{first:claims}:'.length)).sort();
    expect(left).toEqual([]);
    expect(claims.map((name) => name.split(':')[0])).toEqual([
      'all',
      'last',
      'listed',
      'newest',
      'serial',
      'serial',
      'source',
      'status',
      'status',
      'status',
      'unfinished',
    ]);
  });

  it('counts what became of measures in a store from before it was counted', async () => {
    const store = await open('uncounted');
    const resolution = { cause: 'dirt' as const, measure: 'drum', proposed: ['drum'] };
    const event = {
      at: 1,
      by: 'U1',
      what: 'resolved' as const,
      resolution,
      ended: { model: 'M-1', symptoms: ['noise'] },
    };
    for (const sourceKey of ['a', 'b', 'c']) {
      const { claim } = await store.addClaim(aClaim({ sourceKey }));
      await store.changeClaim(claim.id, { status: 'resolved', event });
    }
    const before = await store.listRecords('M-1', ['drum']);
    await store.close();
    await redis.del(await redis.keys('{uncounted:claims}:count*'));
    await redis.del(await redis.keys('{uncounted:claims}:list:*'));
    await redis.set('uncounted:layout', 5);
    const later = await open('uncounted');
    expect(before[0]?.model).toEqual({ tried: 3, worked: 3, first: 3, firstWorked: 3 });
    expect(await later.listRecords('M-1', ['drum'])).toEqual(before);
    expect(await later.listCases('noise', 'M-1', 9)).toHaveLength(3);
    await later.close();
  });

  it('names and lists the devices of a program from before there were names', async () => {
    await writeOlder('nameless', /devices\}:(?:names|looks|endings|order|names-mark|model-keys|of-model:.*)$/u);
    const store = await open('nameless');
    expect(await seenBy(store)).toEqual(OLDER.seen);
    expect(await store.findByEnding('1199', 5)).toHaveLength(1);
    expect(await store.listDevicesOfModel('HP LaserJet 4250')).toHaveLength(1);
    await store.close();
  });

  it('lists the devices of a program from before there were sites by theirs', async () => {
    const store = await open('nowhere');
    const devices = Array.from({ length: 1_200 }, (_, n) =>
      aDevice({ serial: `N-${n}`, ...(n % 2 === 0 ? {} : { site: `Site ${n % 10}` }) }),
    );
    await store.putDevices(devices);
    const seen = await store.listDevicesOfSite('Acme', 'site 3');
    await store.close();
    const keys = (await redis.keys('{nowhere:devices:*')).filter((key) => /:(?:site|of-site:.*)$/u.test(key));
    expect(keys.length).toBeGreaterThan(16);
    await redis.del(keys);
    await redis.set('nowhere:layout', 7);
    const later = await open('nowhere');
    expect(seen).toHaveLength(120);
    expect(await later.listDevicesOfSite('Acme', 'site 3')).toEqual(seen);
    expect(await later.listDevicesOfSite('Acme', '')).toEqual([]);
    await later.close();
  });

  it('gives readings that were two fields of a hash a key each, and merges what a program of before left in both of its forms', async () => {
    const store = await open('hashed');
    const serials = ['A', 'ü}', '}x', ...Array.from({ length: 1_200 }, (_, n) => `H-${n}`)];
    const read = (serial: string, at: number): SavedReadings => ({
      serial,
      readings: ['one', 'two', 'three'].map((item) => aReading({ item, part: serial, at })),
    });
    await store.saveReadings(serials.map((serial) => read(serial, 5)));
    const seen = (from: Store): Promise<SavedReadings[]> => from.latestReadings(serials, ['one', 'two', 'three'], 0);
    const before = await seen(store);
    const past = await store.listPast(serials);
    await store.close();
    async function writeHashes(): Promise<void> {
      for (const key of await redis.keys('hashed:facts:*')) {
        const [facts, rest] = [key, key.replace('facts', 'rest')];
        const body = await redis.getBuffer(rest);
        const hash = key.replace('facts', 'readings');
        await redis.hset(hash, 'facts', (await redis.get(facts)) ?? '', 'rest', body ?? '');
        await redis.del(facts, rest);
      }
    }
    await writeHashes();
    await redis.set('hashed:layout', 9);
    const later = await open('hashed');
    expect(before).toHaveLength(serials.length);
    expect(await seen(later)).toEqual(before);
    expect(await later.listPast(serials)).toEqual(past);
    await later.saveReadings([read('A', 6)]);
    expect((await seen(later))[0]?.readings).toMatchObject([{ at: 6 }, { at: 6 }, { at: 6 }]);
    await later.close();
    expect(await redis.keys('hashed:readings:*')).toEqual([]);
    // A program that ended while it packed the fields of each reading left both.
    await writeHashes();
    const newer = { ...aReading({ item: 'two', part: 'A', at: 7 }) };
    await redis.hset('hashed:readings:{A}', '["two","A"]', `7|1|${toJson(newer)}`);
    await redis.set('hashed:layout', 3);
    const last = await open('hashed');
    const found = (await seen(last))[0]?.readings ?? [];
    expect(found.map(({ item, at }) => [item, at])).toEqual([
      ['one', 6],
      ['three', 6],
      ['two', 7],
    ]);
    await last.close();
    expect(await redis.keys('hashed:readings:*')).toEqual([]);
  });

  it('is brought up to date with more devices than are moved at once', async () => {
    await writeOlder('many');
    const devices = Array.from({ length: 2_500 }, (_, n) => aDevice({ serial: `M-${n}`, site: `${n}` }));
    const learnt = { address: '127.0.0.1', answeredAt: 7, silences: 0 };
    await redis.hset('{many:devices}:body', ...devices.flatMap((device) => [serialKey(device.serial), toJson(device)]));
    await redis.hset('{many:devices}:learnt', ...devices.flatMap(({ serial }) => [serialKey(serial), toJson(learnt)]));
    const all = await redis.hlen('{many:devices}:body');
    const store = await open('many');
    expect(await store.countDevices()).toBe(all);
    expect(await store.listDevicesOfModel(aDevice().model)).toEqual(
      expect.arrayContaining([devices[0], devices[1_250], devices[2_499]]),
    );
    const paged = await store.pageDevices({ limit: 9_999 });
    expect(paged.filter(({ serial }) => serial.startsWith('M-'))).toHaveLength(devices.length);
    const known = await store.listLearnt(devices.map(({ serial }) => serial));
    expect(known).toEqual(devices.map(() => learnt));
    expect(await store.findByEnding(lookOf('M-2499'), 5)).toMatchObject([{ site: '2499' }]);
    await store.close();
    expect(await redis.keys('{many:devices}:*')).toEqual([]);
  });

  it('is brought up to date by one of several that open it at once', async () => {
    await writeOlder('together');
    const stores = await Promise.all(Array.from({ length: 4 }, () => open('together')));
    for (const store of stores) {
      expect(await seenBy(store)).toEqual(OLDER.seen);
      await store.close();
    }
    expect(await redis.exists('together:migrating')).toBe(0);
  });

  it('is finished by the next where a process ended while it brought it up to date', async () => {
    await writeOlder('ended');
    await redis.set('ended:migrating', 'a process that ended', 'PX', 400);
    await redis.hset('{ended:claim:1}:head', 'said', 'half of it');
    await redis.rpush('{ended:claim:1}:slot-names', 'root', 'root');
    const store = await open('ended');
    expect(await seenBy(store)).toEqual(OLDER.seen);
    await store.close();
    // It may have ended between the two steps as well, or in the middle of the second.
    await writeOlder('ended', /(?:devices\}:body|devices\}:serial|:said|incoming.*)$/u);
    await redis.set('ended:layout', 2);
    const again = await open('ended');
    expect(await seenBy(again)).toEqual(OLDER.seen);
    expect(await redis.keys('{ended:devices}:*')).toEqual([]);
    await again.putDevices([aDevice()]);
    await again.close();
  });
});

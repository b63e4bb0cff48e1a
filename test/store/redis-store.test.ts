import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { lookOf } from '../../src/core/device-names.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { aDevice, anAbsent, aReading } from './contract/samples.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';
import { describeStore } from './store-contract.ts';

describe.runIf(hasRedis)('on a real Redis', () => {
  let server: RedisServer | undefined;
  let tests = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await server?.remove();
  });

  it('finds the devices of a model on a server whose lists an older program wrote', async () => {
    if (server === undefined) throw new Error('Redis was not started');
    const options = { url: server.url, prefix: 'older' };
    const store = await openRedisStore(options);
    await store.putDevices([aDevice({ serial: 'A', model: 'hp LaserJet 4250' })]);
    await store.close();
    const redis = new Redis(server.url);
    await redis.del('{older:devices}:model-keys');
    await redis.rename('{older:devices}:of-model:HPLASERJET4250', '{older:devices}:of-model:HP LASERJET 4250');
    await redis.hset('{older:devices}:model', 'A', 'HP LASERJET 4250');
    const later = await openRedisStore(options);
    expect(await later.listDevicesOfModel('HP LaserJet 4250 16.12')).toHaveLength(1);
    expect(await redis.keys('{older:devices}:of-model:*')).toEqual(['{older:devices}:of-model:HPLASERJET4250']);
    await later.close();
    redis.disconnect();
  });

  it('names the devices of a server that an older program wrote', async () => {
    if (server === undefined) throw new Error('Redis was not started');
    const options = { url: server.url, prefix: 'nameless' };
    const store = await openRedisStore(options);
    const devices = Array.from({ length: 1_200 }, (_, n) => aDevice({ serial: `S-${n}`, assetTag: `T/${n}` }));
    await store.putDevices(devices);
    await store.close();
    const redis = new Redis(server.url);
    const names = ['names', 'looks', 'endings', 'order', 'names-mark'];
    expect(await redis.del(...names.map((name) => `{nameless:devices}:${name}`))).toBe(5);
    const later = await openRedisStore(options);
    expect(await later.findByLooks([lookOf('T/1199')], 5)).toEqual([devices[1199]]);
    expect(await later.findByEnding('51199', 5)).toEqual([devices[1199]]);
    expect(await later.pageDevices({ limit: 2_000 })).toHaveLength(1_200);
    await later.close();
    redis.disconnect();
  });

  it('packs the readings of a server that an older program wrote', async () => {
    if (server === undefined) throw new Error('Redis was not started');
    const options = { url: server.url, prefix: 'unpacked' };
    const store = await openRedisStore(options);
    const devices = Array.from({ length: 600 }, (_, n) => aDevice({ serial: `S"${n}` }));
    await store.putDevices(devices);
    await store.close();
    const redis = new Redis(server.url);
    expect(await redis.del('{unpacked:devices}:readings-form')).toBe(1);
    const readings = [aReading(), anAbsent({ item: 'supply.toner', part: 'black', partTitle: 'Black' })];
    for (const { serial } of devices) {
      const fields = readings.flatMap((one) => [
        JSON.stringify(one.part === undefined ? [one.item] : [one.item, one.part]),
        `${one.value.kind === 'absent' ? 0 : 1}|${one.at}|${JSON.stringify(one)}`,
      ]);
      await redis.hset(`unpacked:readings:{${serial.replace('"', '\\"')}}`, ...fields);
    }
    const later = await openRedisStore(options);
    const found = await later.latestReadings(['S"0', 'S"599'], ['copies.total', 'supply.toner'], 0);
    const inOrder = found.map((one) => ({
      ...one,
      readings: one.readings.toSorted((a, b) => (a.item < b.item ? -1 : 1)),
    }));
    expect(inOrder).toEqual([
      { serial: 'S"0', readings },
      { serial: 'S"599', readings },
    ]);
    expect((await redis.hkeys('unpacked:readings:{S\\"599}')).toSorted()).toEqual(['facts', 'rest']);
    await later.close();
    redis.disconnect();
  });

  describeStore('the Redis store', async () => {
    if (server === undefined) throw new Error('Redis was not started');
    const options = { url: server.url, prefix: `test-${tests++}` };
    let store = await openRedisStore(options);
    return {
      store,
      async reopen() {
        await store.close();
        store = await openRedisStore(options);
        return store;
      },
      beside: () => openRedisStore(options),
      destroy: () => store.close(),
    };
  });
});

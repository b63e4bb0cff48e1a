import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import { serialKey } from '../../src/store/keys.ts';
import { shardOf } from '../../src/store/redis-keys.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { openedBy } from './contract/opened-store.ts';
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

  describeStore('the Redis store', async () => {
    if (server === undefined) throw new Error('Redis was not started');
    const options = { url: server.url, prefix: `test-${tests++}` };
    return openedBy(() => openRedisStore(options));
  });

  it('leaves out of a model’s devices one that was moved to another model while they were looked up in several steps', async () => {
    const url = server?.url ?? '';
    const store = await openRedisStore({ url, prefix: 'moved' });
    const device = (serial: string, model: string): Device => {
      return { serial, model, customer: 'Acme', address: '127.0.0.1' };
    };
    const serials = Array.from({ length: 20_000 }, (_, n) => `A-${n}`).filter((serial) => shardOf(serial) === 3);
    const [moved = '', ...others] = serials;
    // So many of one shard are not looked up in one step, with which nobody comes in between.
    expect(others.length).toBeGreaterThan(1_000);
    await store.putDevices([device(moved, 'M-1'), ...others.map((serial) => device(serial, 'M-2'))]);
    const redis = new Redis(url);
    // As the list of the model was before: the device's own entries are newer.
    expect(await redis.sadd('{moved:devices:3}:of-model:M2', moved)).toBe(1);
    const listed = await store.listDevicesOfModel('M-2');
    expect(listed.map(({ serial }) => serial)).toEqual(others.toSorted());
    expect((await store.listDevicesOfModel('M-1')).map(({ serial }) => serial)).toEqual([moved]);
    redis.disconnect();
    await store.close();
  });

  it('lists a model’s devices of which some shards have too many for one step beside the others, in one order', async () => {
    const store = await openRedisStore({ url: server?.url ?? '', prefix: 'many' });
    const serials = Array.from({ length: 17_000 }, (_, n) => `${n % 3 === 0 ? 'ü' : 'U'}-${n}`).filter(
      (serial, n) => shardOf(serialKey(serial)) === 5 || n % 20 === 0,
    );
    await store.putDevices(serials.map((serial) => ({ serial, model: 'M-1', customer: 'Acme', address: '127.0.0.1' })));
    const listed = (await store.listDevicesOfModel('M-1')).map(({ serial }) => serial);
    const inOrder = serials.toSorted((a, b) => Buffer.compare(Buffer.from(serialKey(a)), Buffer.from(serialKey(b))));
    expect(serials.filter((serial) => shardOf(serialKey(serial)) === 5).length).toBeGreaterThan(1_000);
    expect(listed).toEqual(inOrder);
    await store.close();
  });
});

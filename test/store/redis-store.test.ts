import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

  it('leaves out of a model’s devices one that was moved to another model while they were looked up', async () => {
    const url = server?.url ?? '';
    const store = await openRedisStore({ url, prefix: 'moved' });
    const device = { serial: 'A-1', model: 'M-1', customer: 'Acme', address: '127.0.0.1' };
    await store.putDevices([device, { ...device, serial: 'A-2', model: 'M-2' }]);
    const redis = new Redis(url);
    // As the list of the model was before: the device's own entries are newer.
    for (const key of await redis.keys('*of-model:M2')) {
      await redis.sadd(key.replace(/:devices:\d+/u, `:devices:${shardOf('A-1')}`), 'A-1');
    }
    expect((await redis.keys('*of-model:M2')).length).toBeGreaterThan(0);
    expect((await store.listDevicesOfModel('M-2')).map(({ serial }) => serial)).toEqual(['A-2']);
    expect((await store.listDevicesOfModel('M-1')).map(({ serial }) => serial)).toEqual(['A-1']);
    redis.disconnect();
    await store.close();
  });
});

import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { copyStore } from '../../src/store/copy-store.ts';
import { openRedisTarget } from '../../src/store/redis-fill.ts';
import { openRedisSource } from '../../src/store/redis-records.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { aReading } from './contract/samples.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

describe.runIf(hasRedis)('the dictionary of a Redis store', () => {
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
  const at = (prefix: string) => ({ url: server?.url ?? '', prefix });
  const save = (store: Store, serial: string, ...items: string[]): Promise<void> =>
    store.saveReadings([{ serial, readings: items.map((item) => aReading({ item })) }]);
  const ITEMS = ['one', 'two', 'three'];
  async function itemsOf(store: Store, serial: string): Promise<string[]> {
    const [found] = await store.latestReadings([serial], ITEMS, 0);
    const [values] = await store.latestValues([serial], ITEMS, 0);
    const items = found?.readings.map(({ item }) => item) ?? [];
    expect(values?.readings.map(({ item }) => item) ?? []).toEqual(items);
    return items;
  }

  it('is learnt anew by a process that was open while the store was filled by a copy', async () => {
    const [other, open] = [await openRedisStore(at('other')), await openRedisStore(at('filled'))];
    await save(other, 'A', 'two', 'one');
    await save(open, 'A', 'one', 'three');
    const [source, target] = [await openRedisSource(at('other')), await openRedisTarget(at('filled'))];
    await copyStore(source, target, { mayReplace: true, now: Date.now() });
    await source.close();
    await target.close();
    expect(await itemsOf(open, 'A')).toEqual(['two', 'one']);
    await save(open, 'B', 'one', 'three');
    const fresh = await openRedisStore(at('filled'));
    expect(await itemsOf(fresh, 'B')).toEqual(['one', 'three']);
    expect(await itemsOf(open, 'B')).toEqual(['one', 'three']);
    for (const store of [other, open, fresh]) await store.close();
  });

  it('names nothing wrongly that was numbered before its server lost the newest words', async () => {
    const store = await openRedisStore(at('lost'));
    await save(store, 'A', 'one');
    await save(store, 'B', 'two');
    await redis.hdel('{lost:words}:all', '["two"]');
    await save(store, 'C', 'one');
    await save(store, 'C', 'two');
    const fresh = await openRedisStore(at('lost'));
    expect(await itemsOf(fresh, 'C')).toEqual(['one', 'two']);
    expect(await itemsOf(store, 'C')).toEqual(['one', 'two']);
    await store.close();
    await fresh.close();
  });

  it('costs one reading where it lacks one word, and not those beside it', async () => {
    const store = await openRedisStore(at('lacking'));
    await save(store, 'A', ...ITEMS);
    await store.close();
    await redis.hdel('{lacking:words}:all', '["two"]');
    const again = await openRedisStore(at('lacking'));
    expect(await itemsOf(again, 'A')).toEqual(['one', 'three']);
    await again.saveReadings([{ serial: 'A', readings: [aReading({ item: 'one', at: 9_999 })] }]);
    expect(await itemsOf(again, 'A')).toEqual(['three', 'one']);
    await redis.hdel('{lacking:words}:all', 'impressions');
    await again.close();
    const unitless = await openRedisStore(at('lacking'));
    expect(await itemsOf(unitless, 'A')).toEqual([]);
    await unitless.close();
  });
});

import { afterAll, beforeAll, describe } from 'vitest';
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
});

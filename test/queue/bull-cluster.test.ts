import { afterAll, beforeAll, describe } from 'vitest';
import { openBullQueue } from '../../src/queue/bull-queue.ts';
import { type RedisCluster, startCluster } from '../store/redis-cluster.ts';
import { hasRedis } from '../store/redis-server.ts';
import { describeQueue, SHORT } from './queue-contract.ts';

const onTrouble = (): void => undefined;

describe.runIf(hasRedis)('a Redis Cluster of three nodes', () => {
  let cluster: RedisCluster | undefined;
  let tests = 0;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(() => cluster?.remove());

  describeQueue('the queue on a cluster', async () => {
    const options = { url: cluster?.url ?? '', prefix: `test-${tests++}`, ...SHORT };
    return {
      open: () => openBullQueue({ ...options, onTrouble }),
      child: { module: 'bull-queue.js', open: 'openBullQueue', options },
      destroy: async () => undefined,
    };
  });
});

import { Redis } from 'ioredis';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { crc16, hashSlot } from '../../src/store/redis-hash-slot.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { openedBy } from './contract/opened-store.ts';
import { aClaim, aDevice, aReading } from './contract/samples.ts';
import { startCluster, waitUntilServed } from './redis-cluster.ts';
import type { RedisCluster } from './redis-cluster.ts';
import { hasRedis } from './redis-server.ts';
import { describeStore } from './store-contract.ts';

describe('hash slots', () => {
  it('are those of the specification', () => {
    expect(crc16('123456789')).toBe(0x31_c3);
    expect(hashSlot('foo{bar}baz')).toBe(hashSlot('bar'));
    expect(hashSlot('foo{}{bar}')).not.toBe(hashSlot('bar'));
    expect(hashSlot('foo{{bar}}zap')).toBe(hashSlot('{bar'));
  });
});

describe.runIf(hasRedis)('on a real Redis Cluster of three nodes', () => {
  let cluster: RedisCluster | undefined;
  let tests = 0;
  beforeAll(async () => {
    cluster = await startCluster();
  });
  afterAll(async () => {
    await cluster?.remove();
  });
  function theCluster(): RedisCluster {
    if (cluster === undefined) throw new Error('the cluster was not started');
    return cluster;
  }

  describeStore('the Redis store on a cluster', async () => {
    const options = { url: theCluster().url, prefix: `test-${tests++}` };
    return openedBy(() => openRedisStore(options));
  });

  it('computes slots as the server does', async () => {
    const redis = new Redis(theCluster().nodes[0]?.url ?? '');
    for (const key of [
      '{claimscope:devices:3}:body',
      '{a:message:["C1","野家 \u{1f5a8}"]}:root',
      'plain',
      'a{}b',
      '',
    ]) {
      expect(await redis.cluster('KEYSLOT', key)).toBe(hashSlot(key));
    }
    redis.disconnect();
  });

  it('spreads devices, claims and readings over all nodes', async () => {
    const { url, nodes } = theCluster();
    const store = await openRedisStore({ url, prefix: 'spread' });
    await store.putDevices(Array.from({ length: 200 }, (_, n) => aDevice({ serial: `S-${n}` })));
    for (let n = 0; n < 20; n++) await store.addClaim(aClaim({ sourceKey: `${n}` }));
    await store.saveReadings(Array.from({ length: 50 }, (_, n) => ({ serial: `S-${n}`, readings: [aReading()] })));
    await store.close();
    for (const node of nodes) {
      const redis = new Redis(node.url);
      const keys = await redis.keys('*spread*');
      for (const part of [':body', ':head', ':facts:']) {
        expect(keys.filter((key) => key.includes(part))).not.toHaveLength(0);
      }
      redis.disconnect();
    }
  });

  it('finds the others by any node of its list, when the one of its URL is away', async () => {
    const { hosts } = theCluster();
    const store = await openRedisStore({ url: 'redis://127.0.0.1:1', cluster: hosts.slice(1), prefix: 'listed' });
    expect((await store.putDevices([aDevice()])).added).toBe(1);
    await store.close();
  });

  it('follows slots that move to another node while it works', async () => {
    const { url, nodes } = theCluster();
    const store = await openRedisStore({ url, prefix: 'moving' });
    const devices = Array.from({ length: 300 }, (_, n) => aDevice({ serial: `S-${n}` }));
    await store.putDevices(devices);
    const clients = nodes.map((node) => new Redis(node.url));
    const [from, to] = clients;
    if (from === undefined || to === undefined) throw new Error('a cluster has three nodes');
    const moved = [];
    for (let shard = 0; shard < 16 && moved.length < 2; shard++) {
      const slot = hashSlot(`{moving:devices:${shard}}:body`);
      if (slot < 5_461) moved.push(slot);
    }
    expect(moved).toHaveLength(2);
    const [fromId, toId] = await Promise.all([from, to].map((client) => client.cluster('MYID')));
    for (const slot of moved) {
      await to.cluster('SETSLOT', slot, 'IMPORTING', `${fromId}`);
      await from.cluster('SETSLOT', slot, 'MIGRATING', `${toId}`);
      const keys = await from.cluster('GETKEYSINSLOT', slot, 1_000);
      const { hostname, port } = new URL(nodes[1]?.url ?? '');
      await from.call('MIGRATE', hostname, port, '', 0, 5_000, 'KEYS', ...keys);
      for (const client of clients) await client.cluster('SETSLOT', slot, 'NODE', `${toId}`);
    }
    expect(await store.listDevicesOfModel('SIM-3500')).toHaveLength(300);
    expect(await store.putDevices(devices.map((device) => ({ ...device, site: 'new' })))).toMatchObject({
      changed: 300,
    });
    expect(await store.pageDevices({ limit: 300 })).toHaveLength(300);
    expect(await store.listDevicesOfSite(aDevice().customer, 'New')).toHaveLength(300);
    await store.close();
    for (const client of clients) client.disconnect();
  });

  it('rejects while a node is away, tells so once, and goes on when it is back', async () => {
    const { url, nodes } = theCluster();
    const told: string[] = [];
    const store = await openRedisStore({ url, prefix: 'away', tell: (notice) => told.push(notice.kind) });
    const claims = [];
    for (let n = 0; n < 12; n++) claims.push((await store.addClaim(aClaim({ sourceKey: `${n}` }))).claim);
    await nodes[2]?.kill();
    const answers = await Promise.allSettled(claims.map(({ id }) => store.getClaim(id)));
    const failed = answers.filter((answer) => answer.status === 'rejected');
    expect(failed.length).toBeGreaterThan(0);
    for (const { reason } of failed) expect(reason).toMatchObject({ code: 'store_failed' });
    await expect.poll(() => told).toEqual(['lost']);
    await nodes[2]?.restart();
    const redis = new Redis(nodes[2]?.url ?? '');
    await waitUntilServed(redis);
    redis.disconnect();
    await expect.poll(() => store.listClaims({ limit: 20 }).catch(() => [])).toHaveLength(12);
    expect(told).toEqual(['lost', 'back']);
    await store.close();
  });
});

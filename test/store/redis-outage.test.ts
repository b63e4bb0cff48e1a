import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import type { Store } from '../../src/core/ports.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { aClaim, aDevice, anEvent, aReading, completed } from './contract/samples.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';
import { expectNothingLost, writeAndKill } from './writing-process.ts';

describe.runIf(hasRedis)('the server of the Redis store', () => {
  const servers: RedisServer[] = [];
  const stores: Store[] = [];
  async function start(settings?: string[]): Promise<RedisServer> {
    const server = await startRedis(settings);
    servers.push(server);
    return server;
  }
  async function open(url: Secret | string, prefix?: string): Promise<Store> {
    const store = await openRedisStore({ url, prefix });
    stores.push(store);
    return store;
  }
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    for (const server of servers.splice(0)) await server.remove();
  });

  describe('where it cannot be used', () => {
    it('rejects with store_failed where no server listens', async () => {
      const server = await start();
      await server.kill();
      await expect(open(server.url)).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining('ECONNREFUSED'),
        facts: { doing: 'open', where: server.url },
      });
    });

    it('refuses a server that keeps nothing on disk, and one that drops keys when it is full', async () => {
      const forgetful = await start(['--appendonly', 'no']);
      await expect(open(forgetful.url)).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining('appendonly yes'),
      });
      const dropping = await start(['--maxmemory', '100mb', '--maxmemory-policy', 'allkeys-lru']);
      await expect(open(dropping.url)).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining('noeviction'),
      });
    });

    it('rejects with bad_config for what is no URL of a Redis, without repeating it', async () => {
      for (const url of ['127.0.0.1:6379', 'http://hush@localhost', '', 'redis']) {
        const refused = await openRedisStore({ url: new Secret(url) }).catch((error: unknown) => error);
        expect(refused).toMatchObject({ code: 'bad_config' });
        expect(inspect(refused)).not.toContain('hush');
      }
      await expect(openRedisStore({ url: 'redis://127.0.0.1', prefix: '{a}' })).rejects.toMatchObject({
        code: 'bad_config',
      });
    });

    it('uses the password and shows it nowhere when it is wrong', async () => {
      const server = await start(['--requirepass', 'right-word']);
      const withPassword = (password: string): Secret =>
        new Secret(server.url.replace('redis://', `redis://:${encodeURIComponent(password)}@`));
      const store = await open(withPassword('right-word'));
      expect((await store.addClaim(aClaim())).isNew).toBe(true);
      const refused = await open(withPassword('hush/hush')).catch((error: unknown) => error);
      expect(refused).toMatchObject({ code: 'store_failed', message: expect.stringContaining('WRONGPASS') });
      expect(inspect(refused, { depth: 10, showHidden: true })).not.toMatch(/hush/u);
      await expect(open(server.url)).rejects.toMatchObject({ code: 'store_failed' });
    });
  });

  describe('when it goes away', () => {
    let server: RedisServer;
    let store: Store;
    beforeEach(async () => {
      server = await start();
      store = await open(server.url);
    });

    it('rejects with store_failed while it is away and goes on when it is back, with all it had', async () => {
      const { claim } = await store.addClaim(aClaim());
      await server.kill();
      const away = await Promise.allSettled([
        store.getClaim(claim.id),
        store.addClaim(aClaim({ sourceKey: 'away', words: 'private words' })),
        store.saveReadings([{ serial: 'S1', readings: [aReading()] }]),
        store.latestReadings(['S1'], ['copies.total'], 0),
      ]);
      for (const call of away) expect(call).toMatchObject({ status: 'rejected', reason: { code: 'store_failed' } });
      expect(inspect(away, { depth: 10, showHidden: true })).not.toContain('private words');
      await server.restart();
      expect(await store.getClaim(claim.id)).toEqual(claim);
      expect((await store.addClaim(aClaim({ sourceKey: 'away' }))).isNew).toBe(true);
    });

    it('loses nothing it has acknowledged when it is killed while others write', async () => {
      const { claim } = await store.addClaim(aClaim());
      const acknowledged: string[] = [];
      const writing = Array.from({ length: 8 }, async (_, writer) => {
        for (let i = 0; ; i++) {
          const note = `${writer}-${i}`;
          const changed = await store.changeClaim(claim.id, { event: anEvent({ note }) }).catch(() => undefined);
          if (changed === undefined) return;
          acknowledged.push(note);
          if (acknowledged.length === 200) await server.kill();
        }
      });
      await Promise.all(writing);
      await server.restart();
      const notes = (await store.getClaim(claim.id))?.events.map((event) => event.note) ?? [];
      expect(acknowledged.length).toBeGreaterThanOrEqual(200);
      expect(acknowledged.filter((note) => !notes.includes(note))).toEqual([]);
      expect(new Set(notes).size).toBe(notes.length);
    });

    it('loses nothing it has acknowledged when processes that share it are killed while they write', async () => {
      const child = { module: 'redis-store.js', open: 'openRedisStore', options: { url: server.url } };
      const killed = await Promise.all(['a', 'b'].map((name) => writeAndKill(child, name, 60)));
      for (const acknowledged of killed) await expectNothingLost(store, acknowledged);
    });
  });

  describe('what it is asked', () => {
    it('keeps stores of different prefixes apart', async () => {
      const { url } = await start();
      const [one, two] = [await open(url, 'one'), await open(url, 'two')];
      await one.addClaim(aClaim());
      await one.putDevices([aDevice()]);
      await one.saveReadings([{ serial: 'S1', readings: [aReading()] }]);
      expect(await two.listClaims({ limit: 5 })).toEqual([]);
      expect(await two.countDevices()).toBe(0);
      expect(await two.latestReadings(['S1'], ['copies.total'], 0)).toEqual([]);
    });

    it('remembers a handled delivery for seven days', async () => {
      const { url } = await start();
      const store = await open(url);
      await store.addIncoming('k', { text: 'private words' }, 1);
      await store.doneIncoming('k');
      const redis = new Redis(url);
      const left = await redis.pttl('{claimscope:incoming}:done:k');
      await redis.quit();
      expect(left).toBeGreaterThan(6.9 * 24 * 60 * 60 * 1000);
      expect(left).toBeLessThanOrEqual(7 * 24 * 60 * 60 * 1000);
    });

    it('asks for no two keys at once that a cluster may hold on two nodes', async () => {
      const { url } = await start(['--cluster-enabled', 'yes']);
      const redis = new Redis(url);
      await redis.cluster('ADDSLOTSRANGE', 0, 16_383);
      while (!(await redis.cluster('INFO')).includes('cluster_state:ok')) {
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      await expect(redis.mget('a', 'b')).rejects.toThrow('CROSSSLOT');
      await redis.quit();
      const store = await open(url);
      await store.putDevices([aDevice(), aDevice({ serial: 'B' })]);
      expect(await store.listDevicesOfModel('SIM-3500')).toHaveLength(2);
      expect(await store.listSerials()).toHaveLength(2);
      const { claim } = await store.addClaim(aClaim());
      const { fetch } = await store.addFetch(claim.id, { key: 'press', by: 'U1', askedAt: 1 });
      expect(await store.sealFetch(claim.id, completed(fetch))).toEqual({ sealed: true });
      expect((await store.changeClaim(claim.id, { status: 'taken', event: anEvent() }))?.revision).toBe(4);
      await store.markShown(claim.id, 4);
      expect(await store.listUnfinished()).toEqual([claim.id]);
      expect(await store.listClaims({ status: ['open', 'taken'], limit: 5 })).toHaveLength(1);
      await store.claimSlot({ claimId: claim.id, slot: 'root', channel: 'C1', threadTs: '1.0' });
      await store.fillSlot(claim.id, 'root', { ts: '1.1', channel: 'C1', digest: 'd' });
      expect(await store.findClaimByMessage('C1', '1.1')).toBe(claim.id);
      expect(await store.listSlots(claim.id)).toHaveLength(1);
      await store.saveReadings(['A', 'B', 'C'].map((serial) => ({ serial, readings: [aReading()] })));
      expect(await store.latestReadings(['A', 'B', 'C'], ['copies.total'], 0)).toHaveLength(3);
      await store.addIncoming('k', {}, 1);
      expect(await store.listIncoming()).toHaveLength(1);
      await store.doneIncoming('k');
    });
  });
});

import { once } from 'node:events';
import { createServer } from 'node:net';
import { inspect } from 'node:util';
import { Redis } from 'ioredis';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../src/core/secret.ts';
import type { Store } from '../../src/core/ports.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import type { StoreNotice } from '../../src/store/redis-watch.ts';
import { aClaim, aDevice, anEvent, aReading } from './contract/samples.ts';
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
        message: expect.stringMatching(/Redis at redis:\/\/127.0.0.1:\d+: nothing listens there/u),
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
      expect(refused).toMatchObject({ code: 'store_failed', message: expect.stringContaining('refuses the password') });
      expect(inspect(refused, { depth: 10, showHidden: true })).not.toMatch(/hush/u);
      await expect(open(server.url)).rejects.toMatchObject({ message: expect.stringContaining('wants a password') });
    });

    it('says what is wrong with a server that is no Redis, a replica, a node of a cluster, or none', async () => {
      const web = createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')).listen(0, '127.0.0.1');
      await once(web, 'listening');
      const address = web.address();
      const port = typeof address === 'object' ? address?.port : undefined;
      await expect(open(`redis://127.0.0.1:${port}`)).rejects.toMatchObject({
        message: expect.stringContaining('no Redis'),
      });
      web.close();
      const master = await start();
      const replica = await start(['--replicaof', '127.0.0.1', new URL(master.url).port]);
      await expect(open(replica.url)).rejects.toMatchObject({ message: expect.stringContaining('READONLY') });
      const node = await start(['--cluster-enabled', 'yes']);
      await expect(open(node.url)).rejects.toMatchObject({ message: expect.stringMatching(/CLUSTERDOWN|cluster/iu) });
      await expect(open(`${master.url}?cluster=true`)).rejects.toMatchObject({
        message: expect.stringContaining('no Redis Cluster'),
      });
      await expect(open(`${master.url}/3?cluster=true`)).rejects.toMatchObject({ code: 'bad_config' });
      expect((await (await open(`${master.url}/3`)).putDevices([aDevice()])).added).toBe(1);
      expect(await (await open(master.url)).countDevices()).toBe(0);
    });

    it('warns once of a server that may drop what goes by itself', async () => {
      const server = await start(['--maxmemory', '100mb', '--maxmemory-policy', 'volatile-lru']);
      const told: StoreNotice[] = [];
      const store = await openRedisStore({ url: server.url, tell: (notice) => told.push(notice) });
      stores.push(store);
      await server.restart();
      await expect.poll(() => store.countDevices().catch(() => -1)).toBe(0);
      const warnings = told.filter(({ kind }) => kind === 'warning');
      expect(warnings).toEqual([{ kind: 'warning', where: server.url, what: expect.stringContaining('volatile-lru') }]);
    });

    it('rejects what it cannot keep where a server is full, and goes on with what it can', async () => {
      const server = await start(['--maxmemory', '3mb', '--maxmemory-policy', 'noeviction']);
      const store = await open(server.url);
      const devices = Array.from({ length: 20_000 }, (_, n) => aDevice({ serial: `S-${n}` }));
      await expect(store.putDevices(devices)).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining('it is full and takes nothing more (OOM)'),
      });
      expect(await store.countDevices()).toBeGreaterThan(0);
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

    it('rejects in a moment, tells that it is away and that it is back, and each once', async () => {
      const told: StoreNotice[] = [];
      const watched = await openRedisStore({ url: server.url, tell: (notice) => told.push(notice) });
      stores.push(watched);
      await server.kill();
      for (let i = 0; i < 3; i++) {
        const began = performance.now();
        await expect(watched.countDevices()).rejects.toMatchObject({ code: 'store_failed' });
        expect(performance.now() - began).toBeLessThan(5_000);
      }
      await expect
        .poll(() => told)
        .toEqual([{ kind: 'lost', where: server.url, why: 'nothing listens there (ECONNREFUSED)' }]);
      await server.restart();
      await expect.poll(() => watched.countDevices().catch(() => -1)).toBe(0);
      expect(told.slice(1)).toEqual([{ kind: 'back', where: server.url, awayMs: expect.any(Number) }]);
    });

    it('waits for a server that is away at the start where it is told to, and for nothing that cannot get better', async () => {
      await server.kill();
      const told: StoreNotice[] = [];
      const options = { url: server.url, isPatient: true, tell: (notice: StoreNotice) => void told.push(notice) };
      const patient = await openRedisStore(options);
      stores.push(patient);
      await expect(patient.addClaim(aClaim())).rejects.toMatchObject({ code: 'store_failed' });
      expect(told).toEqual([{ kind: 'lost', where: server.url, why: 'nothing listens there (ECONNREFUSED)' }]);
      await server.restart();
      await expect.poll(() => patient.countDevices().catch(() => -1)).toBe(0);
      expect((await patient.addClaim(aClaim())).isNew).toBe(true);
      const forgetful = await start(['--appendonly', 'no']);
      await expect(openRedisStore({ url: forgetful.url, isPatient: true })).rejects.toMatchObject({
        message: expect.stringContaining('appendonly yes'),
      });
    });

    it('says that a server became a replica, and goes on when it is one no more', async () => {
      const { claim } = await store.addClaim(aClaim());
      const admin = new Redis(server.url);
      await admin.replicaof('127.0.0.1', 1);
      await expect(store.changeClaim(claim.id, { event: anEvent() })).rejects.toMatchObject({
        code: 'store_failed',
        message: expect.stringContaining('READONLY'),
      });
      await admin.replicaof('NO', 'ONE');
      admin.disconnect();
      await expect
        .poll(
          () =>
            store.changeClaim(claim.id, { event: anEvent() }).then(
              (one) => one?.revision,
              () => 0,
            ),
          { timeout: 10_000 },
        )
        .toBe(2);
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
  });
});

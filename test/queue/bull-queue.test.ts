import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBullQueue } from '../../src/queue/bull-queue.ts';
import { hasRedis, type RedisServer, startRedis } from '../store/redis-server.ts';
import { describeQueue, SHORT } from './queue-contract.ts';

const onTrouble = (): void => undefined;

describe.runIf(hasRedis)('a Redis', () => {
  let server: RedisServer | undefined;
  let tests = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(() => server?.remove());

  describeQueue('the queue on Redis', async () => {
    const options = { url: server?.url ?? '', prefix: `test-${tests++}`, ...SHORT };
    return {
      open: () => openBullQueue({ ...options, onTrouble }),
      child: { module: 'bull-queue.js', open: 'openBullQueue', options },
      destroy: async () => undefined,
    };
  });
});

describe.runIf(hasRedis)('the queue on Redis when the server goes away', () => {
  it('opens without it, says so once, refuses to take anything in, and goes on when it is there', async () => {
    const server = await startRedis();
    await server.kill();
    const troubles: string[] = [];
    const queue = await openBullQueue({ url: server.url, ...SHORT, onTrouble: (what) => troubles.push(what) });
    const keys: string[] = [];
    queue.work('k', { atOnce: 2 }, async ({ key }) => void keys.push(key));
    await expect(queue.put([{ kind: 'k', key: 'refused', body: null }])).rejects.toMatchObject({
      code: 'store_failed',
    });
    await expect(queue.count('k')).rejects.toMatchObject({ code: 'store_failed' });
    expect(troubles.filter((what) => what === 'away')).toHaveLength(1);
    await server.restart();
    await expect.poll(() => troubles).toContain('back');
    await queue.put([{ kind: 'k', key: 'taken', body: null }]);
    await expect.poll(() => keys).toContain('taken');
    await queue.close();
    await server.remove();
  });

  it('is in the database that its URL names, in the path or behind it', async () => {
    const server = await startRedis();
    const [inPath, behind] = await Promise.all(
      [`${server.url}/3`, `${server.url}?db=3`].map((url) => openBullQueue({ url, ...SHORT, onTrouble })),
    );
    await inPath?.put([{ kind: 'k', key: 'a', body: null }]);
    expect(await behind?.count('k')).toEqual({ waiting: 1, running: 0 });
    await inPath?.close();
    await behind?.close();
    await server.remove();
  });

  it('loses nothing it took in when the server is killed in the middle of the work', async () => {
    const server = await startRedis();
    const [one, two] = await Promise.all([1, 2].map(() => openBullQueue({ url: server.url, ...SHORT, onTrouble })));
    const done = new Set<string>();
    for (const queue of [one, two]) {
      queue?.work('k', { atOnce: 4 }, async ({ key }) => {
        await sleep(15);
        done.add(key);
      });
    }
    const accepted: string[] = [];
    for (let n = 0; n < 300; n += 1) {
      if (n === 100 || n === 200) {
        await server.kill();
        void server.restart();
      }
      const put = one?.put([{ kind: 'k', key: `${n}`, body: { n } }]);
      await put?.then(() => accepted.push(`${n}`)).catch(() => undefined);
    }
    expect(accepted.length).toBeGreaterThan(200);
    await expect.poll(() => accepted.filter((key) => !done.has(key))).toEqual([]);
    await expect.poll(() => two?.count('k')).toEqual({ waiting: 0, running: 0 });
    await one?.close();
    await two?.close();
    await server.remove();
  });

  it('closes within its bound while the server is away', async () => {
    const server = await startRedis();
    const queue = await openBullQueue({ url: server.url, ...SHORT, onTrouble });
    let taken = 0;
    queue.work('k', { atOnce: 1 }, async (_, signal) => {
      taken += 1;
      await new Promise((_resolve, reject) => {
        signal.addEventListener('abort', () => reject(new Error('left undone')));
      });
    });
    await queue.put([{ kind: 'k', key: 'a', body: null }]);
    await expect.poll(() => taken).toBe(1);
    await server.kill();
    const from = performance.now();
    await queue.close();
    expect(performance.now() - from).toBeLessThan(4 * SHORT.stopMs);
    await server.remove();
  });
});

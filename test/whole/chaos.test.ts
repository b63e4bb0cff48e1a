import { describe, expect, it } from 'vitest';
import { runChaos } from '../../src/demo/chaos/run-chaos.ts';
import { hasRedis } from '../store/redis-server.ts';

describe.runIf(hasRedis)('a bot, two workers and a Redis, each killed with -9 and started again', () => {
  // The seeds draw three different victims each, so that none of them has to be waited for twice.
  it.each([
    { fsync: 'always', seed: 'small-a' },
    { fsync: 'everysec', seed: 'small-b' },
  ] as const)(
    'lose no claim, leave none unfinished and repeat no message with appendfsync $fsync',
    async ({ fsync, seed }) => {
      const gapMs = { least: 100, most: 900 };
      const pauseMs = { least: 300, most: 900 };
      const report = await runChaos({ kills: 3, seed, fsync, gapMs, pauseMs, leastTaken: 5, settleMs: 60_000 });
      expect(report).toMatchObject({ lost: [], kept: [], unfinished: [], notShown: [], doubled: [], repeated: [] });
      expect(Object.values(report.kills).reduce((sum, times) => sum + times, 0)).toBe(3);
      expect(Object.keys(report.kills)).toHaveLength(3);
      expect(report.taken).toBeGreaterThanOrEqual(5);
      expect(report.claims).toBeGreaterThanOrEqual(report.taken);
      // A card, a comparison, the items and the handler's message for each.
      expect(report.messages).toBeGreaterThanOrEqual(report.claims * 4);
      // A process that could not stop in time says so by its code.
      expect(report.ends.map(({ code }) => code)).toEqual([0, 0, 0]);
    },
    240_000,
  );
});

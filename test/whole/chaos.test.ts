import { describe, expect, it } from 'vitest';
import { runChaos } from '../../src/demo/chaos/run-chaos.ts';
import { hasRedis } from '../store/redis-server.ts';

describe.runIf(hasRedis)('a bot, two workers and a Redis, each killed with -9 and started again', () => {
  it.each(['always', 'everysec'] as const)(
    'lose no claim, leave none unfinished and repeat no message with appendfsync %s',
    async (fsync) => {
      const gapMs = { least: 100, most: 900 };
      const report = await runChaos({ kills: 3, seed: `small/${fsync}`, fsync, gapMs, settleMs: 60_000 });
      expect(report).toMatchObject({ lost: [], unfinished: [], notShown: [], repeated: [] });
      expect(Object.values(report.kills).reduce((sum, times) => sum + times, 0)).toBe(3);
      expect(report.claims).toBeGreaterThan(2);
      // A card, a comparison, the items and the handler's message for each.
      expect(report.messages).toBeGreaterThanOrEqual(report.claims * 4);
      for (const { code, tookMs } of report.ends) {
        expect(code).toBe(0);
        expect(tookMs).toBeLessThan(10_000);
      }
    },
    240_000,
  );
});

import { describe, expect, it } from 'vitest';
import { runRush } from '../../src/demo/bench/rush.ts';

describe('a rush of claims over several channels, at the pace that Slack sets', () => {
  it('loses none, doubles none, completes each thread and ends with nothing left to do', async () => {
    const report = await runRush({
      claims: 8,
      channels: 4,
      devices: 40,
      peers: 8,
      overMs: 1000,
      // Slack's own second, five times as fast.
      postsPerSecond: 5,
      hasTiers: false,
      settleMs: 100_000,
      lookMs: 200,
    });
    expect(report).toMatchObject({ said: 8, taken: 8, refused: 0, claims: 8, code: 0 });
    expect(report).toMatchObject({ lost: [], unfinished: [], notShown: [], doubled: [], repeated: [] });
    // A card, a comparison, the items and the handler's message for each.
    expect(report.messages).toBe(32);
    expect(report.drainedMs).toBeGreaterThanOrEqual(0);
    expect(report.looks.at(-1)).toMatchObject({ said: 8, unfinished: 0 });
  });
});

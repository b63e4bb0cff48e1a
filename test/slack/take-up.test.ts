import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { openTakeUp } from '../../src/slack/take-up.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it('takes up at once, after pauses that double while something fails, and after the first again once nothing did', async () => {
  let failures = 9;
  const at: number[] = [];
  const start = Date.now();
  const takeUp = openTakeUp({
    firstPauseMs: 5_000,
    work: async () => {
      at.push((Date.now() - start) / 1000);
      failures -= 1;
      if (failures > 0) takeUp.later();
    },
  });
  takeUp.now();
  await vi.advanceTimersByTimeAsync(3_600_000);
  expect(at.map((second, n) => second - (at[n - 1] ?? 0))).toEqual([0, 5, 10, 20, 40, 80, 160, 320, 600]);
  takeUp.later();
  takeUp.later();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(at).toHaveLength(10);
  expect(at.at(-1)).toBe(3605);
});

it('begins nothing more once it is stopped', async () => {
  let works = 0;
  const takeUp = openTakeUp({
    firstPauseMs: 5_000,
    work: async () => {
      works += 1;
    },
  });
  takeUp.later();
  takeUp.stop();
  takeUp.later();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(works).toBe(0);
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openLanes } from '../../src/slack/outbox/lanes.ts';

describe('openLanes', () => {
  it('begins each call as a part of what asked for it, whichever call ended before', async () => {
    const lanes = openLanes({ postsPerSecond: 10_000, log: () => undefined });
    const claims = new AsyncLocalStorage<number>();
    const asked = Array.from({ length: 20 }, (_, n) => n);
    const seen = await Promise.all(
      asked.map((n) => claims.run(n, () => lanes.post('C1', n % 3, async () => claims.getStore()))),
    );
    expect(seen).toEqual(asked);
    await lanes.stop();
  });

  it('keeps the pace of many channels at once without being taken for a leak', async () => {
    const warnings: string[] = [];
    const note = ({ message }: Error): void => void warnings.push(message);
    process.on('warning', note);
    const lanes = openLanes({ postsPerSecond: 50, log: () => undefined });
    await Promise.all(Array.from({ length: 30 }, (_, n) => lanes.post(`C${n}`, 0, async () => n)));
    await setImmediate();
    await lanes.stop();
    process.off('warning', note);
    expect(warnings).toEqual([]);
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import { WebAPIRateLimitedError } from '@slack/web-api';
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

  it('fails what waits when it is stopped, and what is asked for then, and lets what had begun end', async () => {
    const lanes = openLanes({ postsPerSecond: 1, log: () => undefined });
    let sent = 0;
    let end = (): void => undefined;
    const begun = lanes.post('C1', 0, async () => {
      await new Promise<void>((resolve) => (end = resolve));
      sent += 1;
    });
    await setImmediate();
    const waiting = [
      lanes.post('C1', 0, async () => void (sent += 1)),
      lanes.post('C1', 5, async () => void (sent += 1)),
    ];
    const stopped = lanes.stop();
    for (const one of waiting) await expect(one).rejects.toMatchObject({ code: 'slack_failed' });
    await expect(lanes.call('read', async () => 1)).rejects.toMatchObject({ code: 'slack_failed' });
    end();
    await begun;
    await stopped;
    expect(sent).toBe(1);
  });

  it('fails what waits out a limit when it is stopped', async () => {
    const lanes = openLanes({ postsPerSecond: null, log: () => undefined });
    const limited = lanes.call('read', () => Promise.reject(new WebAPIRateLimitedError(3600)));
    await setImmediate();
    await lanes.stop();
    await expect(limited).rejects.toMatchObject({ code: 'slack_failed' });
  });

  it('goes one by one after a limit, and side by side again after a quiet while', async () => {
    for (const { calmMs, most } of [
      { calmMs: undefined, most: 1 },
      { calmMs: 0, most: 8 },
    ]) {
      const lanes = openLanes({
        postsPerSecond: null,
        log: () => undefined,
        ...(calmMs === undefined ? {} : { calmMs }),
      });
      let isLimited = true;
      await lanes.call('read', async () => {
        if (isLimited) {
          isLimited = false;
          throw new WebAPIRateLimitedError(0.01);
        }
      });
      let going = 0;
      let seen = 0;
      await Promise.all(
        Array.from({ length: 20 }, () =>
          lanes.call('read', async () => {
            going += 1;
            seen = Math.max(seen, going);
            for (let turn = 0; turn < 3; turn += 1) await setImmediate();
            going -= 1;
          }),
        ),
      );
      expect(seen).toBe(most);
      await lanes.stop();
    }
  });
});

import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { openAfterAck } from '../../src/slack/after-ack.ts';
import { openTracker } from '../../src/slack/tracker.ts';

describe('work that waits until Slack was answered', () => {
  it('begins after whoever added it has gone on, in the order it was added', async () => {
    const tracker = openTracker();
    const { add } = openAfterAck(tracker);
    const log: string[] = [];
    for (let n = 0; n < 20; n += 1) add(async () => void log.push(`work ${n}`));
    log.push('acknowledged');
    await tracker.idle();
    expect(log).toEqual(['acknowledged', ...Array.from({ length: 20 }, (_, n) => `work ${n}`)]);
  });

  it('is held up by no other that does not end', async () => {
    const { add } = openAfterAck(openTracker());
    add(() => new Promise(() => undefined));
    await nextTurn();
    await new Promise<void>((done) => add(async () => done()));
  });

  it('is begun one by one while commands rush in, and all of it in the end', async () => {
    const tracker = openTracker();
    // No time passes, so the rush lasts.
    const { add, arrived } = openAfterAck(tracker, () => 0);
    const begun: number[] = [];
    for (let n = 0; n < 12; n += 1) {
      arrived();
      add(async () => void begun.push(n));
    }
    // Without a rush a turn begins eight.
    for (let turn = 0; turn < 5; turn += 1) await nextTurn();
    expect(begun.length).toBeLessThan(8);
    await tracker.idle();
    expect(begun).toHaveLength(12);
  });

  it('belongs to the trace of whoever added it', async () => {
    const tracker = openTracker();
    const { add } = openAfterAck(tracker);
    const trace = new AsyncLocalStorage<string>();
    const seen: (string | undefined)[] = [];
    for (const name of ['a', 'b']) trace.run(name, () => add(async () => void seen.push(trace.getStore())));
    await tracker.idle();
    expect(seen).toEqual(['a', 'b']);
  });

  it('is left where it is when the process is to stop', async () => {
    const tracker = openTracker();
    const { add, stop } = openAfterAck(tracker);
    let begun = 0;
    add(async () => void (begun += 1));
    stop();
    add(async () => void (begun += 1));
    await tracker.idle();
    expect(begun).toBe(0);
  });
});

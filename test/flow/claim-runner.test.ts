import { expect, it } from 'vitest';
import type { Handle, Notify, Queue } from '../../src/core/ports.ts';
import { openClaimRunner } from '../../src/flow/claim-runner.ts';
import { openScene, said, type Scene } from './scene.ts';

/** A claim in the hand of a process whose Slack is slow: it is being shown until it is let go of. */
async function inHand(scene: Scene): Promise<{ over: () => Promise<void>; forgotten: number[]; done: Promise<void> }> {
  await scene.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
  await scene.settle();
  const forgotten: number[] = [];
  let handle: Handle | undefined;
  let isShowing: () => void = () => undefined;
  const showing = new Promise<void>((resolve) => {
    isShowing = resolve;
  });
  let letGo: (error: unknown) => void = () => undefined;
  const notify: Notify = {
    show: () =>
      new Promise((_resolve, reject) => {
        letGo = reject;
        isShowing();
      }),
    forget(id) {
      forgotten.push(id);
      letGo(new Error('shown by another process'));
    },
  };
  const queue: Queue = {
    put: async () => undefined,
    work(_kind, _options, given) {
      handle = given;
      return { stop: async () => undefined };
    },
    count: async () => ({ waiting: 0, running: 0 }),
    close: async () => undefined,
  };
  const runner = openClaimRunner({ ...scene.deps, notify }, queue);
  runner.work(1);
  const lease = new AbortController();
  const done = handle?.({ kind: 'claim', key: '1', body: null }, lease.signal) ?? Promise.resolve();
  done.catch(() => undefined);
  await showing;
  return {
    async over() {
      lease.abort();
      await done.catch(() => undefined);
      await runner.stop();
    },
    forgotten,
    done,
  };
}

it('lets go of what waits to be sent at once when a claim is in another process’s hand', async () => {
  const scene = await openScene();
  const { over, forgotten, done } = await inHand(scene);
  expect(forgotten).toEqual([]);
  // Without that it would wait here for ever, and go on sending beside the other.
  await over();
  expect(forgotten[0]).toBe(1);
  await expect(done).rejects.toThrow();
  await scene.close();
});

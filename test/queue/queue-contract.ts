import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { anyCharacter } from '../any-character.ts';
import type { Job, Queue } from '../../src/core/ports.ts';

/** One place where work waits, and ways to open it as a process does. */
export type OpenedPlace = {
  /** One more queue on the same place. */
  open: () => Promise<Queue>;
  /** The built module that a child process opens it with. */
  child: { module: string; open: string; options: unknown };
  destroy: () => Promise<void>;
};

/** What tests open queues with: short, so that what must wait does not take long. Units: milliseconds. */
export const SHORT = { leaseMs: 500, pauses: { first: 20, most: 80 }, stopMs: 300 };

const never = (): Promise<void> => new Promise(() => undefined);
const aJob = (rest: Partial<Job> = {}): Job => ({ kind: 'k', key: 'a', body: null, ...rest });

/** A handler's end, decided by the test. */
function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** What every queue must do; `place` gives an empty one for each test. */
export function describeQueue(name: string, makePlace: () => Promise<OpenedPlace>): void {
  describe(name, () => {
    let place: OpenedPlace;
    let queues: Queue[] = [];
    async function open(): Promise<Queue> {
      const queue = await place.open();
      queues.push(queue);
      return queue;
    }
    beforeEach(async () => {
      queues = [];
      place = await makePlace();
    });
    afterEach(async () => {
      for (const queue of queues) await queue.close();
      await place.destroy();
    });

    it('hands out what was put in, once, with its body', async () => {
      const queue = await open();
      const done: Job[] = [];
      queue.work('k', { atOnce: 2 }, async (job) => void done.push(job));
      await queue.put([aJob({ body: { n: [1, null, 'x'] } }), aJob({ key: 'b', body: [] })]);
      await expect.poll(() => done.length).toBe(2);
      await expect.poll(() => queue.count('k')).toEqual({ waiting: 0, running: 0 });
      await sleep(50);
      expect(done.map(({ kind, key, body }) => ({ kind, key, body }))).toEqual([
        { kind: 'k', key: 'a', body: { n: [1, null, 'x'] } },
        { kind: 'k', key: 'b', body: [] },
      ]);
    });

    it('keeps what was put in when the process ends before anybody worked', async () => {
      const first = await open();
      await first.put([aJob(), aJob({ key: 'b' })]);
      await first.close();
      const second = await open();
      expect(await second.count('k')).toEqual({ waiting: 2, running: 0 });
      const keys: string[] = [];
      second.work('k', { atOnce: 1 }, async ({ key }) => void keys.push(key));
      await expect.poll(() => keys).toEqual(['a', 'b']);
    });

    it('hands out kinds apart', async () => {
      const queue = await open();
      const keys: string[] = [];
      queue.work('other', { atOnce: 1 }, async ({ key }) => void keys.push(key));
      await queue.put([aJob(), aJob({ kind: 'other', key: 'mine' })]);
      await expect.poll(() => keys).toEqual(['mine']);
      expect(await queue.count('k')).toEqual({ waiting: 1, running: 0 });
    });

    it('makes one of what waits under the same key: newest body, smallest rank, earliest time', async () => {
      const queue = await open();
      const later = Date.now() + 3_600_000;
      await queue.put([aJob({ body: 1, at: later, rank: 1 })]);
      await queue.put([aJob({ body: 2, rank: 9, at: 1 })]);
      await queue.put([aJob({ body: 3, at: later, rank: 5 }), aJob({ key: 'z', body: 0, rank: 4 })]);
      expect(await queue.count('k')).toEqual({ waiting: 2, running: 0 });
      const done: unknown[] = [];
      queue.work('k', { atOnce: 1 }, async ({ key, body }) => void done.push([key, body]));
      await expect
        .poll(() => done)
        .toEqual([
          ['a', 3],
          ['z', 0],
        ]);
    });

    it('goes by rank, then by time, then by who came first', async () => {
      const queue = await open();
      await queue.put([
        aJob({ key: 'second', rank: 1, at: 10 }),
        aJob({ key: 'third', rank: 1, at: 20 }),
        aJob({ key: 'first', at: 30 }),
        aJob({ key: 'last', rank: 2 }),
      ]);
      const keys: string[] = [];
      queue.work('k', { atOnce: 1 }, async ({ key }) => void keys.push(key));
      await expect.poll(() => keys).toEqual(['first', 'second', 'third', 'last']);
    });

    it('waits for the time of what is for later, and starts it earlier when it is put in again without', async () => {
      const queue = await open();
      const keys: string[] = [];
      queue.work('k', { atOnce: 2 }, async ({ key }) => void keys.push(key));
      const at = Date.now() + 400;
      await queue.put([aJob({ key: 'soon', at }), aJob({ key: 'late', at: at + 3_600_000 })]);
      await expect.poll(() => keys).toEqual(['soon']);
      expect(Date.now()).toBeGreaterThanOrEqual(at);
      await queue.put([aJob({ key: 'late' })]);
      await expect.poll(() => keys).toEqual(['soon', 'late']);
    });

    it('does once more afterwards what is put in while it is being done, however often', async () => {
      const queue = await open();
      const bodies: unknown[] = [];
      const first = gate();
      let together = 0;
      let most = 0;
      queue.work('k', { atOnce: 4 }, async ({ body }) => {
        together += 1;
        most = Math.max(most, together);
        bodies.push(body);
        if (bodies.length === 1) await first.opened;
        together -= 1;
      });
      await queue.put([aJob({ body: 1 })]);
      await expect.poll(() => bodies).toEqual([1]);
      await queue.put([aJob({ body: 2 })]);
      await queue.put([aJob({ body: 3 })]);
      first.open();
      await expect.poll(() => bodies).toEqual([1, 3]);
      await expect.poll(() => queue.count('k')).toEqual({ waiting: 0, running: 0 });
      expect([bodies, most]).toEqual([[1, 3], 1]);
    });

    it('has no more than so many in hand', async () => {
      const queue = await open();
      let together = 0;
      let most = 0;
      let done = 0;
      queue.work('k', { atOnce: 3 }, async () => {
        together += 1;
        most = Math.max(most, together);
        await sleep(10);
        together -= 1;
        done += 1;
      });
      await queue.put(Array.from({ length: 12 }, (_, n) => aJob({ key: `${n}` })));
      await expect.poll(() => done).toBe(12);
      expect(most).toBe(3);
    });

    it('hands out again later what failed, and holds up nothing else meanwhile', async () => {
      const queue = await open();
      const tries: number[] = [];
      const others: string[] = [];
      queue.work('k', { atOnce: 1 }, async ({ key }) => {
        if (key !== 'poison') return void others.push(key);
        tries.push(performance.now());
        if (tries.length < 5) throw new Error('no');
      });
      await queue.put([aJob({ key: 'poison' })]);
      await queue.put(Array.from({ length: 20 }, (_, n) => aJob({ key: `${n}`, rank: 1 })));
      await expect.poll(() => others.length).toBe(20);
      await expect.poll(() => tries.length).toBe(5);
      const gaps = tries.slice(1).map((at, n) => at - (tries[n] ?? 0));
      for (const [n, gap] of gaps.entries()) expect(gap).toBeGreaterThanOrEqual(Math.min(80, 20 * 2 ** n) * 0.9);
      await expect.poll(() => queue.count('k')).toEqual({ waiting: 0, running: 0 });
    });

    it('keeps the pause of what failed when it is put in again, and gives its newest body then', async () => {
      const queue = await open();
      const seen: { body: unknown; at: number }[] = [];
      let isMended = false;
      queue.work('k', { atOnce: 1 }, async ({ body }) => {
        seen.push({ body, at: performance.now() });
        if (!isMended) throw new Error('no');
      });
      await queue.put([aJob({ body: 'bad' })]);
      // The fourth pause is the longest there is.
      await expect.poll(() => seen.length).toBeGreaterThanOrEqual(4);
      let before: number;
      let isPause: boolean;
      let put = 0;
      // A busy machine may be late for one pause, and has the next.
      do {
        before = seen.length;
        isPause = (await queue.count('k')).running === 0;
        await queue.put([aJob({ body: (put += 1) })]);
      } while (!isPause || seen.length > before);
      isMended = true;
      await expect.poll(() => seen.length).toBeGreaterThan(before);
      const [failed, next] = seen.slice(before - 1);
      expect(next?.body).toBe(put);
      expect((next?.at ?? 0) - (failed?.at ?? 0)).toBeGreaterThanOrEqual(70);
    });

    it('lets two processes share the work, each piece in one hand at a time', async () => {
      const [one, two] = [await open(), await open()];
      const inHand = new Map<string, number>();
      const done = new Map<string, string[]>();
      let clashes = 0;
      for (const [who, queue] of Object.entries({ one, two })) {
        queue.work('k', { atOnce: 2 }, async ({ key }) => {
          if ((inHand.get(key) ?? 0) > 0) clashes += 1;
          inHand.set(key, (inHand.get(key) ?? 0) + 1);
          await sleep(5);
          inHand.set(key, (inHand.get(key) ?? 0) - 1);
          done.set(key, [...(done.get(key) ?? []), who]);
        });
      }
      const jobs = Array.from({ length: 100 }, (_, n) => aJob({ key: `${n}` }));
      await Promise.all([one.put(jobs.slice(0, 50)), two.put(jobs.slice(50))]);
      await expect.poll(() => done.size).toBe(100);
      await expect.poll(() => one.count('k')).toEqual({ waiting: 0, running: 0 });
      const who = [...done.values()].flat();
      expect([clashes, who.length, new Set(who).size]).toEqual([0, 100, 2]);
    });

    it('holds on to what takes longer than a lease', async () => {
      const [one, two] = [await open(), await open()];
      let runs = 0;
      let wasLost = false;
      for (const queue of [one, two]) {
        queue.work('k', { atOnce: 1 }, async (_, signal) => {
          runs += 1;
          await sleep(SHORT.leaseMs * 3);
          wasLost ||= signal.aborted;
        });
      }
      await one.put([aJob()]);
      await expect.poll(() => two.count('k')).toEqual({ waiting: 0, running: 1 });
      await expect.poll(() => two.count('k')).toEqual({ waiting: 0, running: 0 });
      expect([runs, wasLost]).toEqual([1, false]);
    });

    it('gives to another what a killed process had in hand, once its lease is over', async () => {
      const queue = await open();
      await queue.put(['a', 'b', 'c'].map((key) => aJob({ key })));
      const child = await startHolding(place.child, 3);
      const keys: string[] = [];
      queue.work('k', { atOnce: 3 }, async ({ key }) => void keys.push(key));
      await queue.put([aJob({ key: 'free' })]);
      // As long as it lives, what it has is its own.
      await expect.poll(() => keys).toEqual(['free']);
      await sleep(SHORT.leaseMs * 2);
      expect(keys).toEqual(['free']);
      await queue.put([aJob({ body: 'newer' })]);
      await child.kill('SIGKILL');
      // What was put in meanwhile may be one with what is handed on, or come after it.
      await expect.poll(() => [...new Set(keys)].sort()).toEqual(['a', 'b', 'c', 'free']);
      await expect.poll(() => queue.count('k')).toEqual({ waiting: 0, running: 0 });
    });

    it("tells a process that stood still that its work is another's by now, and lets it end nothing of it", async () => {
      const queue = await open();
      await queue.put([aJob()]);
      const child = await startHolding(place.child, 1);
      await child.kill('SIGSTOP');
      const later = gate();
      let taken = 0;
      queue.work('k', { atOnce: 1 }, async () => {
        taken += 1;
        await later.opened;
      });
      await expect.poll(() => taken).toBe(1);
      await child.kill('SIGCONT');
      await expect.poll(() => child.said).toEqual(['took a', 'lost a']);
      expect(await queue.count('k')).toEqual({ waiting: 0, running: 1 });
      later.open();
      await expect.poll(() => queue.count('k')).toEqual({ waiting: 0, running: 0 });
      await child.kill('SIGKILL');
      expect(taken).toBe(1);
    });

    it('hands back at once what is in hand when it is told to stop, and begins nothing more', async () => {
      const [one, two] = [await open(), await open()];
      let taken = 0;
      const working = one.work('k', { atOnce: 2 }, async (_, signal) => {
        taken += 1;
        await new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => reject(new Error('left undone')));
        });
      });
      await one.put(['a', 'b', 'c'].map((key) => aJob({ key })));
      await expect.poll(() => taken).toBe(2);
      await working.stop();
      expect(await one.count('k')).toEqual({ waiting: 3, running: 0 });
      const keys: string[] = [];
      two.work('k', { atOnce: 3 }, async ({ key }) => void keys.push(key));
      await expect.poll(() => keys.toSorted()).toEqual(['a', 'b', 'c']);
      expect(taken).toBe(2);
    });

    it('lets what is nearly done be done when it is told to stop, and waits for the rest no longer than it must', async () => {
      const queue = await open();
      const taken: string[] = [];
      const working = queue.work('k', { atOnce: 2 }, async ({ key }, signal) => {
        taken.push(key);
        if (key === 'deaf') await never();
        await new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve());
        });
      });
      await queue.put([aJob({ key: 'deaf' }), aJob({ key: 'quick' })]);
      await expect.poll(() => taken.length).toBe(2);
      await working.stop();
      // What does not hear stays held until its lease is over, or two would do it at once.
      const { waiting, running } = await queue.count('k');
      expect(waiting + running).toBe(1);
      const other = await open();
      const keys: string[] = [];
      other.work('k', { atOnce: 2 }, async ({ key }) => void keys.push(key));
      await expect.poll(() => keys).toEqual(['deaf']);
    });

    it('takes ten thousand in one go', async () => {
      const queue = await open();
      await queue.put(Array.from({ length: 10_000 }, (_, n) => aJob({ key: `${n}`, body: { n } })));
      expect(await queue.count('k')).toEqual({ waiting: 10_000, running: 0 });
      await queue.put(Array.from({ length: 2_500 }, (_, n) => aJob({ key: `${n}`, body: { n: n + 1 } })));
      expect(await queue.count('k')).toEqual({ waiting: 10_000, running: 0 });
      const bodies: unknown[] = [];
      const working = queue.work('k', { atOnce: 20 }, async ({ body }) => void bodies.push(body));
      await expect.poll(() => bodies.length).toBeGreaterThan(50);
      await working.stop();
      expect(bodies.slice(0, 3)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
    });

    it('gives any kind, key and body back as they were', async () => {
      const queue = await open();
      const text = fc.oneof(
        fc.string({ unit: anyCharacter }),
        fc.constantFrom(
          '',
          '0',
          '12',
          'a:b',
          '{k}',
          '\0',
          '\uD800',
          '\uDC00',
          '__proto__',
          '*',
          "'; --",
          'é',
          'e\u0301',
        ),
      );
      const body = fc.oneof(
        fc.json({ maxDepth: 3 }),
        fc.constantFrom('{"__proto__":{"x":1}}', '"\\ud800\\u0000"', '[[]]', '{}'),
      );
      await fc.assert(
        fc.asyncProperty(text, fc.uniqueArray(text, { maxLength: 5 }), body, async (kind, keys, json) => {
          const given = keys.map((key) => ({ kind, key, body: JSON.parse(json) as unknown }));
          const got: { kind: string; key: string; body: unknown }[] = [];
          const working = queue.work(
            kind,
            { atOnce: 5 },
            async ({ kind, key, body }) => void got.push({ kind, key, body }),
          );
          await queue.put(given);
          await expect.poll(() => got.length, { interval: 2 }).toBe(keys.length);
          await expect.poll(() => queue.count(kind), { interval: 2 }).toEqual({ waiting: 0, running: 0 });
          await working.stop();
          const inOrder = (jobs: { key: string }[]): string[] => jobs.map((job) => JSON.stringify(job)).sort();
          expect(inOrder(got)).toEqual(inOrder(given));
        }),
        { numRuns: 40 },
      );
    });

    it('refuses what cannot be written down, and all that was put in with it', async () => {
      const queue = await open();
      const circle: Record<string, unknown> = {};
      circle['self'] = circle;
      for (const bad of [{ body: circle }, { body: 1n }, { at: Number.NaN }, { rank: -1 }, { rank: 0.5 }]) {
        await expect(queue.put([aJob({ key: 'good' }), aJob(bad)])).rejects.toMatchObject({ code: 'bad_input' });
      }
      expect(await queue.count('k')).toEqual({ waiting: 0, running: 0 });
    });

    it('closes twice, and rejects everything afterwards with store_failed', async () => {
      const queue = await open();
      await queue.close();
      await queue.close();
      await expect(queue.put([aJob()])).rejects.toMatchObject({ code: 'store_failed' });
      await expect(queue.count('k')).rejects.toMatchObject({ code: 'store_failed' });
      expect(() => queue.work('k', { atOnce: 1 }, never)).toThrow(expect.objectContaining({ code: 'store_failed' }));
    });
  });
}

/** A process that takes work of kind `k` and ends none. */
type Holding = { said: string[]; kill: (signal: 'SIGKILL' | 'SIGSTOP' | 'SIGCONT') => Promise<void> };

/** Starts one and waits until it has taken so much. Fails: Error when the queue was not built. */
async function startHolding({ module, open, options }: OpenedPlace['child'], least: number): Promise<Holding> {
  const built = fileURLToPath(new URL(`../../dist/queue/${module}`, import.meta.url));
  if (!existsSync(built)) throw new Error(`${built} is missing: run "npm run build" first`);
  const script = fileURLToPath(new URL('./holding-child.mjs', import.meta.url));
  const child = spawn(process.execPath, [script, built, open, JSON.stringify(options), 'k'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const said: string[] = [];
  createInterface({ input: child.stdout }).on('line', (line) => said.push(line));
  await expect.poll(() => said.length).toBe(least);
  return {
    said,
    async kill(signal) {
      const exited = once(child, 'exit');
      child.kill(signal);
      if (signal === 'SIGKILL') await exited;
    },
  };
}

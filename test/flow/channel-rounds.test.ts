import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { ChannelSettings } from '../../src/core/channel-settings.ts';
import type { Claim } from '../../src/core/claim.ts';
import type { Board, Queue } from '../../src/core/ports.ts';
import { remind } from '../../src/flow/remind.ts';
import { startChannelRounds } from '../../src/flow/start-channel-rounds.ts';
import { openBullQueue } from '../../src/queue/bull-queue.ts';
import { openSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { openBoard } from '../../src/slack/board.ts';
import { openLinks } from '../../src/slack/links.ts';
import { openLanes } from '../../src/slack/outbox/lanes.ts';
import { openPeople } from '../../src/slack/outbox/people.ts';
import { fakeCalls } from '../slack/fakes.ts';
import { hasRedis, startRedis } from '../store/redis-server.ts';
import { HOUR, openScene, said, type Scene } from './scene.ts';
import { openStepQueue, type StepQueue } from './sweep-scene.ts';

const DAY = 24 * HOUR;

let open: Scene;
let calls: ReturnType<typeof fakeCalls>;
let queue: StepQueue;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await open.close();
});

/** A board of Slack's over the scene's store; each call is one of a process of its own. */
function boardOf(): Board {
  const log = (): void => undefined;
  const lanes = openLanes({ postsPerSecond: null, log });
  const { store } = open;
  return openBoard({
    calls,
    lanes,
    people: openPeople(calls, lanes),
    linkOf: openLinks(calls, lanes, store),
    store,
    log,
  });
}
async function begin(): Promise<void> {
  open = await openScene();
  calls = fakeCalls();
  queue = openStepQueue(open);
}
/** Rounds in a process of their own; the claims it has to show. */
function start(over: { board?: Board; queue?: Queue } = {}): number[] {
  const poked: number[] = [];
  const board = over.board ?? boardOf();
  const runner = { poke: (id: number) => void poked.push(id) };
  running.push(startChannelRounds(open.deps, { queue: over.queue ?? queue, runner, board }));
  return poked;
}
async function set(settings: ChannelSettings, channel = 'C1'): Promise<void> {
  await open.store.setChannel(channel, settings, { at: 0, by: 'UAIKO', what: 'channel-set', channel });
}
async function claim(key: string, channel = 'C1'): Promise<number> {
  const at = open.now.ms;
  const incoming = { ...said('serial=C-0 symptom=light-print', key), at, origin: { via: 'command' as const, channel } };
  const result = await open.desk.intake(incoming, 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  return result.claim.id;
}
async function claimOf(id: number): Promise<Claim> {
  const found = await open.store.getClaim(id);
  if (found === undefined) throw new Error('the claim is there');
  return found;
}
async function reminders(id: number): Promise<number[]> {
  return (await claimOf(id)).events.filter(({ what }) => what === 'reminded').map(({ at }) => at);
}
async function pass(ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= HOUR / 2) {
    open.now.ms += Math.min(left, HOUR / 2);
    await queue.step();
  }
}
const posted = (): string[] => calls.posts.map(({ content }) => content.text);

describe('a claim that nobody touches', () => {
  it('is brought to mind once, where its channel asked for that, and by nobody else', async () => {
    await begin();
    await set({ remindAfterMs: DAY });
    const id = await claim('a');
    const elsewhere = await claim('b', 'C2');
    const startedAt = open.now.ms;
    const poked = start();
    await pass(23 * HOUR);
    expect(await reminders(id)).toEqual([]);
    await pass(3 * DAY);
    expect(await reminders(id)).toHaveLength(1);
    expect((await reminders(id))[0]).toBeGreaterThanOrEqual(startedAt + DAY);
    expect((await reminders(id))[0]).toBeLessThanOrEqual(startedAt + DAY + HOUR / 2);
    expect(poked).toEqual([id]);
    expect(await reminders(elsewhere)).toEqual([]);
    expect(posted()).toEqual([]);
    // Somebody does something, and leaves it alone anew.
    await open.desk.take(id, 'UBEN');
    await pass(2 * DAY);
    expect(await reminders(id)).toHaveLength(2);
    await open.desk.resolve(id, 'UBEN', '');
    await pass(2 * DAY);
    expect(await reminders(id)).toHaveLength(2);
  });

  it('waits for the end of quiet hours', async () => {
    await begin();
    // The scene begins at 16:00 UTC.
    await set({ remindAfterMs: 8 * HOUR, quiet: { from: 22 * 60, to: 7 * 60 }, timeZone: 'UTC' });
    const id = await claim('a');
    const startedAt = open.now.ms;
    start();
    await pass(14.5 * HOUR);
    expect(await reminders(id)).toEqual([]);
    await pass(HOUR);
    expect(await reminders(id)).toEqual([startedAt + 15 * HOUR]);
  });

  it('is left alone where somebody touched it, or the channel changed its mind, while it waited its turn', async () => {
    await begin();
    await set({ remindAfterMs: DAY });
    const id = await claim('a');
    open.now.ms += DAY;
    expect(await remind({ ...open.deps, clock: () => open.now.ms - 1 }, id)).toBe(false);
    await set({});
    expect(await remind(open.deps, id)).toBe(false);
    await set({ remindAfterMs: DAY });
    await open.desk.refetch(id, 'again', 'UBEN');
    expect(await remind(open.deps, id)).toBe(false);
    expect(await remind(open.deps, 999)).toBe(false);
    open.now.ms += DAY;
    expect(await remind(open.deps, id)).toBe(true);
    expect(await remind(open.deps, id)).toBe(false);
  });
});

describe('a channel', () => {
  it('is told its open claims once a day at its hour, and another channel is not', async () => {
    await begin();
    const since = open.now.ms;
    await claim('a');
    const taken = await claim('b');
    await claim('c', 'C2');
    await open.desk.take(taken, 'UBEN');
    await set({ digest: { minute: 8 * 60, since }, timeZone: 'UTC' });
    start();
    await pass(15.5 * HOUR);
    expect(posted()).toEqual([]);
    await pass(HOUR);
    expect(posted()).toHaveLength(1);
    const [text] = posted();
    expect(text).toContain(
      'Open claims, 12 February: 2\n1 nobody has taken, 1 taken; the oldest waits for 16 hours; 0 callbacks',
    );
    expect(text).toContain('Claim 1');
    expect(text).not.toContain('Claim 3');
    expect(calls.posts[0]?.channel).toBe('C1');
    await pass(2 * DAY);
    expect(posted()).toHaveLength(3);
    // Nothing is open: nothing is said.
    await open.desk.resolve(1, 'UBEN', '');
    await open.desk.resolve(taken, 'UBEN', '');
    await pass(DAY);
    expect(posted()).toHaveLength(3);
  });

  it('is told which claims are callbacks', async () => {
    await begin();
    open.deps.callbackMs = 30 * DAY;
    const first = await claim('a');
    await open.desk.resolve(first, 'UBEN', '');
    const since = open.now.ms;
    open.now.ms += HOUR;
    await claim('b');
    await set({ digest: { minute: 8 * 60, since }, timeZone: 'UTC' });
    start();
    await pass(DAY);
    expect(posted()[0]).toContain('1 callback');
    expect(posted()[0]).toMatch(/Claim 2.* 🔁 callback/);
  });

  it('is told how the desk did in a month, on the first of the next', async () => {
    await begin();
    const since = open.now.ms;
    await open.desk.resolve(await claim('a'), 'UBEN', '');
    await set({ monthly: { since }, timeZone: 'UTC' });
    start();
    await pass(17 * DAY);
    expect(posted()).toEqual([]);
    await pass(3 * DAY);
    expect(posted()).toHaveLength(1);
    expect(posted()[0]).toContain('How the desk did in February 1970\n*Claims*: 1: 0 open, 0 taken, 1 resolved');
    await pass(20 * DAY);
    expect(posted()).toHaveLength(1);
  });

  it('is told nothing that it did not ask for, and of a day that was over before it asked', async () => {
    await begin();
    await claim('a');
    start();
    await pass(2 * DAY);
    await set({ digest: { minute: 0, since: open.now.ms }, timeZone: 'UTC' });
    await pass(4 * HOUR);
    expect(posted()).toEqual([]);
  });

  it('is told once, though Slack gave no answer, the process ended after it posted, and another goes on', async () => {
    await begin();
    await claim('a');
    await set({ digest: { minute: 8 * 60, since: open.now.ms }, timeZone: 'UTC' });
    open.now.ms += 17 * HOUR;
    const store = {
      ...open.store,
      doneIncoming: async () => Promise.reject(new Error('killed')),
    };
    const log = (): void => undefined;
    const lanes = openLanes({ postsPerSecond: null, log });
    const dying = openBoard({
      calls,
      lanes,
      people: openPeople(calls, lanes),
      linkOf: async () => undefined,
      store,
      log,
    });
    start({ board: dying });
    await expect(queue.step()).rejects.toThrow('killed');
    expect(posted()).toHaveLength(1);
    await running.splice(0)[0]?.stop();
    start();
    await pass(HOUR);
    expect(posted()).toHaveLength(1);
    expect(await open.store.listIncoming()).toEqual([]);
    // It was looked for in Slack once, and not again at each round.
    expect(calls.log.filter((line) => line.startsWith('find'))).toHaveLength(1);
  });
});

describe('a process that lost the work while it made a digest', () => {
  it('posts nothing, and whoever has it by now posts it once', async () => {
    await begin();
    await claim('a');
    await set({ digest: { minute: 8 * 60, since: open.now.ms }, timeZone: 'UTC' });
    open.now.ms += 17 * HOUR;
    const lost = new AbortController();
    const losing: StepQueue = {
      ...queue,
      work: (kind, options, handle) => queue.work(kind, options, (job) => handle(job, lost.signal)),
    };
    const listClaims: typeof open.store.listClaims = async (filter) => {
      const claims = await open.store.listClaims(filter);
      lost.abort();
      return claims;
    };
    const deps = { ...open.deps, store: { ...open.store, listClaims } };
    running.push(startChannelRounds(deps, { queue: losing, runner: { poke: () => undefined }, board: boardOf() }));
    await expect(queue.step()).rejects.toThrow('aborted');
    expect(posted()).toEqual([]);
    await running.splice(0)[0]?.stop();
    start();
    await pass(HOUR);
    expect(posted()).toHaveLength(1);
  });
});

const kinds: [string, () => Promise<{ open: () => Promise<Queue>; end: () => Promise<void> }>][] = [
  [
    'the embedded queue',
    async () => {
      const path = join(mkdtempSync(join(tmpdir(), 'claimscope-rounds-')), 'queue.db');
      return {
        open: () => openSqliteQueue({ path, leaseMs: 10_000, onTrouble: () => undefined }),
        end: async () => undefined,
      };
    },
  ],
];
if (hasRedis) {
  kinds.push([
    'the queue on Redis',
    async () => {
      const server = await startRedis();
      return {
        open: () => openBullQueue({ url: server.url, leaseMs: 10_000, onTrouble: () => undefined }),
        end: () => server.remove(),
      };
    },
  ]);
}

describe.each(kinds)('several processes over %s', (_name, make) => {
  it('remind once for each claim and post once for each day, though one of them ends', async () => {
    await begin();
    await set({ remindAfterMs: DAY, digest: { minute: 8 * 60, since: open.now.ms }, timeZone: 'UTC' });
    const ids: number[] = [];
    for (let n = 0; n < 12; n += 1) ids.push(await claim(`k${n}`));
    // Ten in the morning after the next.
    open.now.ms += 42 * HOUR;
    const shared = await make();
    const queues: Queue[] = [];
    const poked: number[][] = [];
    for (let process = 0; process < 3; process += 1) {
      const each = await shared.open();
      queues.push(each);
      poked.push(start({ queue: each }));
      if (process === 0) await running.splice(0)[0]?.stop();
    }
    await expect.poll(() => poked.flat().length, { timeout: 25_000 }).toBe(ids.length);
    await expect.poll(() => posted().length, { timeout: 25_000 }).toBe(1);
    await expect.poll(async () => (await open.store.listIncoming()).length, { timeout: 25_000 }).toBe(0);
    for (const each of running.splice(0)) await each.stop();
    for (const each of queues) await each.close();
    await shared.end();
    expect(poked.flat().toSorted((a, b) => a - b)).toEqual(ids);
    for (const id of ids) expect(await reminders(id)).toHaveLength(1);
    expect(posted()).toHaveLength(1);
  });
});

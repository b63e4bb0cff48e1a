import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { Claim } from '../../src/core/claim.ts';
import type { Queue } from '../../src/core/ports.ts';
import { followUp } from '../../src/flow/follow-up.ts';
import { openSqliteQueue } from '../../src/queue/sqlite-queue.ts';
import { startFollowUps } from '../../src/flow/start-follow-ups.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';
import { openStepQueue, type StepQueue, sweepOnce } from './sweep-scene.ts';

const DAY = 24 * HOUR;
const RULE = { pages: 500, withinMs: 30 * DAY };

let open: Scene;
let queue: StepQueue;
const running: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of running.splice(0)) await each.stop();
  await open.close();
});

/** Follow-ups in a process of their own over the scene's store; `poked` are the claims they have to show. */
function start(): number[] {
  const poked: number[] = [];
  queue = openStepQueue(open);
  running.push(startFollowUps(open.deps, { queue, runner: { poke: (id) => void poked.push(id) }, rule: RULE }));
  return poked;
}
/** What the devices of the scene say from now on. */
function say(pages: number, saving: string | undefined): void {
  for (const { serial } of fleet(8)) open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
  const setting = saving === undefined ? {} : { 'toner-save.setting': saving };
  open.fakes.set('C-0', { values: { 'copies.total': pages, ...setting } });
}
/** A claim on C-0, which saves toner, resolved. */
async function resolved(measure = 'turn-off-toner-save'): Promise<number> {
  open = await openScene();
  say(10_000, 'on');
  const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  await open.desk.resolve(result.claim.id, 'UBEN', '', { cause: 'setting', measure, proposed: [measure] });
  await open.settle();
  return result.claim.id;
}
/** Days go by, and the fleet is swept. */
async function pass(days: number, pages: number, saving: string | undefined): Promise<void> {
  open.now.ms += days * DAY;
  say(pages, saving);
  await sweepOnce(open, fleet(8));
}
async function claimOf(id: number): Promise<Claim> {
  const claim = await open.store.getClaim(id);
  if (claim === undefined) throw new Error('the claim is there');
  return claim;
}

describe('a resolved claim', () => {
  it('is looked at again after so many pages, not days, and has held where what was off is as it should be', async () => {
    const id = await resolved();
    expect((await claimOf(id)).events.at(-1)?.ended).toMatchObject({
      pages: { number: 10_000, unit: 'impressions' },
      checks: [{ item: 'toner-save.setting', before: { state: 'on' }, decides: true }],
    });
    const poked = start();
    await pass(20, 10_499, 'off');
    await queue.step();
    expect((await claimOf(id)).events.at(-1)?.what).toBe('resolved');
    await pass(1, 10_620, 'off');
    const reads = open.reads.length;
    await queue.step();
    expect((await claimOf(id)).status).toBe('resolved');
    expect((await claimOf(id)).events.at(-1)).toEqual({
      at: open.now.ms,
      by: 'claimscope',
      what: 'held',
      followUp: {
        pages: { kind: 'known', number: 620, unit: 'impressions' },
        readAt: open.now.ms,
        rows: [
          {
            title: expect.any(String),
            before: { kind: 'state', state: 'on' },
            now: { kind: 'state', state: 'off' },
            decides: true,
            verdict: 'back',
          },
        ],
      },
    });
    expect(poked).toEqual([id]);
    // Nothing is read for it, and nothing is said twice.
    expect(open.reads).toHaveLength(reads);
    await pass(1, 12_000, 'on');
    await queue.step();
    expect(poked).toEqual([id]);
    expect(await open.store.listWatched({ limit: 9 })).toEqual([]);
  });

  it('is open again as a callback where it is still off, and does not count as mended', async () => {
    const id = await resolved();
    const poked = start();
    await pass(2, 10_700, 'on');
    await queue.step();
    const claim = await claimOf(id);
    expect(claim).toMatchObject({ status: 'open', handler: { id: 'UAIKO' } });
    expect(claim.events.at(-1)).toMatchObject({ what: 'reopened', followUp: { rows: [{ verdict: 'off' }] } });
    expect(poked).toEqual([id]);
    const [record] = await open.store.listRecords('M-1', ['turn-off-toner-save']);
    expect(record?.model).toEqual({ tried: 1, worked: 0, first: 1, firstWorked: 0 });
  });

  it('is waited for where what was off was not read in the visit that counted the pages, and given up when the time is over', async () => {
    const id = await resolved();
    start();
    await pass(2, 10_700, undefined);
    await queue.step();
    expect((await claimOf(id)).events.at(-1)?.what).toBe('resolved');
    await pass(29, 11_000, undefined);
    await queue.step();
    expect((await claimOf(id)).events.at(-1)).toMatchObject({
      what: 'unproven',
      followUp: { pages: { number: 1000 }, rows: [{ verdict: 'unknown' }] },
    });
    expect((await claimOf(id)).status).toBe('resolved');
  });

  it('of which too few pages were made in the time says so', async () => {
    const id = await resolved();
    start();
    await pass(31, 10_120, 'off');
    await queue.step();
    expect((await claimOf(id)).events.at(-1)).toMatchObject({
      what: 'unproven',
      followUp: { pages: { number: 120 }, rows: [] },
    });
  });

  it('is looked at by whichever process runs when it is due, and by one of several', async () => {
    const id = await resolved();
    start();
    await running.splice(0)[0]?.stop();
    await pass(2, 10_700, 'off');
    start();
    await queue.step();
    expect((await claimOf(id)).events.at(-1)?.what).toBe('held');
    expect(await followUp(open.deps, id, RULE)).toBe(false);
    expect(await followUp(open.deps, 999, RULE)).toBe(false);
    expect((await claimOf(id)).events.filter(({ what }) => what === 'held')).toHaveLength(1);
  });

  it('among many is looked at once where several processes share the queue', async () => {
    open = await openScene();
    say(10_000, 'on');
    await sweepOnce(open, fleet(8));
    const check = { item: 'toner-save.setting', title: 'Toner save', decides: true };
    const before = { kind: 'state' as const, state: 'on' };
    const pages = { number: 10_000, unit: 'impressions' as const, at: open.now.ms };
    const ended = { model: 'M-1', customer: 'Acme', symptoms: [], checks: [{ ...check, before }], pages };
    const ids: number[] = [];
    for (let n = 0; n < 20; n += 1) {
      const handler = { kind: 'nobody' as const, id: '' };
      const origin = { via: 'command' as const };
      const given = { sourceKey: `k${n}`, serial: 'C-0', symptoms: ['light-print'], words: '', by: 'U', at: 0 };
      const { claim } = await open.store.addClaim({ ...given, origin, handler });
      const event = { at: open.now.ms, by: 'U', what: 'resolved' as const, ended };
      await open.store.changeClaim(claim.id, { status: 'resolved', event });
      ids.push(claim.id);
    }
    await pass(1, 11_000, 'off');
    const path = join(mkdtempSync(join(tmpdir(), 'claimscope-follow-')), 'queue.db');
    const poked: number[] = [];
    const queues: Queue[] = [];
    for (let process = 0; process < 2; process += 1) {
      const shared = await openSqliteQueue({ path, leaseMs: 10_000, onTrouble: () => undefined });
      queues.push(shared);
      const runner = { poke: (id: number) => void poked.push(id) };
      running.push(startFollowUps(open.deps, { queue: shared, runner, rule: RULE }));
    }
    await expect.poll(() => poked.length, { timeout: 25_000 }).toBe(20);
    for (const each of running.splice(0)) await each.stop();
    for (const each of queues) await each.close();
    expect(poked.toSorted((a, b) => a - b)).toEqual(ids);
    for (const id of ids)
      expect((await claimOf(id)).events.map(({ what }) => what).slice(-2)).toEqual(['resolved', 'held']);
  });

  it('that somebody opened again while it was looked at is left alone', async () => {
    const id = await resolved();
    await pass(2, 10_700, 'on');
    let isFirst = true;
    const store = {
      ...open.store,
      latestValues: async (...asked: Parameters<typeof open.store.latestValues>) => {
        if (isFirst) await open.desk.reopen(id, 'UBEN');
        isFirst = false;
        return open.store.latestValues(...asked);
      },
    };
    expect(await followUp({ ...open.deps, store }, id, RULE)).toBe(false);
    expect((await claimOf(id)).events.filter(({ what }) => what === 'reopened')).toHaveLength(1);
  });

  it('is not looked at where nothing was needed', async () => {
    await resolved('none');
    expect(await open.store.listWatched({ limit: 9 })).toEqual([]);
  });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { WebAPIRequestError } from '@slack/web-api';
import { describe, expect, it, vi } from 'vitest';
import type { Dossier } from '../../src/core/dossier.ts';
import { openLinks } from '../../src/slack/links.ts';
import { type Lanes, openLanes } from '../../src/slack/outbox/lanes.ts';
import { openOutbox } from '../../src/slack/outbox/outbox.ts';
import { meetPeople, openPeople } from '../../src/slack/outbox/people.ts';
import { sampleClaim, sampleDossier, sampleFetch } from './dossiers.ts';
import { fakeCalls, memoryStore } from './fakes.ts';

const alt = 'what it shows';

/** A desk of one process: Slack in memory, which keeps what follows a card in its channel back until it is let go, as Slack's pace does. */
function desk(editEveryMs = 0) {
  const calls = fakeCalls();
  const store = memoryStore();
  const log = (): void => undefined;
  const lanes = openLanes({ postsPerSecond: null, log });
  const people = openPeople(calls, lanes);
  let go = (): void => undefined;
  let paced = Promise.resolve();
  const post: Lanes['post'] = async (channel, priority, job) => {
    // The card goes first, and direct messages are in conversations of their own.
    if (priority < 4 && channel.startsWith('C')) await paced;
    return lanes.post(channel, priority, job);
  };
  const outbox = openOutbox({
    calls,
    lanes: { ...lanes, post },
    people,
    linkOf: openLinks(calls, lanes, store),
    store,
    charts: { describe: () => alt, draw: async () => ({ png: new Uint8Array([1]), alt }) },
    settleMs: 0,
    log,
    editEveryMs,
    // Long ones end by news alone.
    pause: (ms, signal) =>
      new Promise((resolve) => {
        if (ms < 3 * editEveryMs || editEveryMs === 0) resolve();
        signal?.addEventListener('abort', () => resolve());
      }),
    onOutside: log,
  });
  /** Shows a claim as it is first and when its devices were read; the calls it took, a picture being two. */
  async function callsOf(claim: Dossier['claim']): Promise<string[]> {
    calls.log.length = 0;
    paced = new Promise((resolve) => (go = resolve));
    const before = calls.posts.length;
    const reading = sampleFetch({ phase: 'stored', doneAt: undefined, comparisons: [], readings: [], measures: [] });
    const shown = outbox.show(sampleDossier({ claim, fetches: [reading] }));
    await vi.waitFor(() => expect(calls.posts.length - before).toBe(2));
    const complete = outbox.show(sampleDossier({ claim }));
    go();
    await Promise.all([shown, complete]);
    return calls.log.flatMap((line) => (line.startsWith('upload') ? [line, line] : [line]));
  }
  /** The same where some devices answer late, and one never: the claim is shown each time that something came in. */
  async function slowCallsOf(claim: Dossier['claim']): Promise<string[]> {
    calls.log.length = 0;
    const before = calls.posts.length;
    const at = (phase: 'stored' | 'reading' | 'standing', live: number): Dossier => {
      const peers = { eligible: 9, customers: 3, asked: 9, live, stored: 0, pending: 9 - live, missing: 0 };
      return sampleDossier({ claim, fetches: [sampleFetch({ phase, doneAt: undefined, peers })] });
    };
    const shown = [at('stored', 0), at('reading', 3), at('reading', 6), at('standing', 7), at('standing', 8)].map(
      async (dossier, n) => {
        await sleep(30 * n);
        return outbox.show(dossier);
      },
    );
    await vi.waitFor(() => expect(calls.posts.length - before).toBe(4));
    await sleep(200);
    await Promise.all([...shown, outbox.show(sampleDossier({ claim }))]);
    return calls.log.flatMap((line) => (line.startsWith('upload') ? [line, line] : [line]));
  }
  return { calls, people, callsOf, slowCallsOf };
}

const byNumber = (id: number): Dossier['claim'] => sampleClaim({ id });

describe('what a whole claim costs in calls to Slack, its chart included', () => {
  it('is ten for the first after a start, where those in charge were met, and nine after', async () => {
    const { calls, people, callsOf } = desk();
    const { handler, by } = byNumber(1);
    await meetPeople(people, [handler.id, handler.id]);
    expect(calls.log.toSorted()).toEqual([`name ${handler.id}`, `open ${handler.id}`]);
    const first = await callsOf(byNumber(1));
    expect(first).toHaveLength(10);
    expect(first).toContain(`name ${by}`);
    expect(first.filter((line) => line.startsWith('open'))).toEqual([]);
    expect(await callsOf(byNumber(2))).toHaveLength(9);
    expect(calls.posts.filter(({ channel }) => channel === `D${handler.id}`)).toHaveLength(2);
  });

  it('is two more where nobody was met, and no more the next time', async () => {
    const { callsOf } = desk();
    expect(await callsOf(byNumber(1))).toHaveLength(12);
    expect(await callsOf(byNumber(2))).toHaveLength(9);
  });

  it('is no more than twelve where devices answer late, for each state is shown once and the last with the chart', async () => {
    const { people, slowCallsOf } = desk(1000);
    await meetPeople(people, [byNumber(1).handler.id]);
    expect((await slowCallsOf(byNumber(1))).length).toBeLessThanOrEqual(12);
    const next = await slowCallsOf(byNumber(2));
    expect(next.filter((line) => line === 'update comparison').length).toBeLessThanOrEqual(2);
    expect(next.filter((line) => line === 'update items')).toEqual([]);
    expect(next.length).toBeLessThanOrEqual(11);
  });
});

describe('people that claims go to', () => {
  it('are met at the start up to a number that Slack allows at once; the rest when they are needed', async () => {
    const { calls, people } = desk();
    await meetPeople(
      people,
      Array.from({ length: 100 }, (_, n) => `U${n}`),
    );
    expect(calls.log.filter((line) => line.startsWith('open'))).toHaveLength(20);
    expect(people.nameOf('U99')).toBeUndefined();
    expect(await people.directWith('U99')).toBe('DU99');
  });

  it('whose conversation could not be opened are asked for again, and meeting them fails nothing', async () => {
    const { calls, people } = desk();
    for (const method of ['open', 'name']) calls.fail(method, new WebAPIRequestError(new Error('socket hang up')));
    await meetPeople(people, ['U1']);
    expect(people.nameOf('U1')).toBeUndefined();
    expect(await Promise.all([people.directWith('U1'), people.directWith('U1')])).toEqual(['DU1', 'DU1']);
    await people.learn(['U1']);
    expect(people.nameOf('U1')).toBeDefined();
    expect(calls.log.filter((line) => line === 'open U1')).toHaveLength(2);
  });
});

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Store } from '../../src/core/ports.ts';
import { beginFetch } from '../../src/store/beginnings.ts';
import { beginInLists } from '../../src/store/redis-claim-index.ts';
import { openLink } from '../../src/store/redis-connection.ts';
import type { RedisLink } from '../../src/store/redis-connection.ts';
import { addClaim, changeClaim } from '../../src/store/redis-claims.ts';
import { addFetch, markShown, sealFetch } from '../../src/store/redis-fetches.ts';
import { claimSlot, fillSlot } from '../../src/store/redis-slots.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { aClaim, anEvent, completed } from './contract/samples.ts';
import { dying } from './dying-link.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

type Work = (link: RedisLink, id: number) => Promise<unknown>;

const joining = aClaim({ sourceKey: 'second', serial: 'A' });
const press = { key: 'press', by: 'U1', askedAt: 1 };
const WORK: [name: string, work: Work, onlyOnce: boolean][] = [
  ['adds a claim', (link) => addClaim(link, aClaim({ sourceKey: 'second', serial: 'B' })), true],
  ['joins a claim', (link) => addClaim(link, joining, { notBefore: 0 }), true],
  ['changes a claim', (link, id) => changeClaim(link, id, { status: 'resolved', event: anEvent() }), false],
  ['adds a fetch', (link, id) => addFetch(link, id, press), true],
  ['seals a fetch', (link, id) => sealFetch(link, id, completed(beginFetch(1, press))), true],
  ['marks a claim as shown', (link, id) => markShown(link, id, 99), true],
  ['claims a slot', (link, id) => claimSlot(link, { claimId: id, slot: 'a', channel: 'C1', threadTs: '1.0' }), true],
  ['fills a slot', (link, id) => fillSlot(link, id, 'root', { ts: '2.0', channel: 'C2', digest: 'd' }), true],
];

describe.runIf(hasRedis)('a process that ends between two commands to Redis', () => {
  let server: RedisServer | undefined;
  let tests = 0;
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await server?.remove();
  });

  async function begin(prefix: string): Promise<{ store: Store; id: number }> {
    const store = await openRedisStore({ url: server?.url ?? '', prefix });
    const { claim } = await store.addClaim(aClaim({ serial: 'A' }));
    const [first] = await store.listFetches(claim.id);
    if (first === undefined) throw new Error('a claim has a fetch');
    await store.sealFetch(claim.id, completed(first));
    await store.claimSlot({ claimId: claim.id, slot: 'root', channel: 'C1', threadTs: '0.9' });
    await store.fillSlot(claim.id, 'root', { ts: '1.0', channel: 'C1', digest: '' });
    return { store, id: claim.id };
  }

  /** The lists say what the claims say, and nobody is forgotten. */
  async function expectWhole(store: Store): Promise<void> {
    const unfinished = await store.listUnfinished();
    const claims = await store.listClaims({ limit: 50 });
    for (const { id, status, serial, revision } of claims) {
      const isListed = async (filter: object): Promise<boolean> =>
        (await store.listClaims({ limit: 50, ...filter })).some((one) => one.id === id);
      for (const one of ['open', 'taken', 'resolved'] as const) {
        expect(await isListed({ status: [one] })).toBe(one === status);
      }
      expect(await isListed({ serial })).toBe(true);
      const fetches = await store.listFetches(id);
      expect(fetches.length).toBeGreaterThan(0);
      if (fetches.some(({ phase }) => phase !== 'complete')) expect(unfinished).toContain(id);
      expect(revision).toBeGreaterThan(0);
    }
  }

  for (const [name, work, isSameAgain] of WORK) {
    it(`${name}: every place it can end at leaves the store whole, and it is done when it is tried again`, async () => {
      if (server === undefined) throw new Error('Redis was not started');
      let ends = 0;
      for (const isAnswerLost of [false, true]) {
        for (let n = 1; ; n++) {
          const prefix = `crash-${tests++}`;
          const { store, id } = await begin(prefix);
          if (name === 'marks a claim as shown') expect(await store.listUnfinished()).toEqual([id]);
          if (name === 'seals a fetch') await store.addFetch(id, press);
          const link = await openLink({ url: server.url, prefix }, async () => undefined);
          const ended = await work(dying(link, n, isAnswerLost), id).then(
            () => false,
            () => true,
          );
          await expectWhole(store);
          const before = await store.getClaim(id);
          await work(link, id);
          await expectWhole(store);
          const claims = await store.listClaims({ limit: 50 });
          expect(claims).toHaveLength(name === 'adds a claim' ? 2 : 1);
          if (isSameAgain && ended) {
            await work(link, id);
            await expectWhole(store);
          } else if (ended) expect((await store.getClaim(id))?.revision).toBe((before?.revision ?? 0) + 1);
          expect(
            await store.findClaimByMessage(
              name === 'fills a slot' ? 'C2' : 'C1',
              name === 'fills a slot' ? '2.0' : '1.0',
            ),
          ).toBe(id);
          if (name === 'joins a claim') {
            expect((await store.getClaim(id))?.events.map(({ what }) => what)).toEqual(['opened', 'joined']);
            expect((await store.findClaimBySource('second'))?.id).toBe(id);
          }
          if (name === 'claims a slot') expect(await store.listSlots(id)).toHaveLength(2);
          if (name === 'marks a claim as shown') expect(await store.listUnfinished()).toEqual([]);
          if (name === 'adds a fetch') expect(await store.listUnfinished()).toEqual([id]);
          link.close();
          await store.close();
          if (!ended) break;
          ends += 1;
        }
      }
      expect(ends).toBeGreaterThanOrEqual(2);
    });
  }

  it('makes a claim of its own of a delivery that was to join one, where that was resolved and nothing is joined any more', async () => {
    const prefix = `crash-${tests++}`;
    const { store, id } = await begin(prefix);
    const link = await openLink({ url: server?.url ?? '', prefix }, async () => undefined);
    expect(await beginInLists(link, joining, { newest: `${id}`, joins: id })).toMatchObject({ kind: 'joins', id });
    await store.changeClaim(id, { status: 'resolved', event: anEvent() });
    const added = await store.addClaim(joining);
    expect(added).toMatchObject({ isNew: true, claim: { sourceKey: 'second', status: 'open' } });
    expect(await store.addClaim(joining)).toEqual({ claim: added.claim, isNew: false });
    expect((await store.findClaimBySource('second'))?.id).toBe(added.claim.id);
    await expectWhole(store);
    link.close();
    await store.close();
  });
});

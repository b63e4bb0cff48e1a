import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aClaim, anEvent, anyClaim, asJson, HOSTILE_TEXTS } from './samples.ts';

/** Claims, as every store keeps them. */
export function describeClaims(open: OpenStore): void {
  describe('claims', () => {
    const at = useStore(open);

    it('adds a claim as open, at revision 1, with the event that says so and its first fetch pending', async () => {
      const { claim, isNew } = await at.store().addClaim(aClaim());
      expect(isNew).toBe(true);
      expect(claim).toEqual({
        ...aClaim(),
        id: claim.id,
        status: 'open',
        events: [{ at: 1_000, by: 'U1', what: 'opened' }],
        revision: 1,
      });
      expect(claim.id).toBeGreaterThan(0);
      expect(await at.store().getClaim(claim.id)).toEqual(claim);
      expect(await at.store().listFetches(claim.id)).toEqual([
        {
          n: 0,
          key: 'claim',
          by: 'U1',
          askedAt: 1_000,
          phase: 'stored',
          outcome: { kind: 'not-asked' },
          readings: [],
          comparisons: [],
          measures: [],
          peers: { eligible: 0, customers: 0, asked: 0, live: 0, stored: 0, pending: 0, missing: 0 },
          warnings: [],
        },
      ]);
      expect(await at.store().listUnfinished()).toEqual([claim.id]);
    });

    it('gives the first claim for the same delivery, whatever the second one says', async () => {
      const first = await at.store().addClaim(aClaim());
      const again = await at.store().addClaim(aClaim({ words: 'something else', serial: 'X' }));
      expect(again).toEqual({ claim: first.claim, isNew: false });
      expect(await at.store().listFetches(first.claim.id)).toHaveLength(1);
      expect(await at.store().listClaims({ limit: 10 })).toHaveLength(1);
    });

    it('makes one claim of one delivery that arrives many times at once', async () => {
      const added = await Promise.all(Array.from({ length: 50 }, () => at.store().addClaim(aClaim())));
      expect(added.filter((one) => one.isNew)).toHaveLength(1);
      expect(new Set(added.map((one) => one.claim.id)).size).toBe(1);
      expect(await at.store().listFetches(added[0]?.claim.id ?? 0)).toHaveLength(1);
    });

    it('lets one that cannot be kept hold up none that comes with it', async () => {
      // What no JSON can say stands for whatever the store cannot write.
      const broken = Object.assign(aClaim({ sourceKey: 'message:broken' }), { beyond: 1n });
      const keys = ['message:before', 'message:after'];
      const adds = [keys[0], undefined, keys[1]].map((sourceKey) =>
        at.store().addClaim(sourceKey === undefined ? broken : aClaim({ sourceKey })),
      );
      const ended = await Promise.allSettled(adds);
      expect(ended.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
      const kept = await at.store().listClaims({ limit: 10 });
      expect(kept.map(({ sourceKey }) => sourceKey).toSorted()).toEqual(keys.toSorted());
      for (const { id } of kept) expect(await at.store().listFetches(id)).toHaveLength(1);
    });

    it('lists them page by page, each once, whatever is added meanwhile', async () => {
      const store = at.store();
      const add = async (n: number): Promise<number> =>
        (await store.addClaim(aClaim({ sourceKey: `page:${n}`, serial: `S-${n % 2}` }))).claim.id;
      const ids: number[] = [];
      for (let n = 0; n < 5; n += 1) ids.push(await add(n));
      await store.changeClaim(ids[3] ?? 0, { status: 'resolved', event: anEvent({ what: 'resolved' }) });
      const page = async (after: number | undefined, more: object = {}): Promise<number[]> =>
        (await store.listClaims({ order: 'oldest', after, limit: 2, ...more })).map(({ id }) => id);
      expect(await page(undefined)).toEqual(ids.slice(0, 2));
      ids.push(await add(5));
      expect(await page(ids[1])).toEqual(ids.slice(2, 4));
      expect(await page(ids[3])).toEqual(ids.slice(4));
      expect(await page(ids[5])).toEqual([]);
      expect(await page(ids[1], { status: ['open'] })).toEqual([ids[2], ids[4]]);
      expect(await page(ids[1], { serial: 'S-1' })).toEqual([ids[3], ids[5]]);
      const newest = await store.listClaims({ after: ids[2], limit: 2 });
      expect(newest.map(({ id }) => id)).toEqual([ids[5], ids[4]]);
    });

    describe('that repeat one which stands', () => {
      const again = aClaim({ sourceKey: 'message:2', by: 'U3', at: 2_000, words: 'still light "source":"message:3"' });
      const event = { at: 2_000, by: 'U3', what: 'joined', note: again.words, source: 'message:2' };

      it('join it as an event, once however often they are delivered, and make no fetch', async () => {
        const { claim } = await at.store().addClaim(aClaim(), { notBefore: 0 });
        for (let time = 0; time < 2; time += 1) {
          const joined = await at.store().addClaim(again, { notBefore: 1_000 });
          expect(joined).toMatchObject({ isNew: false, joined: true, claim: { id: claim.id, revision: 2 } });
          expect(joined.claim.events.slice(1)).toEqual([event]);
        }
        expect(await at.store().listFetches(claim.id)).toHaveLength(1);
        expect(await at.store().listUnfinished()).toEqual([claim.id]);
        // A delivery that is only named in another's words joins like any other.
        const third = await at.store().addClaim({ ...again, sourceKey: 'message:3' }, { notBefore: 0 });
        expect(third.claim.events).toHaveLength(3);
        expect((await at.store().findClaimBySource('message:2'))?.id).toBe(claim.id);
        expect((await at.store().findClaimBySource('command:1'))?.id).toBe(claim.id);
        expect(await at.store().findClaimBySource('message:9')).toBeUndefined();
      });

      it('are claims of their own for another symptom or device, too long after, and once it was resolved', async () => {
        await at.store().addClaim(aClaim());
        const others = [
          aClaim({ sourceKey: 'a', symptoms: ['jam-feed'] }),
          aClaim({ sourceKey: 'b', symptoms: ['light-print', 'noise'] }),
          aClaim({ sourceKey: 'c', serial: 'SIM-3500-0002' }),
        ];
        for (const other of others) expect((await at.store().addClaim(other, { notBefore: 0 })).isNew).toBe(true);
        const late = await at.store().addClaim({ ...again, sourceKey: 'd' }, { notBefore: 1_001 });
        expect(late.isNew).toBe(true);
        for (const { id } of await at.store().listClaims({ serial: 'SIM-3500-0001', limit: 9 })) {
          await at.store().changeClaim(id, { status: 'resolved', event: anEvent({ what: 'resolved' }) });
        }
        expect((await at.store().addClaim(again, { notBefore: 0 })).isNew).toBe(true);
      });

      it('is given for the key of the system that joined it, for another device too', async () => {
        const { claim } = await at.store().addClaim(aClaim(), { notBefore: 0 });
        const origin = { via: 'api' as const, asked: 'digest' };
        const joining = { ...aClaim({ sourceKey: 'api:erp:1' }), origin };
        expect(await at.store().addClaim(joining, { notBefore: 0 })).toMatchObject({ joined: true });
        const other = await at.store().addClaim({ ...joining, serial: 'ANOTHER' }, { notBefore: 0 });
        expect(other).toMatchObject({ isNew: false, joined: true, claim: { id: claim.id } });
      });

      it('are one claim when many come at once, and every other joins it', async () => {
        const keys = Array.from({ length: 30 }, (_, i) => `at-once:${i}`);
        const added = await Promise.all(
          keys.map((sourceKey) => at.store().addClaim(aClaim({ sourceKey }), { notBefore: 0 })),
        );
        expect(added.filter(({ isNew }) => isNew)).toHaveLength(1);
        expect(added.filter(({ joined }) => joined === true)).toHaveLength(29);
        const [claim, ...rest] = await at.store().listClaims({ limit: 50 });
        expect(rest).toEqual([]);
        expect(new Set([claim?.sourceKey, ...(claim?.events ?? []).flatMap(({ source }) => source ?? [])])).toEqual(
          new Set(keys),
        );
      });
    });

    it('gives every claim its own number, rising, when many are added at once', async () => {
      const keys = Array.from({ length: 100 }, (_, i) => `message:${i}`);
      const added = await Promise.all(keys.map((sourceKey) => at.store().addClaim(aClaim({ sourceKey }))));
      expect(added.every((one) => one.isNew)).toBe(true);
      expect(new Set(added.map((one) => one.claim.id)).size).toBe(100);
      const next = await at.store().addClaim(aClaim({ sourceKey: 'later' }));
      expect(next.claim.id).toBeGreaterThan(Math.max(...added.map((one) => one.claim.id)));
    });

    it('knows no claim of a number that was never given', async () => {
      for (const id of [0, -1, 1.5, 999_999, Number.NaN]) {
        expect(await at.store().getClaim(id)).toBeUndefined();
        expect(await at.store().changeClaim(id, { event: anEvent() })).toBeUndefined();
        expect(await at.store().listFetches(id)).toEqual([]);
        expect(await at.store().listSlots(id)).toEqual([]);
      }
    });

    it('sets the status and appends the event, one revision up', async () => {
      const { claim } = await at.store().addClaim(aClaim());
      const taken = await at.store().changeClaim(claim.id, { status: 'taken', event: anEvent() });
      expect(taken).toEqual({ ...claim, status: 'taken', events: [...claim.events, anEvent()], revision: 2 });
      const noted = anEvent({ what: 'refetched', note: 'again' });
      const refetched = await at.store().changeClaim(claim.id, { event: noted });
      expect(refetched).toEqual({ ...taken, events: [...(taken?.events ?? []), noted], revision: 3 });
      expect(await at.store().getClaim(claim.id)).toEqual(refetched);
    });

    it('has the symptoms and the handler of the last event that changed them, and keeps what was before in its events', async () => {
      const { claim } = await at.store().addClaim(aClaim());
      const [first, second] = [
        { kind: 'user' as const, id: 'U7' },
        { kind: 'group' as const, id: 'S8' },
      ];
      const events = [
        anEvent({ what: 'symptoms-changed', symptoms: { before: claim.symptoms, now: ['a', 'b'] } }),
        anEvent({ what: 'assigned', handler: { before: claim.handler, now: first } }),
        anEvent({ what: 'assigned', handler: { before: first, now: second } }),
        anEvent({ what: 'resolved', resolution: { cause: 'dirt', measure: 'm', proposed: ['m'] } }),
      ];
      for (const event of events) await at.store().changeClaim(claim.id, { event });
      const changed = await at.store().getClaim(claim.id);
      expect(changed).toMatchObject({ symptoms: ['a', 'b'], handler: second, events: [claim.events[0], ...events] });
      expect(await at.store().listClaims({ limit: 9 })).toEqual([changed]);
      const store = await at.reopen();
      expect(await store.getClaim(claim.id)).toEqual(changed);
    });

    it('keeps every event when many change one claim at once', async () => {
      const { claim } = await at.store().addClaim(aClaim());
      const notes = Array.from({ length: 40 }, (_, i) => `note ${i}`);
      await Promise.all(notes.map((note) => at.store().changeClaim(claim.id, { event: anEvent({ note }) })));
      const changed = await at.store().getClaim(claim.id);
      expect(
        changed?.events
          .slice(1)
          .map((event) => event.note)
          .toSorted(),
      ).toEqual(notes.toSorted());
      expect(changed?.revision).toBe(41);
    });

    it('lists the newest or the oldest first, by status, by serial and up to the limit', async () => {
      const ids: number[] = [];
      for (const [i, serial] of ['A', 'B', 'a', 'C'].entries()) {
        ids.push((await at.store().addClaim(aClaim({ sourceKey: `${i}`, serial }))).claim.id);
      }
      const [a1, b, a2, c] = ids;
      await at.store().changeClaim(b ?? 0, { status: 'resolved', event: anEvent({ what: 'resolved' }) });
      await at.store().changeClaim(a2 ?? 0, { status: 'taken', event: anEvent() });
      const list = async (filter: Parameters<ReturnType<typeof at.store>['listClaims']>[0]): Promise<number[]> =>
        (await at.store().listClaims(filter)).map((claim) => claim.id);
      expect(await list({ limit: 10 })).toEqual([c, a2, b, a1]);
      expect(await list({ limit: 2 })).toEqual([c, a2]);
      expect(await list({ limit: 0 })).toEqual([]);
      expect(await list({ limit: -1 })).toEqual([]);
      expect(await list({ limit: Number.POSITIVE_INFINITY })).toEqual([c, a2, b, a1]);
      expect(await list({ status: ['open'], limit: 10 })).toEqual([c, a1]);
      expect(await list({ status: ['open', 'taken'], limit: 2 })).toEqual([c, a2]);
      expect(await list({ status: [], limit: 10 })).toEqual([]);
      expect(await list({ serial: ' a', limit: 10 })).toEqual([a2, a1]);
      expect(await list({ serial: 'A', status: ['open'], limit: 10 })).toEqual([a1]);
      expect(await list({ serial: 'none', limit: 10 })).toEqual([]);
      const order = 'oldest';
      expect(await list({ order, limit: 10 })).toEqual([a1, b, a2, c]);
      expect(await list({ order, limit: 0 })).toEqual([]);
      expect(await list({ order, status: ['open', 'taken'], limit: 2 })).toEqual([a1, a2]);
      expect(await list({ order, serial: 'A', limit: 1 })).toEqual([a1]);
    });

    it('keeps hostile words and keys apart and as they are', async () => {
      for (const text of HOSTILE_TEXTS) {
        const said = aClaim({ sourceKey: text, words: text, serial: text, by: text });
        const { claim, isNew } = await at.store().addClaim(said);
        expect(isNew, JSON.stringify(text)).toBe(true);
        expect(await at.store().getClaim(claim.id)).toMatchObject(said);
        expect(await at.store().listClaims({ serial: text, limit: 1 })).toEqual([claim]);
      }
      expect(await at.store().listClaims({ limit: 100 })).toHaveLength(HOSTILE_TEXTS.length);
    });

    it('gives back any claim as it was added', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(anyClaim, async (said) => {
          const unique = { ...said, sourceKey: `${said.sourceKey}#${run++}` };
          const { claim } = await at.store().addClaim(unique);
          expect(claim).toMatchObject(asJson(unique));
          expect(await at.store().getClaim(claim.id)).toEqual(claim);
        }),
      );
    });

    it('keeps claims and their events over a restart', async () => {
      const { claim } = await at.store().addClaim(aClaim());
      const changed = await at.store().changeClaim(claim.id, { status: 'taken', event: anEvent() });
      const store = await at.reopen();
      expect(await store.getClaim(claim.id)).toEqual(changed);
      expect(await store.addClaim(aClaim())).toEqual({ claim: changed, isNew: false });
      expect((await store.addClaim(aClaim({ sourceKey: 'new' }))).claim.id).toBeGreaterThan(claim.id);
    });
  });
}

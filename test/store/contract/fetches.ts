import { describe, expect, it } from 'vitest';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aClaim, aReading, completed, HOSTILE_TEXTS } from './samples.ts';

/** Fetches and revisions of a claim, as every store keeps them. */
export function describeFetches(open: OpenStore): void {
  describe('fetches', () => {
    const at = useStore(open);
    async function addClaimId(sourceKey = 'command:1'): Promise<number> {
      return (await at.store().addClaim(aClaim({ sourceKey }))).claim.id;
    }
    const revision = async (id: number): Promise<number | undefined> => (await at.store().getClaim(id))?.revision;

    it('numbers fetches from 0 without gaps, one revision up each', async () => {
      const id = await addClaimId();
      const first = await at.store().addFetch(id, asked('press 1'));
      const second = await at.store().addFetch(id, asked('press 2'));
      expect(first).toMatchObject({
        isNew: true,
        fetch: { n: 1, key: 'press 1', by: 'U3', askedAt: 5_000, phase: 'stored' },
      });
      expect(second).toMatchObject({ isNew: true, fetch: { n: 2 } });
      expect((await at.store().listFetches(id)).map((fetch) => fetch.n)).toEqual([0, 1, 2]);
      expect(await revision(id)).toBe(3);
    });

    it('gives the first fetch for the same press', async () => {
      const id = await addClaimId();
      const first = await at.store().addFetch(id, asked('press'));
      expect(await at.store().addFetch(id, { ...asked('press'), by: 'U9' })).toEqual({
        fetch: first.fetch,
        isNew: false,
      });
      expect((await at.store().addFetch(id, asked('claim'))).fetch.n).toBe(0);
      expect(await revision(id)).toBe(2);
    });

    it('numbers without gaps when many presses come at once, some of them twice', async () => {
      const id = await addClaimId();
      const presses = Array.from({ length: 60 }, (_, i) => `press ${i % 30}`);
      const added = await Promise.all(presses.map((key) => at.store().addFetch(id, asked(key))));
      expect(added.filter((one) => one.isNew)).toHaveLength(30);
      const fetches = await at.store().listFetches(id);
      expect(fetches.map((fetch) => fetch.n)).toEqual(Array.from({ length: 31 }, (_, i) => i));
      expect(new Set(fetches.map((fetch) => fetch.key)).size).toBe(31);
      expect(await revision(id)).toBe(31);
    });

    it('keeps the fetches of two claims apart', async () => {
      const [one, two] = [await addClaimId('1'), await addClaimId('2')];
      await at.store().addFetch(one, asked('press'));
      expect(await at.store().addFetch(two, asked('press'))).toMatchObject({ isNew: true, fetch: { n: 1 } });
      expect(await at.store().listFetches(two)).toHaveLength(2);
    });

    it('seals a fetch once and never writes it again', async () => {
      const id = await addClaimId();
      const { fetch } = await at.store().addFetch(id, asked('press'));
      const done = completed(fetch);
      expect(await at.store().sealFetch(id, done)).toEqual({ sealed: true });
      expect(await at.store().sealFetch(id, completed(fetch, { warnings: ['later'] }))).toEqual({ sealed: false });
      expect(await at.store().listFetches(id)).toMatchObject([{ n: 0, phase: 'stored' }, done]);
      expect(await revision(id)).toBe(3);
    });

    it('calls a sealed fetch complete, and gives it for the same press', async () => {
      const id = await addClaimId();
      const { fetch } = await at.store().addFetch(id, asked('press'));
      await at.store().sealFetch(id, completed(fetch, { phase: 'standing' }));
      expect(await at.store().addFetch(id, asked('press'))).toEqual({ fetch: completed(fetch), isNew: false });
    });

    it('lets one of many seal the same fetch', async () => {
      const id = await addClaimId();
      const [fetch] = await at.store().listFetches(id);
      if (fetch === undefined) throw new Error('a claim has a fetch');
      const seals = await Promise.all(
        Array.from({ length: 20 }, (_, i) => at.store().sealFetch(id, completed(fetch, { doneAt: i }))),
      );
      expect(seals.filter((seal) => seal.sealed)).toHaveLength(1);
      expect((await at.store().listFetches(id))[0]?.doneAt).toBe(seals.findIndex((seal) => seal.sealed));
      expect(await revision(id)).toBe(2);
    });

    it('refuses a fetch of a claim that does not exist', async () => {
      await expect(at.store().addFetch(77, asked('press'))).rejects.toMatchObject({ code: 'not_found' });
      const id = await addClaimId();
      const [fetch] = await at.store().listFetches(id);
      if (fetch === undefined) throw new Error('a claim has a fetch');
      await expect(at.store().sealFetch(id + 1, fetch)).rejects.toMatchObject({ code: 'not_found' });
      await expect(at.store().sealFetch(id, { ...fetch, n: 5 })).rejects.toMatchObject({ code: 'not_found' });
      await expect(at.store().markShown(id + 1, 1)).rejects.toMatchObject({ code: 'not_found' });
    });

    it('lists a claim as unfinished until every fetch is sealed and the last revision was shown', async () => {
      const [one, two] = [await addClaimId('1'), await addClaimId('2')];
      expect(await at.store().listUnfinished()).toEqual([one, two]);
      const [fetch] = await at.store().listFetches(one);
      if (fetch === undefined) throw new Error('a claim has a fetch');
      await at.store().markShown(one, 1);
      expect(await at.store().listUnfinished()).toEqual([one, two]);
      await at.store().sealFetch(one, completed(fetch));
      expect(await at.store().listUnfinished()).toEqual([one, two]);
      await at.store().markShown(one, 2);
      expect(await at.store().listUnfinished()).toEqual([two]);
      await at.store().markShown(one, 1);
      expect(await at.store().listUnfinished()).toEqual([two]);
      await at.store().addFetch(one, asked('press'));
      expect(await at.store().listUnfinished()).toEqual([one, two]);
    });

    it('never counts a revision as shown that the claim does not have yet', async () => {
      const id = await addClaimId();
      const [fetch] = await at.store().listFetches(id);
      if (fetch === undefined) throw new Error('a claim has a fetch');
      await at.store().markShown(id, 99);
      await at.store().sealFetch(id, completed(fetch));
      expect(await at.store().listUnfinished()).toEqual([id]);
    });

    it('lists a claim once that is unfinished for two reasons, oldest first', async () => {
      const ids = await Promise.all(Array.from({ length: 12 }, (_, i) => addClaimId(`${i}`)));
      await at.store().addFetch(ids[3] ?? 0, asked('press'));
      expect(await at.store().listUnfinished()).toEqual(ids.toSorted((a, b) => a - b));
    });

    it('keeps hostile keys apart and results as they are', async () => {
      const id = await addClaimId();
      for (const text of HOSTILE_TEXTS) {
        const { fetch, isNew } = await at.store().addFetch(id, { key: text, by: text, askedAt: 1 });
        expect(isNew, JSON.stringify(text)).toBe(true);
        const done = completed(fetch, { warnings: [text], readings: [aReading({ item: text, part: text })] });
        await at.store().sealFetch(id, done);
        expect((await at.store().listFetches(id)).at(-1)).toEqual(done);
      }
    });

    it('keeps fetches, seals and what was shown over a restart', async () => {
      const id = await addClaimId();
      const [fetch] = await at.store().listFetches(id);
      if (fetch === undefined) throw new Error('a claim has a fetch');
      await at.store().sealFetch(id, completed(fetch));
      await at.store().markShown(id, 2);
      const store = await at.reopen();
      expect(await store.listFetches(id)).toEqual([completed(fetch)]);
      expect(await store.sealFetch(id, fetch)).toEqual({ sealed: false });
      expect(await store.listUnfinished()).toEqual([]);
      expect((await store.addFetch(id, asked('press'))).fetch.n).toBe(1);
    });
  });
}

function asked(key: string): { key: string; by: string; askedAt: number } {
  return { key, by: 'U3', askedAt: 5_000 };
}

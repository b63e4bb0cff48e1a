import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { HOSTILE_TEXTS } from './samples.ts';

/** Deliveries on their way in, as every store keeps them. */
export function describeIncoming(open: OpenStore): void {
  describe('incoming', () => {
    const at = useStore(open);

    it('keeps a delivery until it was handled, and knows its key afterwards', async () => {
      expect(await at.store().addIncoming('k1', { text: 'hello' }, 10)).toEqual({ isNew: true });
      expect(await at.store().addIncoming('k1', { text: 'again' }, 11)).toEqual({ isNew: false });
      expect(await at.store().listIncoming()).toEqual([{ key: 'k1', body: { text: 'hello' }, at: 10 }]);
      await at.store().doneIncoming('k1');
      expect(await at.store().listIncoming()).toEqual([]);
      expect(await at.store().addIncoming('k1', { text: 'late' }, 12)).toEqual({ isNew: false });
      expect(await at.store().listIncoming()).toEqual([]);
    });

    it('takes done twice, and done of what never came, without complaint', async () => {
      await at.store().addIncoming('k1', 1, 10);
      await at.store().doneIncoming('k1');
      await at.store().doneIncoming('k1');
      await at.store().doneIncoming('never');
      expect(await at.store().addIncoming('never', 2, 11)).toEqual({ isNew: true });
      expect(await at.store().listIncoming()).toEqual([{ key: 'never', body: 2, at: 11 }]);
    });

    it('lists deliveries in the order they came, whatever their times say', async () => {
      for (const [key, time] of [
        ['c', 3],
        ['a', 1],
        ['b', 2],
      ] as const)
        await at.store().addIncoming(key, key, time);
      await at.store().doneIncoming('a');
      expect((await at.store().listIncoming()).map((one) => one.key)).toEqual(['c', 'b']);
    });

    it('takes one of many deliveries of the same key at once', async () => {
      const added = await Promise.all(Array.from({ length: 50 }, (_, i) => at.store().addIncoming(`k${i % 5}`, i, i)));
      expect(added.filter((one) => one.isNew)).toHaveLength(5);
      expect(await at.store().listIncoming()).toHaveLength(5);
    });

    it('does what is asked at once in the order it was asked', async () => {
      const store = at.store();
      const [first, , again, other] = await Promise.all([
        store.addIncoming('k1', 1, 1),
        store.doneIncoming('k1'),
        store.addIncoming('k1', 2, 2),
        store.addIncoming('k2', 3, 3),
      ]);
      expect([first, again, other].map(({ isNew }) => isNew)).toEqual([true, false, true]);
      expect(await store.listIncoming()).toEqual([{ key: 'k2', body: 3, at: 3 }]);
    });

    it('gives back any body that is JSON', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.json(), async (json) => {
          const key = `k${run++}`;
          const body: unknown = JSON.parse(json);
          await at.store().addIncoming(key, body, 1.5);
          expect(await at.store().listIncoming()).toEqual([{ key, body: JSON.parse(JSON.stringify(body)), at: 1.5 }]);
          await at.store().doneIncoming(key);
        }),
      );
    });

    it('keeps hostile keys apart and as they are', async () => {
      for (const text of HOSTILE_TEXTS) {
        expect(await at.store().addIncoming(text, { text }, 1), JSON.stringify(text)).toEqual({ isNew: true });
      }
      expect(await at.store().listIncoming()).toEqual(
        HOSTILE_TEXTS.map((text) => ({ key: text, body: { text }, at: 1 })),
      );
    });

    it('keeps deliveries and handled keys over a restart', async () => {
      await at.store().addIncoming('open', { a: [1] }, 1);
      await at.store().addIncoming('done', {}, 2);
      await at.store().doneIncoming('done');
      const store = await at.reopen();
      expect(await store.listIncoming()).toEqual([{ key: 'open', body: { a: [1] }, at: 1 }]);
      expect(await store.addIncoming('done', {}, 3)).toEqual({ isNew: false });
    });
  });
}

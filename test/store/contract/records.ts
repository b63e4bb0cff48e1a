import { describe, expect, it } from 'vitest';
import type { ClaimEvent } from '../../../src/core/claim.ts';
import type { Store } from '../../../src/core/ports.ts';
import { NO_TRIES } from '../../../src/core/track-record.ts';
import { type OpenStore, useStore } from './opened-store.ts';
import { aClaim, anEvent, HOSTILE_TEXTS } from './samples.ts';

/** What became of measures, as every store counts it. */
export function describeRecords(open: OpenStore): void {
  describe('records of measures', () => {
    const at = useStore(open);

    function ended(measure: string, proposed: string[], model?: string): ClaimEvent {
      const resolution = { cause: 'other' as const, measure, proposed };
      return anEvent({ what: 'resolved', resolution, ...(model === undefined ? {} : { ended: { model } }) });
    }
    async function resolve(store: Store, sourceKey: string, event: ClaimEvent): Promise<number> {
      const { claim } = await store.addClaim(aClaim({ sourceKey }));
      await store.changeClaim(claim.id, { status: 'resolved', event });
      return claim.id;
    }

    it('are counted by measure, and by measure and model, however the model is written', async () => {
      const store = at.store();
      await resolve(store, 'a', ended('drum', ['drum', 'toner'], 'HP LaserJet 4250'));
      await resolve(store, 'b', ended('toner', ['drum', 'toner'], 'hp  laserjet-4250'));
      await resolve(store, 'c', ended('drum', ['drum'], 'SIM-9100'));
      await resolve(store, 'd', ended('drum', ['drum']));
      await resolve(store, 'e', anEvent({ what: 'resolved' }));
      expect(await store.listRecords('HP LaserJet 4250', ['toner', 'drum', 'never'])).toEqual([
        {
          model: { tried: 1, worked: 1, first: 0, firstWorked: 0 },
          all: { tried: 1, worked: 1, first: 0, firstWorked: 0 },
        },
        {
          model: { tried: 2, worked: 1, first: 2, firstWorked: 1 },
          all: { tried: 4, worked: 3, first: 4, firstWorked: 3 },
        },
        { model: NO_TRIES, all: NO_TRIES },
      ]);
      expect(await store.listRecords('M', [])).toEqual([]);
      const [reopened] = await (await at.reopen()).listRecords('SIM-9100', ['drum']);
      expect(reopened?.model).toEqual({ tried: 1, worked: 1, first: 1, firstWorked: 1 });
    });

    it('do not count as worked while the claim is open again, and count what ended it at last', async () => {
      const store = at.store();
      const id = await resolve(store, 'a', ended('drum', ['drum'], 'M-1'));
      const worked = async (): Promise<number[]> =>
        (await store.listRecords('M-1', ['drum', 'toner'])).flatMap(({ model }) => [model.worked, model.tried]);
      expect(await worked()).toEqual([1, 1, 0, 0]);
      await store.changeClaim(id, { status: 'open', event: anEvent({ what: 'reopened' }) });
      expect(await worked()).toEqual([0, 1, 0, 0]);
      await store.changeClaim(id, { status: 'taken', event: anEvent() });
      expect(await worked()).toEqual([0, 1, 0, 0]);
      await store.changeClaim(id, { status: 'resolved', event: ended('toner', ['toner'], 'M-1') });
      expect(await worked()).toEqual([0, 1, 1, 1]);
    });

    it('are right when many claims end, and one is ended many times, at once', async () => {
      const store = at.store();
      const many = Array.from({ length: 20 }, (_, i) => resolve(store, `m${i}`, ended('drum', ['drum'], 'M-1')));
      const { claim } = await store.addClaim(aClaim({ sourceKey: 'one' }));
      const change = { status: 'resolved' as const, event: ended('drum', ['drum'], 'M-1') };
      const beside = await at.beside();
      const one = Array.from({ length: 10 }, (_, i) => (i % 2 === 0 ? store : beside).changeClaim(claim.id, change));
      await Promise.all([...many, ...one]);
      const [record] = await store.listRecords('M-1', ['drum']);
      expect(record?.all).toEqual({ tried: 21, worked: 21, first: 21, firstWorked: 21 });
    });

    it('keep measures and models apart, whatever stands in their names', async () => {
      const store = at.store();
      const names = [...new Set(HOSTILE_TEXTS.filter((text) => text !== ''))];
      for (const name of names) await resolve(store, `of ${name}`, ended(name, [name], 'M-1'));
      const records = await store.listRecords('M-1', names);
      expect(records.map(({ all }) => all.worked)).toEqual(names.map(() => 1));
    });
  });
}

import { describe, expect, it } from 'vitest';
import type { ClaimEvent } from '../../../src/core/claim.ts';
import { type OpenStore, useStore } from './opened-store.ts';
import { aClaim, anEvent, HOSTILE_TEXTS } from './samples.ts';

/** Resolved claims by symptom and model, as every store lists them. */
export function describeCases(open: OpenStore): void {
  describe('cases', () => {
    const at = useStore(open);

    function ended(symptoms: string[], model = 'M-1'): ClaimEvent {
      return anEvent({ what: 'resolved', ended: { model, customer: 'Acme', symptoms, marks: [] } });
    }
    async function resolve(sourceKey: string, event: ClaimEvent): Promise<number> {
      const { claim } = await at.store().addClaim(aClaim({ sourceKey }));
      await at.store().changeClaim(claim.id, { status: 'resolved', event });
      return claim.id;
    }
    async function cases(symptom: string, model = 'M-1', limit = 99): Promise<number[]> {
      return (await at.store().listCases(symptom, model, limit)).map(({ id }) => id);
    }

    it('are the resolved claims of a symptom on a model, newest first, however the model is written', async () => {
      const first = await resolve('a', ended(['light-print', 'ghosting'], 'HP LaserJet 4250'));
      const second = await resolve('b', ended(['light-print'], 'hp  laserjet-4250'));
      await resolve('c', ended(['light-print'], 'SIM-9100'));
      await resolve('d', anEvent({ what: 'resolved' }));
      await at.store().addClaim(aClaim({ sourceKey: 'e' }));
      expect(await cases('light-print', 'HP LaserJet 4250')).toEqual([second, first]);
      expect(await cases('light-print', 'HP LaserJet 4250', 1)).toEqual([second]);
      expect(await cases('light-print', 'HP LaserJet 4250', 0)).toEqual([]);
      expect(await cases('ghosting', 'HP LaserJet 4250')).toEqual([first]);
      expect(await cases('never')).toEqual([]);
      const [newest] = await at.store().listCases('light-print', 'HP LaserJet 4250', 1);
      expect(newest).toEqual(await at.store().getClaim(second));
      await at.reopen();
      expect(await cases('light-print', 'HP LaserJet 4250')).toEqual([second, first]);
    });

    it('are none while open again, and those of what it ended with at last', async () => {
      const id = await resolve('a', ended(['light-print']));
      await at.store().changeClaim(id, { status: 'open', event: anEvent({ what: 'reopened' }) });
      expect(await cases('light-print')).toEqual([]);
      await at.store().changeClaim(id, { status: 'resolved', event: ended(['noise']) });
      expect([await cases('light-print'), await cases('noise')]).toEqual([[], [id]]);
    });

    it('are kept apart whatever stands in the names of symptoms', async () => {
      const names = [...new Set(HOSTILE_TEXTS)];
      const ids: number[] = [];
      for (const name of names) ids.push(await resolve(`of ${name}`, ended([name])));
      for (const [index, name] of names.entries()) expect(await cases(name)).toEqual([ids[index]]);
    });
  });
}

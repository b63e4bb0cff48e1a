import { describe, expect, it } from 'vitest';
import { type OpenStore, useStore } from './opened-store.ts';
import { aClaim, anEvent } from './samples.ts';

/** Claims that rang a bell, as every store lists them. */
export function describeRung(open: OpenStore): void {
  describe('claims that rang a bell', () => {
    const at = useStore(open);
    const counts = { devices: 4, customers: 3, windowMs: 9, usual: 0.6, chance: 1e-5 };
    const bell = { kind: 'lot' as const, value: 'ü {1}', model: 'M-1', symptom: 'noise', claims: [1, 2], ...counts };

    async function add(sourceKey: string): Promise<number> {
      return (await at.store().addClaim(aClaim({ sourceKey }))).claim.id;
    }
    async function rung(limit = 99): Promise<number[]> {
      return (await at.store().listRung(limit)).map(({ id }) => id);
    }

    it('are listed newest first, whatever became of them since, and after a restart', async () => {
      expect(await rung()).toEqual([]);
      const ids = [await add('a'), await add('b'), await add('c')];
      await add('d');
      for (const id of ids) {
        await at.store().changeClaim(id, { event: anEvent({ what: 'rang', bell, to: 'C1' }) });
      }
      await at.store().changeClaim(ids[0]!, { event: anEvent({ what: 'gathered', gathers: [4] }) });
      await at.store().changeClaim(ids[1]!, { event: anEvent({ what: 'bell-muted', until: 99 }) });
      const ended = { model: 'M-1', symptoms: ['noise'] };
      await at.store().changeClaim(ids[2]!, { status: 'resolved', event: anEvent({ what: 'resolved', ended }) });
      expect(await rung()).toEqual(ids.toReversed());
      expect(await rung(1)).toEqual([ids[2]]);
      expect(await rung(0)).toEqual([]);
      expect((await at.store().listCases('noise', 'M-1', 9)).map(({ id }) => id)).toEqual([ids[2]]);
      await at.reopen();
      const [, second, first] = await at.store().listRung(99);
      expect(first?.events.slice(-2)).toMatchObject([{ what: 'rang', bell, to: 'C1' }, { gathers: [4] }]);
      expect(second?.events.at(-1)).toMatchObject({ what: 'bell-muted', until: 99 });
    });
  });
}

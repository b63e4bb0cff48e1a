import { describe, expect, it } from 'vitest';
import type { ClaimEvent } from '../../../src/core/claim.ts';
import { type OpenStore, useStore } from './opened-store.ts';
import { aClaim, anEvent } from './samples.ts';

/** Resolved claims that are still to be looked at again, as every store lists them. */
export function describeWatched(open: OpenStore): void {
  describe('claims that are still to be looked at again', () => {
    const at = useStore(open);
    const before = { kind: 'number' as const, number: 3, unit: 'percent' as const };
    const checks = [{ item: 'drum.life', title: 'Drum life', before, decides: true }];
    const ended: ClaimEvent = anEvent({ what: 'resolved', ended: { model: 'M-1', checks } });

    async function resolve(sourceKey: string, event = ended): Promise<number> {
      const { claim } = await at.store().addClaim(aClaim({ sourceKey }));
      await at.store().changeClaim(claim.id, { status: 'resolved', event });
      return claim.id;
    }
    async function watched(page: { after?: number; limit: number } = { limit: 99 }): Promise<number[]> {
      return (await at.store().listWatched(page)).map(({ id }) => id);
    }

    it('are listed oldest first, a page at a time, and after a restart', async () => {
      const ids = [await resolve('a'), await resolve('b'), await resolve('c')];
      await resolve('d', anEvent({ what: 'resolved' }));
      await at.store().addClaim(aClaim({ sourceKey: 'e' }));
      expect(await watched()).toEqual(ids);
      expect(await watched({ limit: 2 })).toEqual(ids.slice(0, 2));
      expect(await watched({ after: ids[1]!, limit: 2 })).toEqual(ids.slice(2));
      expect(await watched({ limit: 0 })).toEqual([]);
      expect((await at.store().listWatched({ limit: 1 }))[0]).toEqual(await at.store().getClaim(ids[0]!));
      await at.reopen();
      expect(await watched()).toEqual(ids);
    });

    it('are listed no more once they were, or are open again; and once more when they were resolved again', async () => {
      const [held, back] = [await resolve('a'), await resolve('b')];
      const followUp = { pages: { kind: 'unknown' as const }, rows: [] };
      await at.store().changeClaim(held, { event: anEvent({ what: 'held', followUp }) });
      await at.store().changeClaim(back, { status: 'open', event: anEvent({ what: 'reopened', followUp }) });
      expect(await watched()).toEqual([]);
      await at.store().changeClaim(back, { status: 'resolved', event: ended });
      expect(await watched()).toEqual([back]);
      expect((await at.store().getClaim(held))?.events.at(-1)?.followUp).toEqual(followUp);
    });
  });
}

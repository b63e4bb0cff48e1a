import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Installation } from '../../../src/core/installation.ts';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { HOSTILE_TEXTS } from './samples.ts';

const install = (over: Partial<Installation> = {}): Installation => ({
  team: 'T1',
  at: 10,
  key: 'k1',
  sealed: 'c2VhbGVk',
  ...over,
});

/** Where the app is installed, as every store keeps it. */
export function describeInstallations(open: OpenStore): void {
  describe('installs', () => {
    const at = useStore(open);

    it('are kept one a workspace, the last of each, and listed by workspace', async () => {
      expect(await at.store().getInstallation('T1')).toBeUndefined();
      expect(await at.store().listInstallations()).toEqual([]);
      await at.store().putInstallation(install({ team: 'T2' }));
      await at.store().putInstallation(install());
      const again = install({ at: 20, key: 'k2', sealed: 'again' });
      await at.store().putInstallation(again);
      expect(await at.store().getInstallation('T1')).toEqual(again);
      expect(await at.store().listInstallations()).toEqual([again, install({ team: 'T2' })]);
    });

    it('are forgotten, but for one that was made later than what says so', async () => {
      await at.store().putInstallation(install({ at: 20 }));
      expect(await at.store().removeInstallation('T1', 19)).toBe(false);
      expect(await at.store().removeInstallation('T9', 99)).toBe(false);
      expect(await at.store().getInstallation('T1')).toEqual(install({ at: 20 }));
      expect(await at.store().removeInstallation('T1', 20)).toBe(true);
      expect(await at.store().removeInstallation('T1', 20)).toBe(false);
      expect(await at.store().listInstallations()).toEqual([]);
    });

    it('of any texts are given back as they were', async () => {
      for (const text of HOSTILE_TEXTS) {
        const hostile = install({ team: text, key: text, sealed: text });
        await at.store().putInstallation(hostile);
        expect(await at.store().getInstallation(text)).toEqual(hostile);
        expect(await at.store().removeInstallation(text, hostile.at)).toBe(true);
      }
      const anyTime = fc.integer({ min: 0, max: 8_640_000_000_000_000 });
      await fc.assert(
        fc.asyncProperty(anyTime, anyTime, async (made, upTo) => {
          await at.store().putInstallation(install({ at: made }));
          expect(await at.store().removeInstallation('T1', upTo)).toBe(made <= upTo);
        }),
        { numRuns: 20 },
      );
    });
  });
}

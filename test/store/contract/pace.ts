import { describe, expect, it } from 'vitest';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aClaim, aDevice, aReading, completed } from './samples.ts';

/** Prints how long the work of one claim takes in the shape of real use; how fast it is, is read and not asserted. */
export function describePace(name: string, open: OpenStore): void {
  describe('pace', () => {
    const at = useStore(open);

    it('does the work of a claim with a hundred peers, and says how long it took', async () => {
      const lines: string[] = [];
      async function time<T>(what: string, work: () => Promise<T>): Promise<T> {
        const start = performance.now();
        const result = await work();
        lines.push(`  ${(performance.now() - start).toFixed(1).padStart(7)} ms  ${what}`);
        return result;
      }
      const items = Array.from({ length: 25 }, (_, i) => `item.with-a-name-${i}`);
      const serials = Array.from({ length: 1_000 }, (_, d) => `SIM-3500-${String(d).padStart(4, '0')}`);
      const readings = (when: number) =>
        Array.from({ length: 40 }, (_, i) =>
          aReading({ item: `item.with-a-name-${i % 25}`, at: when, ...(i < 25 ? {} : { part: `tray-${i}` }) }),
        );
      const save = (n: number, when: number) =>
        at.store().saveReadings(serials.slice(0, n).map((serial) => ({ serial, readings: readings(when) })));
      const store = at.store();

      await time('put 1,000 devices', () => store.putDevices(serials.map((serial) => aDevice({ serial }))));
      await time('save 1,000 devices x 40 readings, all new', () => save(1_000, 100));
      await time('save 100 devices x 40 readings', () => save(100, 200));
      await time('save 100 devices x 40 readings, one call each', () =>
        Promise.all(serials.slice(0, 100).map((serial) => store.saveReadings([{ serial, readings: readings(300) }]))),
      );
      await time('list 1,000 devices of a model', () => store.listDevicesOfModel('SIM-3500'));
      const some = await time('latest of 200 devices x 40', () =>
        store.latestReadings(serials.slice(0, 200), items, 0),
      );
      const all = await time('latest of 1,000 devices x 40', () => store.latestReadings(serials, items, 0));
      const added = await time('add 200 claims, one after the other', async () => {
        const claims = [];
        for (let i = 0; i < 200; i++) claims.push((await store.addClaim(aClaim({ sourceKey: `${i}` }))).claim);
        return claims;
      });
      await time('seal 200 fetches of 40 readings, at once', () =>
        Promise.all(
          added.map(async ({ id }) => {
            const [fetch] = await store.listFetches(id);
            if (fetch !== undefined) await store.sealFetch(id, completed(fetch, { readings: readings(300) }));
          }),
        ),
      );
      process.stdout.write(`${name}\n${lines.join('\n')}\n`);
      expect(some.map((one) => one.readings.length)).toEqual(Array.from({ length: 200 }, () => 40));
      expect(all).toHaveLength(1_000);
      expect(await store.listUnfinished()).toHaveLength(200);
      expect((await store.listFetches(added[0]?.id ?? 0))[0]?.phase).toBe('complete');
    });
  });
}

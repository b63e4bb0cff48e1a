import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/core/device.ts';
import { looksOf, lookOf } from '../../../src/core/device-names.ts';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aDevice, anyDevice, asJson, HOSTILE_TEXTS } from './samples.ts';

const serials = (devices: Device[]): string[] => devices.map(({ serial }) => serial);

/** Finding devices by their names, and going through all of them, as every store does. */
export function describeNames(open: OpenStore): void {
  describe('names', () => {
    const at = useStore(open);

    it('finds a device by the look of its serial, its asset tag and its aliases, and gives it once', async () => {
      const device = aDevice({ serial: 'AB-O0 1', assetTag: 'Tag.7', aliases: ['AB001', 'old name'] });
      await at.store().putDevices([device, aDevice({ serial: 'X' })]);
      for (const said of ['ab-oo-i', 'TAG7', 'OLDNAME', 'A800L']) {
        expect(await at.store().findByLooks([lookOf(said)], 5), said).toEqual([device]);
      }
      expect(await at.store().findByLooks(['A8001', lookOf('tag7'), 'nothing'], 5)).toEqual([device]);
      expect(await at.store().findByLooks(['nothing', 'A80', ''], 5)).toEqual([]);
      expect(await at.store().findByLooks([], 5)).toEqual([]);
    });

    it('forgets the names a device no longer has, and keeps those of others', async () => {
      const names = { assetTag: 'T1', aliases: ['SHARED'] };
      await at.store().putDevices([aDevice({ serial: 'A', ...names }), aDevice({ serial: 'B', aliases: ['SHARED'] })]);
      await at.store().putDevices([aDevice({ serial: 'A', aliases: ['NEW'] })]);
      expect(serials(await at.store().findByLooks([lookOf('T1')], 5))).toEqual([]);
      expect(serials(await at.store().findByLooks([lookOf('SHARED')], 5))).toEqual(['B']);
      expect(serials(await at.store().findByLooks([lookOf('NEW')], 5))).toEqual(['A']);
    });

    it('gives no more than it was asked for, in the order of the serials', async () => {
      await at.store().putDevices(['C', 'A', 'B'].map((serial) => aDevice({ serial, aliases: ['SAME-9'] })));
      expect(serials(await at.store().findByLooks([lookOf('SAME9')], 2))).toEqual(['A', 'B']);
      expect(await at.store().findByEnding(lookOf('E9'), 2)).toHaveLength(2);
    });

    it('finds devices by how their names end', async () => {
      await at.store().putDevices(['QX-100042', 'QX-100043', 'YZ100042', '42'].map((serial) => aDevice({ serial })));
      expect(serials(await at.store().findByEnding('100042', 5)).toSorted()).toEqual(['QX-100042', 'YZ100042']);
      expect(await at.store().findByEnding('99', 5)).toEqual([]);
    });

    it('finds any device by any of its names', async () => {
      await fc.assert(
        fc.asyncProperty(anyDevice, async (device) => {
          await at.store().putDevices([device]);
          for (const look of looksOf(device)) {
            expect(await at.store().findByLooks([look], 1_000)).toContainEqual(asJson(device));
            expect(await at.store().findByEnding(look, 1_000)).toContainEqual(asJson(device));
          }
        }),
        { numRuns: 40 },
      );
    });

    it('goes through all devices page by page, each once, whatever their serials', async () => {
      const devices = HOSTILE_TEXTS.map((text, i) => aDevice({ serial: `${text}#${i}` }));
      await at.store().putDevices(devices);
      const seen: string[] = [];
      for (let after: string | undefined; ;) {
        const page = await at.store().pageDevices({ after, limit: 7 });
        expect(page.length).toBeLessThanOrEqual(7);
        seen.push(...serials(page));
        after = page.at(-1)?.serial;
        if (page.length < 7) break;
      }
      expect(seen.toSorted()).toEqual(serials(devices).toSorted());
    });

    it('goes through devices in the order of their serials, from after one that need not be registered', async () => {
      await at.store().putDevices(['b', 'D', 'a', 'c'].map((serial) => aDevice({ serial })));
      expect(serials(await at.store().pageDevices({ limit: 3 }))).toEqual(['a', 'b', 'c']);
      expect(serials(await at.store().pageDevices({ after: 'BB', limit: 9 }))).toEqual(['c', 'D']);
    });
  });
}

import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { modelName } from '../../../src/core/model-name.ts';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { aDevice, anyDevice, asJson, HOSTILE_TEXTS } from './samples.ts';

/** The registry of devices, as every store keeps it. */
export function describeDevices(open: OpenStore): void {
  describe('devices', () => {
    const at = useStore(open);

    it('knows no device before one is put', async () => {
      expect(await at.store().getDevice('SIM-3500-0001')).toBeUndefined();
      expect(await at.store().listSerials()).toEqual([]);
      expect(await at.store().listDevicesOfModel('SIM-3500')).toEqual([]);
      expect(await at.store().countDevices()).toBe(0);
      expect(await at.store().putDevices([])).toEqual({ added: 0, changed: 0, same: 0 });
    });

    it('counts what was added, changed and the same', async () => {
      const [one, two] = [aDevice({ serial: 'A' }), aDevice({ serial: 'B' })];
      expect(await at.store().putDevices([one, two])).toEqual({ added: 2, changed: 0, same: 0 });
      const moved = { ...two, address: '127.0.0.9' };
      expect(await at.store().putDevices([one, moved, aDevice({ serial: 'C' })])).toEqual({
        added: 1,
        changed: 1,
        same: 1,
      });
      expect(await at.store().getDevice('B')).toEqual(moved);
      expect(await at.store().countDevices()).toBe(3);
    });

    it('takes a device with its fields in another order, or undefined, for the same', async () => {
      await at.store().putDevices([aDevice()]);
      expect(await at.store().putDevices([aDevice({ site: undefined })])).toEqual({ added: 0, changed: 0, same: 1 });
      const turned = { address: '127.0.0.1', customer: 'Acme', model: 'SIM-3500', serial: 'SIM-3500-0001' };
      expect(await at.store().putDevices([turned])).toEqual({ added: 0, changed: 0, same: 1 });
    });

    it('keeps the last of two devices with one serial in one batch', async () => {
      const counts = await at.store().putDevices([aDevice({ customer: 'first' }), aDevice({ customer: 'second' })]);
      expect(counts).toEqual({ added: 1, changed: 1, same: 0 });
      expect((await at.store().getDevice('SIM-3500-0001'))?.customer).toBe('second');
    });

    it('finds a serial whatever its case and spaces, and gives it back as it was registered', async () => {
      await at.store().putDevices([aDevice({ serial: 'Sim-3500 0042' })]);
      for (const said of ['Sim-3500 0042', 'sim-35000042', ' SIM-3500  0042 ', 'SIM-3500\u00a00042']) {
        expect((await at.store().getDevice(said))?.serial, said).toBe('Sim-3500 0042');
      }
      expect(await at.store().getDevice('SIM-3500-0042')).toBeUndefined();
      expect(await at.store().listSerials()).toEqual(['Sim-3500 0042']);
    });

    it('lists serials in order, and the devices of one model, whichever way it was written', async () => {
      await at
        .store()
        .putDevices([
          aDevice({ serial: 'c' }),
          aDevice({ serial: 'B', model: 'sim-3500' }),
          aDevice({ serial: 'A', model: 'SIM-35' }),
          aDevice({ serial: 'D', model: 'SIM-3500i' }),
          aDevice({ serial: 'E1234', model: 'Sim 3500 E1234 V1.23' }),
        ]);
      expect(await at.store().listSerials()).toEqual(['A', 'B', 'c', 'D', 'E1234']);
      const listed = await at.store().listDevicesOfModel('Sim-3500 16.12');
      expect(listed.map((device) => device.serial)).toEqual(['B', 'c', 'E1234']);
    });

    it('lets others of the process have their turn before each page of the registry', async () => {
      await at.store().putDevices(['A', 'B', 'C'].map((serial) => aDevice({ serial })));
      let turns = 0;
      let next: NodeJS.Immediate;
      function count(): void {
        turns += 1;
        next = setImmediate(count);
      }
      next = setImmediate(count);
      for (const after of [undefined, 'A', 'B']) {
        const before = turns;
        expect(await at.store().pageDevices({ after, limit: 1 })).toHaveLength(1);
        expect(turns).toBeGreaterThan(before);
      }
      clearImmediate(next);
    });

    it('moves a device to the list of its new model', async () => {
      await at.store().putDevices([aDevice({ model: 'old' })]);
      await at.store().putDevices([aDevice({ model: 'new' })]);
      expect(await at.store().listDevicesOfModel('old')).toEqual([]);
      expect(await at.store().listDevicesOfModel('new')).toEqual([aDevice({ model: 'new' })]);
      expect(await at.store().countDevices()).toBe(1);
    });

    it('lists the devices of one customer at one site, whichever way the site is written, and of nobody else', async () => {
      await at
        .store()
        .putDevices([
          aDevice({ serial: 'c', site: 'Floor  4 ' }),
          aDevice({ serial: 'A', site: 'FLOOR 4', model: 'another' }),
          aDevice({ serial: 'B', site: 'Floor 9' }),
          aDevice({ serial: 'D', site: 'Floor 4', customer: 'Bolt' }),
          aDevice({ serial: 'E' }),
          aDevice({ serial: 'F', site: ' ' }),
        ]);
      const serials = async (site: string): Promise<string[]> =>
        (await at.store().listDevicesOfSite('Acme', site)).map(({ serial }) => serial);
      expect(await serials('floor 4')).toEqual(['A', 'c']);
      expect(await serials('Floor 9')).toEqual(['B']);
      for (const site of ['', ' ', 'Floor', '*']) expect(await serials(site), site).toEqual([]);
      expect(await at.store().listDevicesOfSite('', 'Floor 4')).toEqual([]);
    });

    it('moves a device to the list of its new site, and to none where it has none any more', async () => {
      const sites = async (): Promise<number[]> =>
        Promise.all(['old', 'new'].map(async (site) => (await at.store().listDevicesOfSite('Acme', site)).length));
      await at.store().putDevices([aDevice({ site: 'old' })]);
      expect(await sites()).toEqual([1, 0]);
      await at.store().putDevices([aDevice({ site: 'new' })]);
      expect(await sites()).toEqual([0, 1]);
      await at.store().putDevices([aDevice({ site: 'new', customer: 'Bolt' })]);
      expect(await sites()).toEqual([0, 0]);
      await at.store().putDevices([aDevice()]);
      expect(await sites()).toEqual([0, 0]);
    });

    it('keeps hostile sites and customers apart', async () => {
      const devices = HOSTILE_TEXTS.map((text, i) => aDevice({ serial: `S${i}`, customer: text, site: `at ${text}` }));
      await at.store().putDevices(devices);
      for (const device of devices) {
        expect(await at.store().listDevicesOfSite(device.customer, device.site ?? '')).toEqual([asJson(device)]);
      }
    });

    it('keeps hostile serials apart, and serials and models as they are', async () => {
      const devices = HOSTILE_TEXTS.map((text, i) => aDevice({ serial: `${text}#${i}`, model: text, customer: text }));
      expect((await at.store().putDevices(devices)).added).toBe(devices.length);
      for (const device of devices) {
        expect(await at.store().getDevice(device.serial)).toEqual(device);
        expect(await at.store().listDevicesOfModel(device.model)).toContainEqual(device);
      }
      expect((await at.store().listSerials()).toSorted()).toEqual(devices.map((device) => device.serial).toSorted());
    });

    it('gives back any device as it was put', async () => {
      await fc.assert(
        fc.asyncProperty(anyDevice, async (device) => {
          await at.store().putDevices([device]);
          expect(await at.store().getDevice(device.serial)).toEqual(asJson(device));
          const { model, serial } = device;
          expect(await at.store().listDevicesOfModel(modelName(model, { serial }))).toContainEqual(asJson(device));
        }),
      );
    });

    it('adds each device once when many put the same at once', async () => {
      const devices = Array.from({ length: 20 }, (_, i) => aDevice({ serial: `S${i}` }));
      const counts = await Promise.all(Array.from({ length: 10 }, () => at.store().putDevices(devices)));
      expect(counts.reduce((sum, count) => sum + count.added, 0)).toBe(20);
      expect(counts.reduce((sum, count) => sum + count.same, 0)).toBe(180);
      expect(await at.store().countDevices()).toBe(20);
    });
  });
}

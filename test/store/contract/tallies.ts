import { describe, expect, it } from 'vitest';
import type { Device } from '../../../src/core/device.ts';
import { openPeerSums, sizeOfValues } from '../../../src/core/peer-sums.ts';
import type { ModelSummary, TallyRules } from '../../../src/core/tally.ts';
import type { OpenStore } from './opened-store.ts';
import { useStore } from './opened-store.ts';
import { aDevice, aReading } from './samples.ts';

const rules = (fingerprint = 'one'): TallyRules => ({
  fingerprint,
  figuresOf: (readings) =>
    readings.map(({ item, value }) => ({
      item,
      key: item,
      value: value.kind === 'number' ? value.number : 'x',
      day: 3,
      isReport: false,
    })),
});

/** What a store adds up of models with very many devices. */
export function describeTallies(open: OpenStore): void {
  describe('the summary of a model', () => {
    const opened = useStore(open);

    const devices = Array.from({ length: 40 }, (_, n) => aDevice({ serial: `S-${n}`, customer: `C${n % 4}` }));
    const say = (serial: string, number: number, at = 1): Promise<void> =>
      opened
        .store()
        .saveReadings([{ serial, readings: [aReading({ at, value: { kind: 'number', number, unit: 'count' } })] }]);
    async function count(by = rules()): Promise<void> {
      while ((await opened.store().sumUp(by, 7)).left);
    }
    async function summary(fingerprint = 'one'): Promise<ModelSummary | undefined> {
      return opened.store().summaryOf('SIM-3500', { rules: fingerprint, items: ['copies.total'] });
    }
    /** What the summary says beside the values that stand in the store. */
    async function figures(): Promise<{ n: number; average: number } | undefined> {
      const found = await summary();
      const [sum] = openPeerSums(found?.parts ?? [], [], { own: 0, reports: 0 }).of('copies.total');
      const said = sum?.values.kind === 'numbers' ? sum.values.sketch.figures() : undefined;
      return said === undefined ? undefined : { n: said.n, average: said.average };
    }
    async function fill(): Promise<void> {
      await opened.store().putDevices(devices);
      for (const [n, { serial }] of devices.entries()) await say(serial, n);
      await opened.store().startSummary('SIM-3500', rules());
      await count();
    }
    const change = (over: Partial<Device>): Promise<unknown> => opened.store().putDevices([{ ...aDevice(), ...over }]);

    it('is there once all devices were counted, and not before', async () => {
      await opened.store().putDevices(devices);
      await say('S-1', 5);
      expect(await summary()).toBeUndefined();
      await opened.store().startSummary('SIM-3500', rules());
      await opened.store().sumUp(rules(), 7);
      expect(await summary()).toBeUndefined();
      await count();
      expect((await summary())?.people.get('C1')).toEqual({ active: 10, silent: 0, retired: 0, unmonitored: 0 });
      expect(await figures()).toEqual({ n: 1, average: 5 });
    });

    it('takes the new value of a device for its old one, however often', async () => {
      await fill();
      expect(await figures()).toEqual({ n: 40, average: 19.5 });
      for (let round = 1; round <= 3; round += 1) {
        for (const [n, { serial }] of devices.entries()) await say(serial, n + 100 * round, round + 1);
        await count();
        expect(await figures()).toEqual({ n: 40, average: 19.5 + 100 * round });
      }
    });

    it('leaves out who is retired, moved to another model or silent, and takes them back', async () => {
      await fill();
      await change({ serial: 'S-39', customer: 'C3', state: 'retired' });
      await change({ serial: 'S-38', customer: 'C2', model: 'OTHER-1' });
      for (const at of [5, 6, 7]) await opened.store().learnDevices([{ serial: 'S-37', kind: 'silent', at }]);
      await count();
      expect(await figures()).toEqual({ n: 37, average: 18 });
      expect((await summary())?.people.get('C3')).toMatchObject({ active: 9, retired: 1 });
      expect((await summary())?.people.get('C1')).toMatchObject({ active: 9, silent: 1 });
      await change({ serial: 'S-39', customer: 'C9' });
      await change({ serial: 'S-38', customer: 'C2' });
      await opened.store().learnDevices([{ serial: 'S-37', kind: 'answered', at: 9, address: '127.0.0.1' }]);
      await count();
      expect(await figures()).toEqual({ n: 40, average: 19.5 });
      expect((await summary())?.people.get('C9')).toMatchObject({ active: 1 });
    });

    it('says what devices of a customer or of some serials added, and draws others evenly', async () => {
      await fill();
      const own = await opened.store().talliesOf('SIM-3500', { customer: 'C1' });
      expect(own.map(({ figures: [one] }) => Number(one?.value)).toSorted((a, b) => a - b)).toEqual([
        1, 5, 9, 13, 17, 21, 25, 29, 33, 37,
      ]);
      expect(await opened.store().talliesOf('SIM-3500', { serials: ['s-3', 'none'] })).toMatchObject([
        { customer: 'C3' },
      ]);
      const drawn = await opened.store().sampleOfModel('SIM-3500', { from: 2 ** 31, limit: 15 });
      expect(new Set(drawn.map(({ serial }) => serial)).size).toBe(15);
      expect(await opened.store().sampleOfModel('SIM-3500', { from: 2 ** 31, limit: 90 })).toHaveLength(40);
      const found = await summary();
      const [sum] = openPeerSums(found?.parts ?? [], own, { own: 0, reports: 0 }).of('copies.total');
      expect(sum === undefined ? 0 : sizeOfValues(sum.values)).toBe(30);
      expect(sum?.values.kind === 'numbers' ? [...sum.values.sayers.named.keys()].toSorted() : []).toEqual([
        'C0',
        'C2',
        'C3',
      ]);
    });

    it('is made anew for other rules, and counts nothing twice when two processes count', async () => {
      await fill();
      expect(await summary('two')).toBeUndefined();
      await opened.store().startSummary('SIM-3500', rules('two'));
      const beside = await opened.beside();
      for (let turn = 0; turn < 40; turn += 1) {
        await Promise.all([opened.store().sumUp(rules('two'), 5), beside.sumUp(rules('two'), 5)]);
      }
      await count(rules('two'));
      expect(await summary()).toBeUndefined();
      const found = await summary('two');
      const [sum] = openPeerSums(found?.parts ?? [], [], { own: 0, reports: 0 }).of('copies.total');
      expect(sum === undefined ? 0 : sizeOfValues(sum.values)).toBe(40);
    });

    it('drops days that are too old', async () => {
      await fill();
      const found = await summary();
      const day = 86_400_000;
      expect(openPeerSums(found?.parts ?? [], [], { own: 3 * day, reports: 0 }).of('copies.total')).toHaveLength(1);
      expect(openPeerSums(found?.parts ?? [], [], { own: 3 * day + 1, reports: 0 }).of('copies.total')).toEqual([]);
    });
  });
}

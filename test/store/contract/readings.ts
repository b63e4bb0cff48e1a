import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SavedReadings } from '../../../src/core/ports.ts';
import { isReport, readingKey } from '../../../src/core/reading.ts';
import type { Reading } from '../../../src/core/reading.ts';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { anAbsent, anyReading, aReading, asJson, HOSTILE_TEXTS } from './samples.ts';

/** Latest readings of devices, as every store keeps them. */
export function describeReadings(open: OpenStore): void {
  describe('readings', () => {
    const at = useStore(open);
    const save = (serial: string, ...readings: Reading[]): Promise<void> =>
      at.store().saveReadings([{ serial, readings }]);
    async function latest(serial: string, items: string[], notBefore = 0): Promise<Reading[]> {
      const [found] = await at.store().latestReadings([serial], items, notBefore);
      return sorted(found?.readings ?? []);
    }

    it('gives nothing for devices and items that were never read', async () => {
      await save('S1', aReading());
      expect(await at.store().latestReadings([], ['copies.total'], 0)).toEqual([]);
      expect(await at.store().latestReadings(['S1'], [], 0)).toEqual([]);
      expect(await at.store().latestReadings(['S2'], ['copies.total'], 0)).toEqual([]);
      expect(await at.store().latestReadings(['S1'], ['uptime'], 0)).toEqual([]);
      await at.store().saveReadings([]);
      await save('S2');
    });

    it('keeps items and parts apart, and a part named nothing from no part', async () => {
      const readings = [
        aReading(),
        aReading({ item: 'supply.toner', part: 'toner-black', partTitle: 'Black' }),
        aReading({ item: 'supply.toner', part: 'toner-cyan' }),
        aReading({ item: 'supply.toner', part: '' }),
        aReading({ item: 'supply.toner' }),
        aReading({ item: 'supply', part: 'toner' }),
      ];
      await save('S1', ...readings);
      expect(await latest('S1', ['copies.total', 'supply.toner', 'supply'])).toEqual(sorted(readings));
      expect(await latest('S1', ['supply'])).toEqual([aReading({ item: 'supply', part: 'toner' })]);
    });

    it('keeps the newest, whatever the order they come in', async () => {
      await save('S1', aReading({ at: 200 }));
      await save('S1', aReading({ at: 100 }));
      expect(await latest('S1', ['copies.total'])).toEqual([aReading({ at: 200 })]);
      await save('S1', aReading({ at: 300 }), aReading({ at: 250 }));
      expect(await latest('S1', ['copies.total'])).toEqual([aReading({ at: 300 })]);
    });

    it('never puts an absent reading in the place of a value, but a value in the place of an absent one', async () => {
      await save('S1', anAbsent({ at: 100 }));
      expect(await latest('S1', ['copies.total'])).toEqual([anAbsent({ at: 100 })]);
      await save('S1', anAbsent({ at: 300 }));
      await save('S1', anAbsent({ at: 200 }));
      expect(await latest('S1', ['copies.total'])).toEqual([anAbsent({ at: 300 })]);
      await save('S1', aReading({ at: 50 }));
      expect(await latest('S1', ['copies.total'])).toEqual([aReading({ at: 50 })]);
      await save('S1', anAbsent({ at: 400 }));
      expect(await latest('S1', ['copies.total'])).toEqual([aReading({ at: 50 })]);
    });

    it('leaves out what is older than asked for, and devices with nothing left', async () => {
      await save('S1', aReading({ at: 100 }), aReading({ item: 'uptime', at: 200 }));
      await save('S2', aReading({ at: 99 }));
      const found = await at.store().latestReadings(['S1', 'S2'], ['copies.total', 'uptime'], 100);
      expect(found.map(({ serial, readings }) => [serial, readings.length])).toEqual([['S1', 2]]);
      expect(await latest('S1', ['copies.total', 'uptime'], 101)).toEqual([aReading({ item: 'uptime', at: 200 })]);
    });

    it('answers for serials in the order and the spelling they were asked in', async () => {
      await at.store().saveReadings(['B', 'a', 'C'].map((serial) => ({ serial, readings: [aReading()] })));
      const found = await at.store().latestReadings(['c', 'none', 'A ', 'B'], ['copies.total'], 0);
      expect(found).toEqual(['c', 'A ', 'B'].map((serial) => ({ serial, readings: [aReading()] })));
    });

    it('keeps the newest of readings that are saved at once', async () => {
      const times = Array.from({ length: 60 }, (_, i) => (i * 37) % 60);
      await Promise.all(times.map((time) => save('S1', aReading({ at: time }))));
      expect(await latest('S1', ['copies.total'])).toEqual([aReading({ at: 59 })]);
    });

    it('keeps hostile serials, items and parts apart and as they are', async () => {
      const readings = HOSTILE_TEXTS.map((text) =>
        aReading({ item: text, part: text, partTitle: text, value: { kind: 'text', text } }),
      );
      const saved: SavedReadings[] = HOSTILE_TEXTS.map((text, i) => ({ serial: `${text}#${i}`, readings }));
      await at.store().saveReadings(saved);
      const found = await at.store().latestReadings(
        saved.map(({ serial }) => serial),
        [...HOSTILE_TEXTS],
        0,
      );
      expect(found.map(({ serial }) => serial)).toEqual(saved.map(({ serial }) => serial));
      for (const one of found) expect(sorted(one.readings)).toEqual(sorted(readings));
      for (const [i, text] of HOSTILE_TEXTS.entries()) {
        expect(await latest(`${text}#${i}`, [text])).toEqual([readings[i]]);
      }
    });

    it('keeps of any readings, in any order, the value that is newest', async () => {
      const readings = fc.uniqueArray(anyReading, { minLength: 1, maxLength: 8, selector: (reading) => reading.at });
      let run = 0;
      await fc.assert(
        fc.asyncProperty(readings, async (any) => {
          const serial = `S${run++}`;
          const of = any.map((reading) => ({ ...reading, item: 'i', part: 'p' }));
          for (const reading of of) await save(serial, reading);
          const values = of.filter((reading) => reading.value.kind !== 'absent');
          const kept = (values.length > 0 ? values : of).toSorted((a, b) => b.at - a.at).slice(0, 1);
          expect(await latest(serial, ['i'])).toEqual(asJson(kept));
        }),
      );
    });

    it('gives back any reading as it was saved', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(anyReading, async (reading) => {
          const serial = `S${run++}`;
          await save(serial, reading);
          expect(await latest(serial, [reading.item])).toEqual([asJson(reading)]);
        }),
      );
    });

    it('gives the values of any readings alone as it gives them whole, and says which are from a list', async () => {
      let run = 0;
      await fc.assert(
        fc.asyncProperty(fc.array(anyReading, { maxLength: 6 }), fc.boolean(), async (any, isListed) => {
          const serial = `S${run++}`;
          const listed = { protocol: 'report', place: 'list.txt:3', raw: '7', at: 1, tookMs: 0 } as const;
          await save(serial, ...any.map((one) => (isListed ? { ...one, evidence: [...one.evidence, listed] } : one)));
          const items = any.map(({ item }) => item);
          const [whole, alone] = await Promise.all([
            at.store().latestReadings([serial], items, 2e12),
            at.store().latestValues([serial], items, 2e12),
          ]);
          const values = ({ item, part, value, at: when }: Reading): unknown => ({ item, part, value, at: when });
          expect(alone.map((one) => one.readings.map(values))).toEqual(whole.map((one) => one.readings.map(values)));
          for (const { readings } of alone) expect(readings.every((one) => isReport(one) === isListed)).toBe(true);
        }),
      );
    });

    it('keeps a rate of the past with the counts it is of, and enters it into no past', async () => {
      const [from, until] = [1_790_000_000_000, 1_791_000_000_000];
      const raw = '1000 impressions at 2026-09-21T14:13Z, 4000 impressions at 2026-10-03T04:00Z';
      const rate = aReading({
        item: 'copies.a-day',
        value: { kind: 'number', number: 259.2, unit: 'impressions a day' },
        evidence: [{ protocol: 'past', place: 'copies.total', raw, at: until, tookMs: 0, from }],
        at: until,
      });
      await save('S1', rate, aReading({ at: until }));
      expect(await latest('S1', ['copies.a-day'])).toEqual([rate]);
      const [values] = await at.store().latestValues(['S1'], ['copies.a-day'], 0);
      expect(values?.readings).toEqual([{ ...rate, evidence: [] }]);
      const [past] = await at.store().listPast(['S1']);
      expect(past?.series.map(({ item }) => item)).toEqual(['copies.total']);
    });

    it('keeps what another process wrote with words of its own', async () => {
      const first = at.store();
      await save('S1', aReading({ item: 'one' }));
      const other = await at.beside();
      await other.saveReadings([{ serial: 'S1', readings: [aReading({ item: 'two', part: 'p' })] }]);
      await Promise.all([
        other.saveReadings([{ serial: 'S1', readings: [aReading({ item: 'three' })] }]),
        first.saveReadings([{ serial: 'S1', readings: [aReading({ item: 'four' })] }]),
      ]);
      const items = ['one', 'two', 'three', 'four'];
      for (const store of [first, other]) {
        const [found] = await store.latestReadings(['S1'], items, 0);
        expect(found?.readings.map(({ item }) => item).toSorted()).toEqual(items.toSorted());
        expect((await store.latestValues(['S1'], items, 0))[0]?.readings).toHaveLength(4);
      }
    });

    it('keeps a thousand devices of thirty items, asked for at once, over a restart', async () => {
      const items = Array.from({ length: 30 }, (_, i) => `item-${i}`);
      const saved = Array.from({ length: 1_000 }, (_, d) => ({
        serial: `S${d}`,
        readings: items.map((item, i) =>
          aReading({ item, value: { kind: 'number', number: d * 100 + i, unit: 'count' } }),
        ),
      }));
      await at.store().saveReadings(saved);
      const store = await at.reopen();
      const found = await store.latestReadings(
        saved.map(({ serial }) => serial),
        items,
        0,
      );
      expect(found.map((one) => ({ ...one, readings: sorted(one.readings) }))).toEqual(
        saved.map((one) => ({ ...one, readings: sorted(one.readings) })),
      );
    });
  });
}

/** The order of readings within a device is the store's own. */
function sorted(readings: Reading[]): Reading[] {
  return readings.toSorted((a, b) => (sortKey(a) < sortKey(b) ? -1 : 1));
}

function sortKey(reading: Reading): string {
  return JSON.stringify([readingKey(reading), reading.part ?? null]);
}

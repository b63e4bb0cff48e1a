import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_HISTORY, type DevicePast, pastOfReadings } from '../../../src/core/history.ts';
import { mergePast } from '../../../src/core/history-merge.ts';
import type { Reading } from '../../../src/core/reading.ts';
import { useStore } from './opened-store.ts';
import type { OpenStore } from './opened-store.ts';
import { anAbsent, anyReading, aReading, HOSTILE_TEXTS } from './samples.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** The past of devices, as every store keeps it. */
export function describeHistory(open: OpenStore): void {
  describe('the past', () => {
    const at = useStore(open);
    const save = (serial: string, ...readings: Reading[]): Promise<void> =>
      at.store().saveReadings([{ serial, readings }]);
    const count = (number: number, when: number): Reading =>
      aReading({ value: { kind: 'number', number, unit: 'impressions' }, at: when });
    async function points(serial: string): Promise<[number, number | string][]> {
      const [found] = await at.store().listPast([serial]);
      return (found?.series ?? []).flatMap(({ points }) =>
        points.map((point): [number, number | string] => [point.at, 'value' in point ? point.value : point.state]),
      );
    }

    it('is nothing for a device that was never read, nor for what is absent or a text', async () => {
      await save('S1', anAbsent(), aReading({ item: 'name', value: { kind: 'text', text: 'x' } }));
      expect(await at.store().listPast(['S1', 'S2'])).toEqual([]);
      expect(await at.store().listPast([])).toEqual([]);
    });

    it('keeps what newer readings replaced, in the order of their times however they came', async () => {
      for (const day of [3, 1, 2]) await save('S1', count(day * 100, day * DAY));
      expect(await points('S1')).toEqual([1, 2, 3].map((day) => [day * DAY, day * 100]));
      expect(await at.store().latestReadings(['S1'], ['copies.total'], 0)).toMatchObject([
        { readings: [{ at: 3 * DAY }] },
      ]);
    });

    it('takes the same readings in once, however often and however late they are saved', async () => {
      for (let time = 0; time < 30; time += 1) {
        await save('S1', count(100, DAY));
        await save('S1', count(200 + time, (2 + time) * DAY));
      }
      const expected = [[DAY, 100], ...Array.from({ length: 30 }, (_, time) => [(2 + time) * DAY, 200 + time])];
      expect(await points('S1')).toEqual(expected);
      await save('S1', count(100, DAY));
      expect(await points('S1')).toEqual(expected);
    });

    it('keeps parts, units and states apart, and gives only the items that were asked for', async () => {
      const readings = [
        aReading({ part: 'tray-1' }),
        aReading({ part: '' }),
        aReading({ value: { kind: 'number', number: 5, unit: 'sheets' } }),
        aReading(),
        aReading({ item: 'toner-save', value: { kind: 'state', state: 'on' } }),
      ];
      await save('S1', ...readings);
      const [found] = await at.store().listPast(['S1'], ['copies.total', 'none']);
      expect(found?.series).toHaveLength(4);
      expect(new Set(found?.series.map(({ part }) => part))).toEqual(new Set(['', undefined, 'tray-1']));
      expect(await at.store().listPast(['S1'], ['toner-save'])).toEqual([
        { serial: 'S1', series: [{ item: 'toner-save', kind: 'state', points: [{ at: 0, state: 'on' }] }] },
      ]);
    });

    it('answers for serials in the order and the spelling they were asked in', async () => {
      await at.store().saveReadings(['B', 'a', 'C'].map((serial) => ({ serial, readings: [aReading()] })));
      const found = await at.store().listPast(['c', 'none', 'A ', 'B'], ['copies.total']);
      expect(found.map(({ serial }) => serial)).toEqual(['c', 'A ', 'B']);
    });

    it('loses nothing that is saved at once', async () => {
      const days = Array.from({ length: 60 }, (_, n) => 1 + ((n * 37) % 60));
      await Promise.all(days.map((day) => save('S1', count(day, day * DAY))));
      expect(await points('S1')).toEqual(days.toSorted((a, b) => a - b).map((day) => [day * DAY, day]));
    });

    it('thins what is old, and holds both sides of a break', async () => {
      const saved = Array.from({ length: 400 }, (_, n) => count(n < 200 ? 90_000 + n : n, n * 6 * 60 * MINUTE));
      for (let from = 0; from < saved.length; from += 10) await save('S1', ...saved.slice(from, from + 10));
      const kept = await points('S1');
      expect(kept).toContainEqual([199 * 6 * 60 * MINUTE, 90_199]);
      expect(kept).toContainEqual([200 * 6 * 60 * MINUTE, 200]);
      expect(kept.at(-1)).toEqual([399 * 6 * 60 * MINUTE, 399]);
      expect(kept.length).toBeLessThan(160);
      expect(kept.length).toBeGreaterThan(130);
    });

    it('is that of all readings that were saved, whatever they were and in whatever portions', async () => {
      let run = 0;
      const portions = fc.array(fc.array(anyReading, { maxLength: 6 }), { minLength: 1, maxLength: 20 });
      await fc.assert(
        fc.asyncProperty(portions, async (any) => {
          const serial = `S${run++}`;
          for (const readings of any) await save(serial, ...readings);
          const [found] = await at.store().listPast([serial]);
          const series = mergePast(pastOfReadings(any.flat()), DEFAULT_HISTORY);
          expect(found).toEqual(series.length === 0 ? undefined : ({ serial, series } satisfies DevicePast));
        }),
        { numRuns: 60 },
      );
    });

    it('keeps hostile serials, items, parts and states as they are, over a restart', async () => {
      const readings = HOSTILE_TEXTS.map((text) =>
        aReading({ item: text, part: text, value: { kind: 'state', state: text } }),
      );
      for (let day = 0; day < 12; day += 1) {
        const saved = readings.map((reading) => ({ ...reading, at: day * DAY }));
        await at.store().saveReadings(HOSTILE_TEXTS.map((text, i) => ({ serial: `${text}#${i}`, readings: saved })));
      }
      const store = await at.reopen();
      for (const [i, text] of HOSTILE_TEXTS.entries()) {
        const [found] = await store.listPast([`${text}#${i}`], [text]);
        const states = Array.from({ length: 12 }, (_, day) => ({ at: day * DAY, state: text }));
        expect(found?.series).toEqual([{ item: text, part: text, kind: 'state', points: states }]);
      }
    });
  });
}

import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Places, Slots } from '../../src/devices/slots.ts';

const STEPS = fc.array(fc.record({ isAdd: fc.boolean(), which: fc.nat() }), { maxLength: 300 });

it('slots keep what a Map would, under numbers that are never given twice, and need no more places than were taken at once', () => {
  fc.assert(
    fc.property(STEPS, (steps) => {
      const slots = new Slots<string>();
      const kept = new Map<number, string>();
      const given = new Set<number>();
      let most = 0;
      for (const [n, { isAdd, which }] of steps.entries()) {
        const old = [...kept.keys()][which % Math.max(1, kept.size)];
        if (isAdd || old === undefined) {
          const number = slots.add(`thing ${n}`);
          expect(given.has(number)).toBe(false);
          given.add(number);
          kept.set(number, `thing ${n}`);
        } else {
          expect([slots.delete(old), slots.delete(old)]).toEqual([true, false]);
          kept.delete(old);
        }
        most = Math.max(most, kept.size);
      }
      for (const number of given) expect(slots.get(number)).toBe(kept.get(number));
      expect(slots.size).toBe(kept.size);
      expect(slots.values().toSorted()).toEqual([...kept.values()].toSorted());
      expect(new Set([...given].map((number) => number % 2 ** 20)).size).toBeLessThanOrEqual(most);
    }),
  );
});

it('places follow the numbers of slots: who comes to a place that another left unseen has it alone', () => {
  const slots = new Slots<string>();
  const places = new Places<string>();
  const first = slots.add('first');
  places.put(first, 'first');
  slots.delete(first);
  const second = slots.add('second');
  places.put(second, 'second');
  expect([places.get(first), places.get(second), places.size]).toEqual([undefined, 'second', 1]);
  expect([places.delete(first), places.delete(second), places.size]).toEqual([false, true, 0]);
});

import { describe, expect, it } from 'vitest';
import type { ItemDef } from '../../src/core/item.ts';
import { loadRules } from '../../src/rules/load.ts';
import { rateFindings, readFindings } from '../../src/rules/rate-references.ts';
import { changed, faultsOf } from './rules-folder.ts';

const RATE = {
  counter: 'total',
  units: { impressions: 'impressions a day' },
  perDays: 1,
  withinDays: 30,
  leastDays: 7,
};
const total: ItemDef = {
  id: 'total',
  title: 'Total',
  kind: 'number',
  unit: 'impressions',
  compare: { as: 'none', why: 'a total' },
  because: 'b',
  source: 's',
};
const aDay: ItemDef = {
  ...total,
  id: 'a-day',
  unit: 'impressions a day',
  rate: { ...RATE, units: { impressions: 'impressions a day' } },
};
const mode: ItemDef = { ...total, id: 'mode', kind: 'state', unit: undefined, compare: { as: 'state' } };

function found(given: Partial<ItemDef>): string[] {
  const items = new Map([total, aDay, mode].map((item) => [item.id, item]));
  const item = { ...aDay, ...given };
  return rateFindings(item, { itemIds: new Set(items.keys()), items }).map(
    ({ what, where }) => `${what} at ${where.join('.')}`,
  );
}
const rate = (over: Partial<NonNullable<ItemDef['rate']>>): Partial<ItemDef> => ({
  rate: { ...RATE, units: { impressions: 'impressions a day' }, ...over },
});

describe('an item that is worked out of the past', () => {
  it.each<[string, Partial<ItemDef>, string[]]>([
    ['nothing where it is sound', {}, []],
    ['nothing of what is read', { rate: undefined }, []],
    ['a counter that does not exist', rate({ counter: 'totals' }), ['there is no item "totals" at rate.counter']],
    ['what does not count up', rate({ counter: 'mode' }), ['"mode" does not count up at rate.counter']],
    ['a rate of a rate', rate({ counter: 'a-day' }), ['"a-day" does not count up at rate.counter']],
    ['a unit that no counter gives', { unit: 'volt' }, ['no counter gives "volt" at rate.units']],
    ['less time than it needs', rate({ withinDays: 5 }), ['7 days at the least of 5 at rate.leastDays']],
    ['a state', { kind: 'state' }, ['a state is no rate at kind']],
    [
      'a rate of a rate by another counter',
      { compare: { as: 'rate', per: 'total', times: 1, unit: 'count', odd: 'high', minEffect: 1 } },
      ['a rate is compared as rate at compare.as'],
    ],
    ['parts', { parts: 'tray' }, ['"parts" beside "rate" at parts']],
    ['a past of its own', { past: { as: 'level' } }, ['"past" beside "rate" at past']],
  ])('is told of %s', (_, given, faults) => {
    expect(found(given)).toEqual(faults);
  });

  it('has no place on any model and no line in any list', async () => {
    expect(readFindings(aDay, ['places', 'a-day'], 'key')).toMatchObject([
      { what: '"a-day" is worked out of the past' },
    ]);
    expect(readFindings(total, ['places', 'total'], 'key')).toEqual([]);
    expect(readFindings(undefined, [], 'key')).toEqual([]);
    const yaml = 'rate: { counter: jams, units: { count: impressions }, perDays: 1, withinDays: 30, leastDays: 7 }';
    const files = changed('items/copies.total.yml', 'unit: impressions', `unit: impressions\n${yaml}`);
    expect(await faultsOf(files)).toEqual([
      'models/generic.yml:5:3: "copies.total" is worked out of the past, at places.copies.total, read "jams" instead',
    ]);
    const book = await loadRules();
    const rates = [...book.items.values()].filter((item) => item.rate !== undefined).map(({ id }) => id);
    expect(rates.toSorted()).toEqual(['copies.a-day', 'jams.a-month']);
  });
});

import type { ItemDef } from '../core/item.ts';
import { pastRuleOf } from '../core/past-rule.ts';
import type { Finding } from './fault.ts';
import { unknownId } from './unknown-id.ts';

type KnownItems = { itemIds: ReadonlySet<string>; items: ReadonlyMap<string, ItemDef> };

/** What is wrong with what an item says of the counter it is worked out of. */
export function rateFindings(item: ItemDef, known: KnownItems): Finding[] {
  const { rate, compare } = item;
  if (rate === undefined) return [];
  const found: Finding[] = [];
  if (item.kind !== 'number')
    found.push({ what: `a ${item.kind} is no rate`, where: ['kind'], why: 'use number', on: 'value' });
  if (compare.as !== 'value' && compare.as !== 'none')
    found.push({
      what: `a rate is compared as ${compare.as}`,
      where: ['compare', 'as'],
      why: 'it is one number for the whole device: use value or none',
      on: 'value',
    });
  if (item.parts !== undefined)
    found.push({ what: '"parts" beside "rate"', where: ['parts'], why: 'it is of all parts together', on: 'key' });
  if (item.past !== undefined)
    found.push({ what: '"past" beside "rate"', where: ['past'], why: 'it has no past of its own', on: 'key' });
  if (item.unit !== undefined && !Object.values(rate.units).includes(item.unit))
    found.push({
      what: `no counter gives "${item.unit}"`,
      where: ['rate', 'units'],
      why: 'say for which unit of the counter it stands',
      on: 'value',
    });
  if (rate.leastDays > rate.withinDays)
    found.push({
      what: `${rate.leastDays} days at the least of ${rate.withinDays}`,
      where: ['rate', 'leastDays'],
      why: 'there would never be a rate',
      on: 'value',
    });
  const where = ['rate', 'counter'];
  const counter = known.items.get(rate.counter);
  if (!known.itemIds.has(rate.counter)) found.push(unknownId('item', rate.counter, where, known.itemIds));
  else if (counter !== undefined && (counter.rate !== undefined || pastRuleOf(counter).as !== 'counter'))
    found.push({ what: `"${rate.counter}" does not count up`, where, why: 'name a counter', on: 'value' });
  return found;
}

/** What is wrong with naming an item as one that is read: one that is worked out of the past never is. */
export function readFindings(item: ItemDef | undefined, where: PropertyKey[], on: 'key' | 'value'): Finding[] {
  if (item?.rate === undefined) return [];
  return [{ what: `"${item.id}" is worked out of the past`, where, why: `read "${item.rate.counter}" instead`, on }];
}

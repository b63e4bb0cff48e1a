import type { ItemDef } from '../core/item.ts';
import type { Condition } from '../core/measure.ts';
import { pastRuleOf } from '../core/past-rule.ts';
import type { Finding } from './fault.ts';
import { unknownId } from './unknown-id.ts';

type KnownItems = { itemIds: ReadonlySet<string>; items: ReadonlyMap<string, ItemDef> };

/** What is wrong with what an item says of its past: it must fit what the item is, and what counts beside it must be a number. */
export function pastFindings(item: ItemDef, known: KnownItems): Finding[] {
  const { past } = item;
  if (past === undefined) return [];
  const as = ['past', 'as'];
  if (item.kind === 'text' && past.as !== 'none')
    return [{ what: 'a text has no past', where: as, why: 'only numbers and states are kept: use none', on: 'value' }];
  if (item.kind !== 'number' && (past.as === 'counter' || past.as === 'wear'))
    return [{ what: `a ${item.kind} is no ${past.as}`, where: as, why: 'only numbers are: use level', on: 'value' }];
  if (past.as !== 'wear') return [];
  const found: Finding[] = [];
  if (item.unit !== 'percent')
    found.push({ what: 'wear that is no percentage', where: as, why: 'it is what is left of the whole', on: 'value' });
  if (past.counts === undefined) return found;
  const where = ['past', 'counts'];
  const counts = known.items.get(past.counts);
  if (!known.itemIds.has(past.counts)) return [...found, unknownId('item', past.counts, where, known.itemIds)];
  if (counts !== undefined && pastRuleOf(counts).as !== 'counter')
    found.push({ what: `"${past.counts}" does not count up`, where, why: 'name a counter', on: 'value' });
  return found;
}

/** What is wrong with a condition on a trend: one that can never be seen would never hold. */
export function trendFindings(item: ItemDef, condition: Condition, where: PropertyKey[]): Finding[] {
  if (condition.sinceDays !== undefined && condition.trend === undefined)
    return [
      {
        what: '"sinceDays" without "trend"',
        where: [...where, 'sinceDays'],
        why: 'say what began no longer ago than that',
        on: 'key',
      },
    ];
  if (condition.trend === undefined) return [];
  const trend = [...where, 'trend'];
  const never = 'the condition would never hold';
  if (!hasTrend(item)) return [{ what: `no trend is told of "${item.id}"`, where: trend, why: never, on: 'value' }];
  if (item.kind === 'state' && condition.trend !== 'changed')
    return [{ what: `a state is never ${condition.trend}`, where: trend, why: 'use changed', on: 'value' }];
  return [];
}

function hasTrend(item: ItemDef): boolean {
  const { as } = pastRuleOf(item);
  if (as === 'level') return item.kind === 'state' || item.compare.as === 'value';
  return as === 'counter' && item.compare.as === 'rate';
}

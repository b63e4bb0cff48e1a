import type { ItemDef } from '../core/item.ts';
import {
  type AnyCondition,
  type Condition,
  firstOfAll,
  isOfSamePart,
  type MeasureDef,
  type SaidCondition,
} from '../core/measure.ts';
import type { Finding } from './fault.ts';
import { unknownId } from './unknown-id.ts';

/** Every condition of a measure with its place in the file. */
export function placedConditions(measure: MeasureDef): { condition: AnyCondition; where: PropertyKey[] }[] {
  const placed = (conditions: readonly AnyCondition[] | undefined, where: PropertyKey[]) =>
    (conditions ?? []).map((condition, index) => ({ condition, where: [...where, index] }));
  return [
    ...(['all', 'any', 'none'] as const).flatMap((group) => placed(measure.when[group], ['when', group])),
    ...placed(measure.for, ['for']),
    ...placed(measure.against, ['against']),
  ];
}

/** What is wrong with a condition on several parts, or on the part of the first one: there must be such parts. */
export function partFindings(
  measure: MeasureDef,
  condition: Condition,
  where: PropertyKey[],
  known: { items: ReadonlyMap<string, ItemDef> },
): Finding[] {
  if (
    condition.holdsFor !== undefined &&
    known.items.get(condition.item)?.parts === undefined &&
    known.items.has(condition.item)
  )
    return [
      {
        what: `"${condition.item}" has no parts`,
        where: [...where, 'holdsFor'],
        why: 'the condition would never hold',
        on: 'key',
      },
    ];
  if (condition.orAbsent === true && (where[1] !== 'all' || condition.part !== undefined))
    return [
      {
        what: condition.part === undefined ? '"orAbsent" outside of "all"' : '"orAbsent" of a named part',
        where: [...where, 'orAbsent'],
        why: 'it is for a condition of "all" on any part',
        on: 'key',
      },
    ];
  if (condition.samePart !== true) return [];
  const first = firstOfAll(measure);
  const at = [...where, 'samePart'];
  if (first === undefined || first === condition)
    return [{ what: '"samePart" of no other part', where: at, why: 'it is that of the first of "all"', on: 'key' }];
  return [first.item, condition.item].flatMap((id): Finding[] => {
    const item = known.items.get(id);
    if (item === undefined || item.parts !== undefined) return [];
    return [{ what: `"${id}" has no parts`, where: at, why: 'the condition would never hold', on: 'key' }];
  });
}

/** What is wrong with a condition on what was said: it must ask something, and what it is compared with must have parts. */
export function saidFindings(
  measure: MeasureDef,
  condition: SaidCondition,
  where: PropertyKey[],
  known: { items: ReadonlyMap<string, ItemDef> },
): Finding[] {
  const at = [...where, 'said'];
  if (Object.keys(condition.said).length === 0)
    return [
      {
        what: 'nothing is asked of what was said',
        where: at,
        why: 'say only, colours, parts, codes, repeats, repeatsOther or sinceDays',
        on: 'key',
      },
    ];
  if (!isOfSamePart(condition)) return [];
  const first = firstOfAll(measure);
  const key = condition.said.colours === 'same' || condition.said.colours === 'other' ? 'colours' : 'parts';
  if (first === undefined)
    return [
      {
        what: 'the part of no condition',
        where: [...at, key],
        why: 'it is that of the first of "all" on an item',
        on: 'value',
      },
    ];
  const item = known.items.get(first.item);
  if (item === undefined || item.parts !== undefined) return [];
  return [
    { what: `"${first.item}" has no parts`, where: [...at, key], why: 'the condition would never hold', on: 'value' },
  ];
}

/** What is wrong with the questions of a measure: another measure must exist that is proposed for one of the same complaints. */
export function decideFindings(measure: MeasureDef, known: { measureIds: ReadonlySet<string> }): Finding[] {
  return (measure.decide ?? []).flatMap(({ from }, index): Finding[] => {
    const where = ['decide', index, 'from'];
    if (from === measure.id)
      return [{ what: 'a question that tells it from itself', where, why: 'name another measure', on: 'value' }];
    return known.measureIds.has(from) ? [] : [unknownId('measure', from, where, known.measureIds)];
  });
}

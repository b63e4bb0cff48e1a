import { describe, expect, it } from 'vitest';
import type { CompareRule, ItemDef } from '../../src/core/item.ts';
import type { Reading } from '../../src/core/reading.ts';
import { itemChanges } from '../../src/core/sweep-changes.ts';
import type { Value } from '../../src/core/value.ts';

function itemOf(compare: CompareRule): ItemDef {
  return { id: 'i', title: 'Thing', kind: 'number', compare, because: 'b', source: 's' };
}
const VALUE = itemOf({ as: 'value', odd: 'both', minEffect: 5 });
const COUNTED = itemOf({ as: 'none', why: 'w' });
const COMPARED = itemOf({ as: 'state' });

function reading(value: Value, part?: string): Reading {
  return { item: 'i', value, evidence: [], at: 1, ...(part === undefined ? {} : { part }) };
}
const percent = (number: number): Value => ({ kind: 'number', number, unit: 'percent' });
const state = (word: string): Value => ({ kind: 'state', state: word });

function isChanged(before: Value, now: Value, def: ItemDef): boolean {
  return itemChanges([reading(before)], [reading(now)], new Map([['i', def]])).length > 0;
}

describe('what changed of a device', () => {
  it.each([
    ['a number by what matters', percent(10), percent(15), VALUE, true],
    ['a number by less', percent(10), percent(14.9), VALUE, false],
    ['a counter', percent(10), percent(99), COUNTED, false],
    [
      'a number whose unit is another',
      percent(10),
      { kind: 'number', number: 99, unit: 'step' } as const,
      VALUE,
      false,
    ],
    ['a state', state('on'), state('off'), COMPARED, true],
    ['a state of the moment', state('idle'), state('printing'), COUNTED, false],
    ['a text', { kind: 'text', text: '1.0' } as const, { kind: 'text', text: '1.1' } as const, COMPARED, true],
    [
      'blanks beside a text',
      { kind: 'text', text: '1.0' } as const,
      { kind: 'text', text: ' 1.0 ' } as const,
      COMPARED,
      false,
    ],
    ['what is not said any more', state('on'), { kind: 'absent', reason: 'timeout' } as const, COMPARED, false],
    ['what was not said before', { kind: 'absent', reason: 'timeout' } as const, state('on'), COMPARED, false],
    ['nothing', state('on'), state('on'), COMPARED, false],
  ])('%s: from %j to %j', (_, before, now, def, changed) => {
    expect(isChanged(before, now, def)).toBe(changed);
  });

  it('is told part by part, and nothing is told of what nobody knew or no rule names', () => {
    const before = [reading(state('a'), 'tray-1'), reading(state('b'), 'tray-2')];
    const now = [reading(state('b'), 'tray-2'), reading(state('c'), 'tray-1'), reading(state('d'), 'tray-3')];
    expect(itemChanges(before, now, new Map([['i', COMPARED]]))).toEqual([
      { item: 'i', title: 'Thing', part: 'tray-1', partTitle: undefined, before: state('a'), now: state('c') },
    ]);
    expect(itemChanges(before, now, new Map())).toEqual([]);
  });
});

import { isCounting } from './history-thin.ts';
import type { ItemDef, PastRule } from './item.ts';

/**
 * What is looked for in the past of an item: what it states, else what its kind and the way it is compared make likely.
 * Fails: never; a text has no past that is kept, nor has what is worked out of the past.
 */
export function pastRuleOf(item: ItemDef): PastRule {
  if (item.rate !== undefined) return { as: 'none' };
  if (item.past !== undefined) return item.past;
  if (item.kind === 'state') return { as: 'level' };
  if (item.kind === 'text') return { as: 'none' };
  switch (item.compare.as) {
    case 'value':
      return { as: 'level' };
    case 'rate':
    case 'share':
      return { as: 'counter' };
    case 'state':
    case 'none':
      return item.unit !== undefined && isCounting(item.unit) ? { as: 'counter' } : { as: 'none' };
  }
}

/** The items whose past is needed to tell that of these: their own, what they are divided by or worked out of, and what counts beside them. */
export function pastItemsOf(items: readonly ItemDef[]): string[] {
  const ids = new Set<string>();
  for (const item of items) {
    const rule = pastRuleOf(item);
    if (item.rate !== undefined) ids.add(item.rate.counter);
    if (rule.as === 'none') continue;
    ids.add(item.id);
    if (rule.as === 'counter' && item.compare.as === 'rate') ids.add(item.compare.per);
    if (rule.as === 'wear' && rule.counts !== undefined) ids.add(rule.counts);
  }
  return [...ids];
}

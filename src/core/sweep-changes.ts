import type { ItemDef } from './item.ts';
import { type Reading, readingKey } from './reading.ts';
import type { Value } from './value.ts';

/** Something of a device that is not what it was: an item or a part of it. `partTitle` is the device's own name for it, hostile until escaped. */
export type ItemChange = {
  item: string;
  title: string;
  part?: string | undefined;
  partTitle?: string | undefined;
  before: Value;
  now: Value;
};

/**
 * What changed from one reading of a device to the next.
 * Shape: states and texts that are others, and numbers compared as they are that differ by what matters (`minEffect`). What is counted changes with
 * every page, a state that is compared with nothing is one of the moment (printing, idle), and what one of the two readings does not say has not
 * changed as far as anybody knows.
 * Fails: never.
 */
export function itemChanges(
  before: readonly Reading[],
  now: readonly Reading[],
  items: ReadonlyMap<string, ItemDef>,
): ItemChange[] {
  const known = new Map(before.map((reading) => [readingKey(reading), reading.value]));
  return now.flatMap((reading): ItemChange[] => {
    const { item, part, partTitle, value } = reading;
    const def = items.get(item);
    const was = known.get(readingKey(reading));
    if (def === undefined || was === undefined || !hasChanged(was, value, def)) return [];
    return [{ item, title: def.title, part, partTitle, before: was, now: value }];
  });
}

function hasChanged(before: Value, now: Value, { compare }: ItemDef): boolean {
  if (before.kind === 'state' && now.kind === 'state') return compare.as !== 'none' && before.state !== now.state;
  if (before.kind === 'text' && now.kind === 'text') return before.text.trim() !== now.text.trim();
  if (before.kind !== 'number' || now.kind !== 'number' || compare.as !== 'value') return false;
  const difference = Math.abs(now.number - before.number);
  return before.unit === now.unit && difference > 0 && difference >= compare.minEffect;
}

import type { Comparison } from '../core/comparison.ts';
import type { Condition } from '../core/measure.ts';
import { movementOf } from '../core/past.ts';

const DAY_MS = 86_400_000;

/**
 * The oddest comparison for which a condition holds.
 * Shape: `part` is that of the first condition, which one that says `samePart` must share.
 * Fails: never; undefined where it holds for none.
 */
export function witness(
  condition: Condition,
  comparisons: readonly Comparison[],
  part?: string,
): Comparison | undefined {
  return witnesses(condition, comparisons, part)[0];
}

/** All comparisons for which a condition holds, oddest first; equals stay in their order. */
export function witnesses(condition: Condition, comparisons: readonly Comparison[], part?: string): Comparison[] {
  const ofItem = comparisons.filter(({ item, part }) => item === condition.item && isMeant(condition.part, part));
  // One tray that does not answer is not an item that could not be read.
  if (condition.absent === true && ofItem.some(({ figure }) => figure.kind !== 'absent')) return [];
  const mayBeAbsent = condition.orAbsent === true && isMostlyRead(comparisons);
  const held = ofItem.filter(
    (comparison) => holds(condition, comparison) || (mayBeAbsent && isByAbsence(condition, comparison)),
  );
  if (condition.holdsFor !== undefined && spreadOver(held, ofItem) !== condition.holdsFor) return [];
  return held
    .filter((comparison) => condition.samePart !== true || isSamePart(part, comparison.part))
    .sort((one, other) => other.oddness - one.oddness);
}

/** Whether at least half of the items could be read. Of a device that says little, no single item is told from the others. */
function isMostlyRead(comparisons: readonly Comparison[]): boolean {
  const asked = new Set(comparisons.map(({ item }) => item));
  const read = new Set(comparisons.filter(({ figure }) => figure.kind !== 'absent').map(({ item }) => item));
  return read.size * 2 >= asked.size;
}

/** Whether a condition holds only because what it asks of could not be read. */
export function isByAbsence({ orAbsent }: Condition, { figure }: Comparison): boolean {
  return orAbsent === true && figure.kind === 'absent';
}

/** Whether a part is the one, or one of those, that a condition names. */
function isMeant(named: string | undefined, part: string | undefined): boolean {
  if (named === undefined || named === part) return true;
  return named.endsWith('*') && part?.startsWith(named.slice(0, -1)) === true;
}

/** Over how many of the parts that were read something spreads; of a single part nothing can be told. */
function spreadOver(held: readonly Comparison[], ofItem: readonly Comparison[]): 'one' | 'most' | undefined {
  const read = ofItem.filter(({ figure }) => figure.kind !== 'absent').length;
  if (read < 2) return undefined;
  if (held.length === 1) return 'one';
  return held.length * 5 >= read * 3 ? 'most' : undefined;
}

/** Whether two items speak of one part: `toner-black` is the cartridge of `black`, `feed-tray-2` the place of `tray-2`. */
export function isSamePart(one: string | undefined, other: string | undefined): boolean {
  if (one === undefined || other === undefined) return false;
  return one === other || one.endsWith(`-${other}`) || other.endsWith(`-${one}`);
}

function holds(condition: Condition, comparison: Comparison): boolean {
  const { figure } = comparison;
  if (condition.absent !== undefined && condition.absent !== (figure.kind === 'absent')) return false;
  if (condition.verdict !== undefined && !condition.verdict.includes(comparison.verdict)) return false;
  if (condition.side !== undefined && condition.side !== comparison.side) return false;
  if (condition.below !== undefined && !(figure.kind === 'number' && figure.number < condition.below)) return false;
  if (condition.above !== undefined && !(figure.kind === 'number' && figure.number > condition.above)) return false;
  if (condition.trend !== undefined && !hasMoved(condition, comparison)) return false;
  if (condition.state === undefined) return true;
  if (figure.kind === 'state') return condition.state.includes(figure.state);
  return figure.kind === 'text' && condition.state.includes(figure.text);
}

/** Whether a level has moved as a condition says. What the device does not say now, has no trend to act on. */
function hasMoved({ trend, sinceDays }: Condition, { past, figure, reading }: Comparison): boolean {
  const moved = figure.kind === 'absent' ? undefined : movementOf(past);
  if (moved === undefined) return false;
  if (sinceDays !== undefined && reading.at - moved.since > sinceDays * DAY_MS) return false;
  return trend === 'changed' || moved.movement === trend;
}

import { anyPartOf } from '../core/compare-device.ts';
import { isPrivate } from '../core/compare.ts';
import { peerValuesOf } from '../core/figures.ts';
import type { ItemDef } from '../core/item.ts';
import type { PeerValue } from '../core/peer-column.ts';
import { anyKey, READ } from '../core/peer-sums.ts';
import { isReport, type Reading } from '../core/reading.ts';
import { type TallyFigure, type TallyRules, wholeDayOf } from '../core/tally.ts';
import type { RuleBook } from '../rules/book.ts';

const known = new WeakMap<RuleBook, TallyRules>();

/**
 * How what is stored of a device is added up, by the rules: its figures as they are compared, and that it was read at all. Texts of one customer's
 * own are not gathered.
 * Shape: rules that say the same share a fingerprint.
 */
export function tallyRulesOf(book: RuleBook): TallyRules {
  const found = known.get(book);
  if (found !== undefined) return found;
  const items = [...book.items.values()].filter((item) => !isPrivate(item)).sort((a, b) => (a.id < b.id ? -1 : 1));
  const rules = {
    fingerprint: JSON.stringify(
      items.map(({ id, kind, parts, compare }) => [id, kind, parts ?? '', howCompared(compare)]),
    ),
    figuresOf: (readings: Reading[]) => figuresOf(items, readings),
  };
  known.set(book, rules);
  return rules;
}

function howCompared(compare: ItemDef['compare']): unknown {
  return compare.as === 'rate' ? [compare.as, compare.per, compare.times, compare.unit] : [compare.as];
}

function figuresOf(items: readonly ItemDef[], readings: Reading[]): TallyFigure[] {
  const listed = new Set(readings.filter(isReport).map(({ item }) => item));
  const figures: TallyFigure[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  const said = new Set(readings.map(({ item }) => item));
  for (const item of items) {
    // There are many items, and a device says a few.
    if (!said.has(item.id)) continue;
    const values = peerValuesOf(item, readings);
    const report = listed.has(item.id);
    const figureOf = (key: string, { value, at, units }: PeerValue): TallyFigure => ({
      item: item.id,
      key,
      value,
      day: wholeDayOf(at),
      isReport: report,
      ...(units === undefined ? {} : { units }),
    });
    for (const [key, one] of values) {
      figures.push(figureOf(key, one));
      newest = Math.max(newest, one.at);
    }
    const any = item.compare.as === 'state' && item.parts !== undefined ? anyPartOf(item, values) : undefined;
    if (any !== undefined) figures.push(figureOf(anyKey(item.id), any));
  }
  if (Number.isFinite(newest)) {
    figures.push({ item: READ, key: READ, value: 'read', day: wholeDayOf(newest), isReport: false });
  }
  return figures;
}

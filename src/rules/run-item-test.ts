import { compareFigures } from '../core/compare.ts';
import type { Figure } from '../core/comparison.ts';
import { pastOfReadings } from '../core/history.ts';
import type { ItemDef } from '../core/item.ts';
import { pastOf } from '../core/past.ts';
import { pastInWords } from '../core/past-words.ts';
import type { Reading } from '../core/reading.ts';
import { storedRates } from '../core/stored-rates.ts';
import { type Unit, UNITS, type Value } from '../core/value.ts';
import { valueInWords } from '../core/words.ts';
import type { RuleBook } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import type { ItemTest } from './test-schema.ts';

/** The fewest peers that the program itself compares with unless it is told otherwise. */
const NEEDED_PEERS = 5;

const DAY_MS = 86_400_000;

/** Runs the cases of one item's test. */
export function runItemTest(book: RuleBook, id: string, test: ItemTest): Finding[] {
  const item = book.items.get(id);
  if (item === undefined) return [];
  return [...runPastCases(item, test), ...runCases(item, test)];
}

/** What is told of each past that a test names. */
function runPastCases(item: ItemDef, test: ItemTest): Finding[] {
  return (test.past ?? []).flatMap(({ name, days, says }, index) => {
    const readings = days.map((said, day): Reading => {
      const value: Value =
        typeof said === 'number'
          ? { kind: 'number', number: said, unit: countedIn(item) }
          : { kind: 'state', state: said };
      return { item: item.rate?.counter ?? item.id, value, evidence: [], at: (day + 1) * DAY_MS };
    });
    const now = readings.at(-1);
    if (now === undefined) return [];
    const told = toldOf(item, readings, now);
    if (told.some((phrase) => phrase.startsWith(says))) return [];
    const why = `nothing of it begins with "${says}"`;
    return [failedCase(`past "${name}" tells: ${told.join('; ') || 'nothing'}`, ['past', index], why)];
  });
}

/** What is told of the past of an item, or what is worked out of that of its counter. */
function toldOf(item: ItemDef, readings: readonly Reading[], now: Reading): string[] {
  const series = pastOfReadings(readings);
  if (item.rate !== undefined)
    return storedRates([item], { series, now: now.at, notBefore: 0 }).map(({ value }) => valueInWords(value));
  const past = pastOf(item, now, series, [now]);
  return past === undefined ? [] : pastInWords(past, now.at);
}

/** What the numbers of a past are in: for a rate what its counter counts where the rate is in the unit of the item, else that unit. */
function countedIn({ rate, unit }: ItemDef): Unit {
  return UNITS.find((one) => rate?.units[one] !== undefined && rate.units[one] === unit) ?? unit ?? 'count';
}

function runCases(item: ItemDef, test: ItemTest): Finding[] {
  const { id } = item;
  return test.cases.flatMap((example, index) => {
    const where = ['cases', index];
    const mine = testFigure(item, example.mine);
    if (mine === undefined)
      return [failedCase(`case "${example.name}" has text for a number`, [...where, 'mine'], `${id} is a number`)];
    const { verdict, side, because } = compareFigures({ item, mine, peers: example.peers, neededPeers: NEEDED_PEERS });
    if (verdict !== example.verdict)
      return [failedCase(`case "${example.name}" gives ${verdict}, not ${example.verdict}`, where, because)];
    if (example.says !== undefined && !because.startsWith(example.says))
      return [failedCase(`case "${example.name}" says: ${because}`, where, `it does not begin with "${example.says}"`)];
    if (example.side === undefined || side === example.side) return [];
    return [
      failedCase(
        `case "${example.name}" lies on the side ${side ?? 'of neither'}, not ${example.side}`,
        where,
        because,
      ),
    ];
  });
}

/** The unit of the figure that is compared, which a rate or a share changes. */
function comparedUnit(item: ItemDef): Unit {
  if (item.compare.as === 'rate') return item.compare.unit;
  if (item.compare.as === 'share') return 'percent';
  return item.unit ?? 'count';
}

/** A figure as a test writes it; undefined when it is a text where the item is a number. */
export function testFigure(item: ItemDef, mine: number | string): Figure | undefined {
  if (item.kind !== 'number')
    return item.kind === 'state'
      ? { kind: 'state', state: String(mine), from: [] }
      : { kind: 'text', text: String(mine), from: [] };
  return typeof mine === 'number' ? { kind: 'number', number: mine, unit: comparedUnit(item), from: [] } : undefined;
}

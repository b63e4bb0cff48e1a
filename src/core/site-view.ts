import { chanceOfAtLeastAmong } from './chance.ts';
import { judgeBy } from './compare.ts';
import type { Comparison, Figure } from './comparison.ts';
import { figuresOf, unitsOf } from './figures.ts';
import type { ItemDef } from './item.ts';
import { readingKey, type Reading } from './reading.ts';

/** Devices beside each other: how many gave a value that can be judged, and how many of them are odd as the claimed device is. */
export type Alike = { judged: number; same: number };

/**
 * One thing that is odd of the claimed device, and how it is with the others at its site.
 * Shape: `side` of a number, `state` of a state; `ofModel` are those of the same model among `all`; `usual` is an upper bound of the share of the claimed device's model that is odd so anyway; those of other models are held to their own.
 */
export type SiteItem = {
  item: string;
  part?: string | undefined;
  title: string;
  partTitle?: string | undefined;
  side?: 'low' | 'high' | undefined;
  state?: string | undefined;
  all: Alike;
  ofModel: Alike;
  usual: number;
};

/**
 * The other devices of the customer at the site of the claimed one, on what is odd of it, by stored readings.
 * Shape: `devices` stand there, `ofModel` of the same model, `read` with a stored value of any of these items that is young enough; `oldest` of those values.
 * `says` is what follows, as far as anything does.
 */
export type SiteView = {
  devices: number;
  ofModel: number;
  read: number;
  oldest?: number | undefined;
  items: SiteItem[];
  says: 'site' | 'machine' | 'unclear' | 'too-few' | 'unread' | 'alone';
};

/**
 * What one device at the site says, judged: whether it is odd as the claimed device is in each thing, by its place; absent where it cannot be told.
 * Shape: `usual` of another model alone, at most so large a share of that model is odd in the same way, by the same places; 1 where it cannot be told.
 */
export type SiteDevice = {
  isSameModel: boolean;
  oldest?: number | undefined;
  isOdd: (boolean | undefined)[];
  usual?: number[] | undefined;
};

/** Where everybody at the site has the same trouble by chance alone at most so often, the site is named; shared out among the things that are looked at. */
const CHANCE = 0.05;
/** Were it the site, half of the others at least would be expected to show it: that none of so many does is then 1 in 8 or less. */
const ENOUGH_WITHOUT = 3;
/** What a device is told apart by on its own page is no sign of a place, and neither is what it was never compared by. */
type Odd = Comparison & { figure: Extract<Figure, { kind: 'number' | 'state' }> };

/** What is odd of a device and could come from where it stands, oddest first: numbers with their side, and states. */
export function oddOf(comparisons: readonly Comparison[]): Odd[] {
  return comparisons.filter(
    (one): one is Odd =>
      (one.verdict === 'off' || one.verdict === 'watch') &&
      ((one.figure.kind === 'number' && one.side !== undefined) || one.figure.kind === 'state'),
  );
}

/**
 * How a device of the same model stands, by what its peers' values were for the claimed one.
 * Shape: in the order of `odd`; undefined where it says nothing, or counts in something else. Fails: never.
 */
export function judgeSameModel(
  odd: readonly Odd[],
  defs: ReadonlyMap<string, ItemDef>,
  readings: readonly Reading[],
): SiteDevice {
  const used: number[] = [];
  const isOdd = odd.map((mine) => {
    const item = defs.get(mine.item);
    const found = item && figuresOf(item, readings).find(({ reading }) => readingKey(reading) === readingKey(mine));
    if (item === undefined || found === undefined || found.figure.kind !== mine.figure.kind) return undefined;
    const said = isAlike(item, mine, found.figure);
    if (said !== undefined) used.push(...found.figure.from.map(({ at }) => at));
    return said;
  });
  return { isSameModel: true, isOdd, ...(used.length === 0 ? {} : { oldest: Math.min(...used) }) };
}

function isAlike(item: ItemDef, mine: Odd, figure: Figure): boolean | undefined {
  if (figure.kind === 'state') return mine.figure.kind === 'state' && figure.state === mine.figure.state;
  if (figure.kind !== 'number' || mine.figure.kind !== 'number') return undefined;
  const [one, other] = [unitsOf(figure), unitsOf(mine.figure)];
  if (one.unit !== other.unit || one.of !== other.of) return undefined;
  const { verdict, side } = judgeBy(item, figure, mine.baseline, mine.behind);
  if (verdict === 'cannot-say') return undefined;
  return (verdict === 'off' || verdict === 'watch') && side === mine.side;
}

/** How a device of another model stands among its own model, as it was compared there. Shape: as `judgeSameModel`. */
export function judgeOtherModel(
  odd: readonly Odd[],
  defs: ReadonlyMap<string, ItemDef>,
  comparisons: readonly Comparison[],
): SiteDevice {
  const byKey = new Map(comparisons.map((one) => [readingKey(one), one]));
  const used: number[] = [];
  const isOdd = odd.map((mine) => {
    const its = byKey.get(readingKey(mine));
    if (its === undefined || its.verdict === 'cannot-say' || its.figure.kind !== mine.figure.kind) return undefined;
    used.push(...its.figure.from.map(({ at }) => at));
    const isSame =
      its.figure.kind === 'state' && mine.figure.kind === 'state'
        ? its.figure.state === mine.figure.state
        : its.side === mine.side;
    return isSame && its.verdict !== 'normal';
  });
  const usual = odd.map((mine) => {
    const its = byKey.get(readingKey(mine));
    return its === undefined ? 1 : usualShare(mine, defs.get(mine.item), its);
  });
  return { isSameModel: false, isOdd, usual, ...(used.length === 0 ? {} : { oldest: Math.min(...used) }) };
}

/**
 * At most so large a share of a model is odd in this way, whatever the reason, by how one of its devices was compared: a device lies outside p10 to p90 to be odd by its peers, and where a stated limit
 * calls p10, or the median, odd as well, more do. Units: 0 to 1.
 */
export function usualShare(
  { figure: odd, side }: Odd,
  item: ItemDef | undefined,
  { baseline, figure, behind }: Comparison,
): number {
  if (odd.kind === 'state') {
    const shares = baseline.kind === 'states' ? baseline.shares : undefined;
    return shares === undefined ? 1 : (shares.find(({ state }) => state === odd.state)?.share ?? 0);
  }
  if (baseline.kind !== 'number' || figure.kind !== 'number' || item === undefined) return 1;
  const isOddAt = (number: number): boolean => {
    const judged = judgeBy(item, { ...figure, number }, baseline, behind);
    return judged.verdict !== 'normal' && judged.side === side;
  };
  if (isOddAt(baseline.median)) return 1;
  return isOddAt(side === 'low' ? baseline.p10 : baseline.p90) ? 0.5 : 0.1;
}

/** The least that a share of states is taken for: nobody of a few dozen peers is not nobody. */
const LEAST_USUAL = 0.05;

/** What the others at the site say together. Shape: `usual` of the claimed model, in the order of `odd`; `devices` in any order; `standing` how many there are, read or not. Fails: never. */
export function siteView(
  odd: readonly Odd[],
  usual: readonly number[],
  devices: readonly SiteDevice[],
  standing: { devices: number; ofModel: number },
): SiteView {
  const items = odd.map(({ item, part, title, partTitle, side, figure }, at): SiteItem => {
    const all = alike(devices, at);
    const ofModel = alike(
      devices.filter(({ isSameModel }) => isSameModel),
      at,
    );
    return {
      item,
      ...(part === undefined ? {} : { part }),
      title,
      ...(partTitle === undefined ? {} : { partTitle }),
      ...(figure.kind === 'state' ? { state: figure.state } : { side }),
      all,
      ofModel,
      usual: Math.max(usual[at] ?? 1, LEAST_USUAL),
    };
  });
  const oldest = Math.min(...devices.flatMap((device) => device.oldest ?? []));
  const read = devices.filter(({ isOdd }) => isOdd.some((one) => one !== undefined)).length;
  const view = { ...standing, read, ...(Number.isFinite(oldest) ? { oldest } : {}) };
  const judged = items.filter(({ all }) => all.judged > 0);
  // Half of the others at least have the same, and so many would hardly have it by chance.
  const shared = judged.filter(
    (one) => one.all.same * 2 >= one.all.judged && chanceIn(devices, items.indexOf(one), one) <= CHANCE / judged.length,
  );
  if (standing.devices === 0) return { ...view, items: [], says: 'alone' };
  if (judged.length === 0) return { ...view, items: [], says: 'unread' };
  if (shared.length > 0) return { ...view, items: shared.toSorted(bySame), says: 'site' };
  const [first] = judged.filter(({ all }) => all.judged >= ENOUGH_WITHOUT);
  if (first !== undefined && first.all.same === 0) return { ...view, items: [first], says: 'machine' };
  const most = judged.toSorted(bySame).slice(0, 1);
  return { ...view, items: most, says: judged.every(({ all }) => all.judged < ENOUGH_WITHOUT) ? 'too-few' : 'unclear' };
}

/** How likely so many have the same by chance, each as often as its own model does. */
function chanceIn(devices: readonly SiteDevice[], at: number, { all, usual: mine }: SiteItem): number {
  const shares = devices.flatMap(({ isOdd, usual }) => {
    if (isOdd[at] === undefined) return [];
    return [usual === undefined ? mine : Math.max(usual[at] ?? 1, LEAST_USUAL)];
  });
  return chanceOfAtLeastAmong(all.same, shares);
}

function bySame(a: SiteItem, b: SiteItem): number {
  return b.all.same / b.all.judged - a.all.same / a.all.judged || b.all.judged - a.all.judged;
}

function alike(devices: readonly SiteDevice[], at: number): Alike {
  const said = devices.flatMap(({ isOdd }) => isOdd[at] ?? []);
  return { judged: said.length, same: said.filter(Boolean).length };
}

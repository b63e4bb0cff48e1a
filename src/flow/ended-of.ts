import type { Claim, ClaimEvent, Ended, Resolution } from '../core/claim.ts';
import type { Comparison } from '../core/comparison.ts';
import type { Check } from '../core/check.ts';
import { keptFigure } from '../core/follow-up.ts';
import type { ItemDef } from '../core/item.ts';
import { PAGES_ITEM } from '../core/pages.ts';
import type { MeasureDef } from '../core/measure.ts';
import { modelName } from '../core/model-name.ts';
import type { Reading } from '../core/reading.ts';
import { marksOf } from '../core/similar.ts';
import type { FlowDeps } from './flow-deps.ts';

/** What is kept to be looked at again, at most. */
const MOST_CHECKS = 12;

/**
 * What a claim is about at the moment it ends, for its event: what was out of the ordinary when it was last read, and what counters stand at.
 * Shape: nothing where its device has left the registry.
 * Fails: when the store is down.
 */
export async function endedOf(
  { store, book }: Pick<FlowDeps, 'store' | 'book'>,
  claim: Claim,
  resolution: Resolution | undefined,
): Promise<Pick<ClaimEvent, 'ended'>> {
  const device = await store.getDevice(claim.serial);
  if (device === undefined) return {};
  const last = (await store.listFetches(claim.id)).findLast(({ phase }) => phase === 'complete');
  const comparisons = last?.comparisons ?? [];
  // What is of the last days is for a while of those before it was mended.
  const isOfDays = (item: string): boolean => book.items.get(item)?.rate !== undefined;
  const off = comparisons.filter(({ item, verdict }) => verdict === 'off' && !isOfDays(item)).slice(0, MOST_CHECKS);
  const counters = off.flatMap(({ item }) => [item, perOf(book.items.get(item)) ?? PAGES_ITEM]);
  const [stored] = await store.latestReadings([device.serial], [...new Set([...counters, PAGES_ITEM])], 0);
  const readings = stored?.readings ?? [];
  const measure = book.measures.find(({ id }) => id === resolution?.measure);
  const pages = readings.find(({ item, part }) => item === PAGES_ITEM && part === undefined);
  const ended: Ended = {
    model: modelName(device.model, device),
    customer: device.customer,
    symptoms: claim.symptoms,
    marks: marksOf(comparisons),
    checks: off.flatMap((one) => checkOf(one, { def: book.items.get(one.item), measure, readings }) ?? []),
    ...(pages?.value.kind === 'number'
      ? { pages: { number: pages.value.number, unit: pages.value.unit, at: pages.at } }
      : {}),
  };
  return { ended };
}

function checkOf(
  { item, title, part, partTitle, figure }: Comparison,
  { def, measure, readings }: { def: ItemDef | undefined; measure: MeasureDef | undefined; readings: Reading[] },
): Check | undefined {
  const before = keptFigure(figure);
  if (before === undefined || def === undefined) return undefined;
  const isLifelong = def.compare.as === 'rate' || def.compare.as === 'share';
  const counted = countersOf(def, part, readings);
  return {
    item,
    title,
    ...(part === undefined ? {} : { part }),
    ...(partTitle === undefined ? {} : { partTitle }),
    before,
    decides: measure !== undefined && restsOn(measure, item),
    ...(isLifelong ? { isLifelong } : {}),
    ...(counted === undefined || def.compare.as !== 'rate'
      ? {}
      : { counted: { ...counted, times: def.compare.times } }),
  };
}

function restsOn({ when, for: speaksFor = [] }: MeasureDef, item: string): boolean {
  return [...(when.all ?? []), ...(when.any ?? []), ...speaksFor].some(
    (condition) => 'item' in condition && condition.item === item,
  );
}

function perOf(def: ItemDef | undefined): string | undefined {
  return def?.compare.as === 'rate' ? def.compare.per : undefined;
}

/** What the two counters of a rate stand at; undefined where one of them was not read, or it is no rate. */
export function countersOf(
  def: ItemDef,
  part: string | undefined,
  readings: readonly Reading[],
): { count: number; per: number } | undefined {
  const per = perOf(def);
  const numberOf = (item: string, name: string | undefined): number | undefined => {
    const value = readings.find((reading) => reading.item === item && reading.part === name)?.value;
    return value?.kind === 'number' ? value.number : undefined;
  };
  if (per === undefined) return undefined;
  const count = numberOf(def.id, part);
  const beside = numberOf(per, part) ?? numberOf(per, undefined);
  return count === undefined || beside === undefined ? undefined : { count, per: beside };
}

import type { Claim } from '../core/claim.ts';
import type { Comparison } from '../core/comparison.ts';
import type { Device } from '../core/device.ts';
import { callbackAmong, daysBetween, earlierClaim, type LookBack, type Titles } from '../core/look-back.ts';
import { PAGES_ITEM, type Pages, pagesBetween } from '../core/pages.ts';
import { modelName } from '../core/model-name.ts';
import type { Reading } from '../core/reading.ts';
import { seenChanges, tellsASetting } from '../core/seen-changes.ts';
import type { PastSeries } from '../core/history.ts';
import { marksOf, similarAmong } from '../core/similar.ts';
import type { FlowDeps } from './flow-deps.ts';
import { neededCustomers } from './needed-customers.ts';

/** Claims of the device that are shown, that are looked through for the same symptom, and that evidence is set against for each symptom. */
const SHOWN = 3;
const LOOKED_AT = 20;
const SIMILAR_LOOKED_AT = 200;

/** Tells what was before a claim, as far as is known by now. `comparisons` are none until the device was read. */
export type LooksBack = (readings: readonly Reading[], comparisons: readonly Comparison[] | undefined) => LookBack;

type LookDeps = Pick<FlowDeps, 'store' | 'book' | 'peers' | 'callbackMs'>;

/**
 * Looks up what was before a claim: the device's claims, what it said before, and claims of its model with the same symptoms.
 * Fails: when the store is down.
 */
export async function openLookBack(deps: LookDeps, claim: Claim, device: Device): Promise<LooksBack> {
  const { store, book } = deps;
  const settings = [...book.items.values()].filter(tellsASetting);
  const ids = settings.map(({ id }) => id);
  const model = modelName(device.model, device);
  const [ofDevice, [stored], [past], cases] = await Promise.all([
    store.listClaims({ serial: device.serial, limit: LOOKED_AT }),
    store.latestReadings([device.serial], ids, 0),
    store.listPast([device.serial], [...ids, PAGES_ITEM]),
    Promise.all(claim.symptoms.map((symptom) => store.listCases(symptom, model, SIMILAR_LOOKED_AT))),
  ]);
  const earlier = ofDevice.filter(({ id }) => id < claim.id);
  const [previous] = earlier;
  const series = past?.series ?? [];
  const before = {
    claim: previous === undefined ? [] : await readingsOf(deps, previous),
    past: series,
    upTo: previous === undefined ? Number.NEGATIVE_INFINITY : lastMoment(previous),
    stored: stored?.readings ?? [],
  };
  const titles = titlesOf(deps);
  const callback = callbackAmong(earlier, claim, deps.callbackMs ?? 0);
  const others = [...new Map(cases.flat().map((one) => [one.id, one])).values()].filter(({ id }) => id !== claim.id);

  return (readings, comparisons) => {
    const came = callback && earlierClaim(callback, titles);
    const pages = came?.endedAt === undefined ? undefined : pagesOf(series, readings, [came.endedAt, claim.at]);
    const about = { serial: claim.serial, customer: device.customer, marks: marksOf(comparisons ?? []) };
    return {
      ...(came === undefined
        ? {}
        : {
            callback: {
              claim: came,
              days: daysBetween(came.endedAt ?? came.at, claim.at),
              ...(comparisons === undefined ? {} : { pages: pages ?? { kind: 'unknown' } }),
            },
          }),
      claims: earlier.slice(0, SHOWN).map((one) => earlierClaim(one, titles)),
      changes: comparisons === undefined ? [] : seenChanges(settings, readings, before),
      ...(comparisons === undefined
        ? {}
        : { similar: similarAmong(others, about, { needed: neededCustomers(deps.peers), titleOf: titles.measure }) }),
    };
  };
}

async function readingsOf({ store }: Pick<FlowDeps, 'store'>, { id }: Claim): Promise<Reading[]> {
  const sealed = (await store.listFetches(id)).findLast(({ phase }) => phase === 'complete');
  return sealed?.readings ?? [];
}

function lastMoment({ at, events }: Claim): number {
  return events.findLast(({ what }) => what === 'resolved')?.at ?? at;
}

/** Titles of measures and of symptoms; a choice that is no measure is said in words. */
function titlesOf({ book }: Pick<FlowDeps, 'book'>): Titles {
  const titles = new Map(book.measures.map(({ id, title }) => [id, title]));
  titles.set('none', 'nothing was needed');
  return {
    measure: (id) => titles.get(id) ?? 'something else',
    symptom: (id) => book.symptoms.get(id)?.title ?? id,
  };
}

/** The pages between two moments, by the past and by what the device says now. */
function pagesOf(series: readonly PastSeries[], readings: readonly Reading[], moments: [number, number]): Pages {
  const now = readings.find(({ item, part }) => item === PAGES_ITEM && part === undefined);
  const known = series.flatMap((one) =>
    one.kind === 'number' && one.item === PAGES_ITEM && one.part === undefined ? [one] : [],
  );
  const said = now?.value.kind === 'number' ? { unit: now.value.unit, at: now.at, value: now.value.number } : undefined;
  const unit = said?.unit ?? known[0]?.unit;
  if (unit === undefined) return { kind: 'unknown' };
  const points = known.flatMap((one) => (one.unit === unit ? one.points : []));
  return pagesBetween(said === undefined ? points : [...points, said], unit, moments);
}

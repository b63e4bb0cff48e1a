import type { Device } from '../core/device.ts';
import { figuresOf } from '../core/figures.ts';
import type { ItemDef } from '../core/item.ts';
import { modelName } from '../core/model-name.ts';
import type { Neighbour, Neighbours, NeighbourScope } from '../core/neighbours.ts';
import { movementOf, pastOf } from '../core/past.ts';
import { pastItemsOf } from '../core/past-rule.ts';
import { readingKey, type Reading } from '../core/reading.ts';
import { judgeSameModel, oddOf } from '../core/site-view.ts';
import { figureInWords } from '../core/words.ts';
import type { FlowDeps } from './flow-deps.ts';
import { openClaims } from './open-claims.ts';
import { youngEnough } from './stand-in.ts';

/** Devices that are looked at, and whose past is: those that are nearest to being odd. */
const DEVICES_LOOKED_AT = 5_000;
const PASTS_LOOKED_AT = 200;

type Odd = ReturnType<typeof oddOf>[number];
type Seen = { device: Device; readings: Reading[]; isOdd: boolean; reading: Reading; figure: string; distance: number };

/**
 * Devices of the model of a claim that go the way of its worst finding: odd in the same way already, or on the way from the median and moving on, with no claim of it.
 * Shape: undefined where there is no such claim. By what is stored; nobody is asked for it.
 * Fails: when the store is down.
 */
export async function findNeighbours(
  { store, book, peers, clock }: Pick<FlowDeps, 'store' | 'book' | 'peers' | 'clock'>,
  claimId: number,
  { customer, muted = [] }: NeighbourScope,
): Promise<Neighbours | undefined> {
  const claim = await store.getClaim(claimId);
  const claimed = claim && (await store.getDevice(claim.serial));
  if (claim === undefined || claimed === undefined) return undefined;
  const fetch = (await store.listFetches(claimId)).findLast(({ phase }) => phase === 'complete');
  const [mine] = oddOf(fetch?.comparisons ?? []);
  const def = mine && book.items.get(mine.item);
  const model = modelName(claimed.model, claimed);
  const none = { claim: claimId, model, devices: 0, looked: 0, claimed: 0, muted: 0, found: [] };
  if (fetch === undefined) return { ...none, isEarly: true };
  if (mine === undefined || def === undefined) return none;

  const all = (await store.listDevicesOfModel(model)).filter(
    (one) => one.serial !== claim.serial && one.state === undefined && (customer ?? one.customer) === one.customer,
  );
  const alike = new Set<string>();
  for await (const open of openClaims(store))
    for (const { serial, symptoms } of open)
      if (symptoms.some((one) => claim.symptoms.includes(one))) alike.add(serial);
  const unclaimed = all.filter(({ serial }) => !alike.has(serial));
  const told = unclaimed.filter((one) => !muted.includes(one.customer));
  const heard = told.slice(0, DEVICES_LOOKED_AT);
  const now = clock();
  const items = pastItemsOf([def]);
  const per = def.compare.as === 'rate' ? [def.compare.per] : [];
  const read = [...new Set([def.id, ...per, ...items])];
  const notBefore = now - Math.max(peers.storedMaxAgeMs, peers.reportMaxAgeMs);
  const serials = heard.map(({ serial }) => serial);
  const saved = youngEnough(await store.latestValues(serials, read, notBefore), now, peers);
  const readings = new Map(saved.map((one) => [one.serial, one.readings]));
  const seen = heard.flatMap((device) => seenOf(device, readings.get(device.serial) ?? [], mine, def) ?? []);
  const near = seen
    .filter(({ isOdd, distance }) => isOdd || distance >= 0.5)
    .toSorted(byNearness)
    .slice(0, PASTS_LOOKED_AT);
  const pasts = await store.listPast(
    near.map(({ device }) => device.serial),
    items,
  );
  const series = new Map(pasts.map((one) => [one.serial, one.series]));
  const found = near.flatMap((one): Neighbour[] => {
    const past = pastOf(def, one.reading, series.get(one.device.serial) ?? [], one.readings);
    const moves = movementOf(past);
    const isOnItsWay = moves !== undefined && moves.movement === (mine.side === 'low' ? 'falling' : 'rising');
    if (!one.isOdd && !isOnItsWay) return [];
    const { serial, site } = one.device;
    return [
      {
        serial,
        customer: one.device.customer,
        ...(site === undefined ? {} : { site }),
        isOdd: one.isOdd,
        figure: one.figure,
        at: one.reading.at,
        ...(isOnItsWay || moves?.movement === 'changed' ? { moves } : {}),
      },
    ];
  });
  return {
    ...none,
    sign: signOf(mine),
    devices: told.length,
    ...(heard.length < told.length ? { among: heard.length } : {}),
    looked: seen.length,
    claimed: all.length - unclaimed.length,
    muted: unclaimed.filter((one) => muted.includes(one.customer)).length,
    found,
  };
}

/** What a device says of the finding; undefined where it cannot be told. Shape: `distance` 0 at the median of the peers, 1 at their p10 or p90 on the side of the finding. */
function seenOf(device: Device, readings: Reading[], mine: Odd, def: ItemDef): Seen | undefined {
  const [isOdd] = judgeSameModel([mine], new Map([[def.id, def]]), readings).isOdd;
  const own = figuresOf(def, readings).find(({ reading }) => readingKey(reading) === readingKey(mine));
  if (isOdd === undefined || own === undefined) return undefined;
  const { figure, reading } = own;
  const { baseline, side } = mine;
  let distance = isOdd ? 1 : 0;
  if (figure.kind === 'number' && baseline.kind === 'number') {
    const edge = (side === 'low' ? baseline.p10 : baseline.p90) - baseline.median;
    distance = edge === 0 ? distance : (figure.number - baseline.median) / edge;
  }
  return { device, readings, isOdd, reading, figure: figureInWords(figure), distance };
}

function byNearness(a: Seen, b: Seen): number {
  return Number(b.isOdd) - Number(a.isOdd) || b.distance - a.distance;
}

function signOf({ title, part, partTitle = part, side, figure }: Odd): string {
  const name = partTitle === undefined ? title : `${title}, ${partTitle}`;
  return figure.kind === 'state' ? `${name} at “${figure.state}”` : `${name} on the ${side} side`;
}

import type { Claim } from '../core/claim.ts';
import { compareDevice } from '../core/compare-device.ts';
import type { Comparison } from '../core/comparison.ts';
import type { Device } from '../core/device.ts';
import { isSameModel, modelKey } from '../core/model-name.ts';
import type { Reading } from '../core/reading.ts';
import {
  judgeOtherModel,
  judgeSameModel,
  oddOf,
  type SiteDevice,
  type SiteView,
  siteView,
  usualShare,
} from '../core/site-view.ts';
import { choosePeers } from './choose-peers.ts';
import type { FlowDeps } from './flow-deps.ts';
import { neededCustomers } from './needed-customers.ts';
import type { ClaimPlan } from './plan-claim.ts';
import { youngEnough } from './stand-in.ts';

/** Devices of a site that are looked at, those of the same model first, and other models that are held to their own peers: a campus has thousands. */
const DEVICES_LOOKED_AT = 100;
const OTHER_MODELS = 4;

/** What is looked at: a claim whose device was read and compared. Units: `now` milliseconds since 1970. */
export type SiteScene = {
  claim: Claim;
  device: Device;
  plan: ClaimPlan;
  comparisons: readonly Comparison[];
  now: number;
};

type SiteDeps = Pick<FlowDeps, 'store' | 'peers' | 'book'>;

/**
 * Holds what is odd of a claimed device against the other devices of its customer at its site, by what is stored of them.
 * Shape: undefined where nothing is odd that a site could cause, or no site is registered. Nobody is asked for it, and other customers' devices stand behind it as statistics alone.
 * Fails: when the store is down.
 */
export async function lookAtSite(deps: SiteDeps, scene: SiteScene): Promise<SiteView | undefined> {
  const { device, plan, now } = scene;
  const odd = oddOf(scene.comparisons);
  if (device.site === undefined || device.site.trim() === '' || odd.length === 0) return undefined;
  const standing = (await deps.store.listDevicesOfSite(device.customer, device.site)).filter(
    ({ serial, state }) => serial !== device.serial && state !== 'retired',
  );
  const isLikeIt = (other: Device): boolean => isSameModel(other.model, device.model, other);
  const ofModel = standing.filter(isLikeIt);
  const looked = [...ofModel, ...standing.filter((other) => !isLikeIt(other))].slice(0, DEVICES_LOOKED_AT);
  const ids = plan.defs.map(({ id }) => id);
  const serials = looked.map(({ serial }) => serial);
  const notBefore = now - Math.max(deps.peers.storedMaxAgeMs, deps.peers.reportMaxAgeMs);
  const saved = youngEnough(await deps.store.latestValues(serials, ids, notBefore), now, deps.peers);
  const readings = new Map(saved.map((one) => [one.serial, one.readings]));

  const defs = new Map(plan.defs.map((def) => [def.id, def]));
  const devices: SiteDevice[] = [];
  const others = new Map<string, Device[]>();
  for (const one of looked) {
    const said = readings.get(one.serial);
    if (said === undefined) continue;
    if (isLikeIt(one)) devices.push(judgeSameModel(odd, defs, said));
    else others.set(modelKey(one.model, one), [...(others.get(modelKey(one.model, one)) ?? []), one]);
  }
  const largest = [...others.values()].toSorted((a, b) => b.length - a.length).slice(0, OTHER_MODELS);
  const items = new Set(odd.map(({ item }) => item));
  for (const ofOther of largest) {
    const compared = await comparedAmongPeers(deps, scene, { ofOther, readings, items });
    devices.push(...compared.map((comparisons) => judgeOtherModel(odd, defs, comparisons)));
  }
  const usual = odd.map((one) => usualShare(one, defs.get(one.item), one));
  return siteView(odd, usual, devices, { devices: standing.length, ofModel: ofModel.length });
}

/** Devices of one other model, each compared with other customers' devices of that model by what is stored. */
async function comparedAmongPeers(
  deps: SiteDeps,
  { claim, plan, now }: SiteScene,
  {
    ofOther,
    readings,
    items,
  }: { ofOther: Device[]; readings: ReadonlyMap<string, Reading[]>; items: ReadonlySet<string> },
): Promise<Comparison[][]> {
  const [first] = ofOther;
  if (first === undefined) return [];
  const ids = plan.defs.map(({ id }) => id);
  const { eligible, whose, tight } = await choosePeers(deps, claim, first, now, { items: ids });
  const asked = eligible.slice(0, deps.peers.live);
  const notBefore = now - Math.max(deps.peers.storedMaxAgeMs, deps.peers.reportMaxAgeMs);
  const stored = await deps.store.latestValues(
    asked.map(({ serial }) => serial),
    ids,
    notBefore,
  );
  const peers = youngEnough(stored, now, deps.peers).flatMap(({ serial, readings: said }) => {
    const its = whose.get(serial);
    return its === undefined ? [] : [{ readings: said, whose: its }];
  });
  return ofOther.map((device) =>
    compareDevice({
      items: plan.defs.filter(({ id }) => items.has(id)),
      own: readings.get(device.serial) ?? [],
      peers: peers.map((peer) => peer.readings),
      whose: peers.map((peer) => peer.whose),
      neededPeers: deps.peers.needed,
      neededCustomers: neededCustomers(deps.peers),
      tight,
    }),
  );
}

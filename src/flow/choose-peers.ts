import type { Claim } from '../core/claim.ts';
import { chooseCohort, type Cohort, type CohortOptions, type Frozen } from '../core/cohort.ts';
import { EXACT_PEERS } from '../core/compare-summary.ts';
import type { Device } from '../core/device.ts';
import type { Frame } from '../core/frame-sets.ts';
import type { Learnt } from '../core/learnt.ts';
import { modelName } from '../core/model-name.ts';
import { peerFactsOf, USE_ITEMS } from '../core/peer-facts-of.ts';
import type { PeerFacts } from '../core/peer-facts.ts';
import type { SavedReadings } from '../core/ports.ts';
import { familyModels } from '../rules/engine-family.ts';
import type { FlowDeps } from './flow-deps.ts';
import { chooseMany, isMany, type ManyPeers } from './many-peers.ts';
import { neededCustomers } from './needed-customers.ts';

/** Open claims that are looked through for the same symptom, newest first: many more than a desk has open. */
const OPEN_CLAIMS = 1000;
/** So many devices have their use looked up before anybody asks to be compared by it; for more it would hold up the first answer. */
const FEW_DEVICES = 2000;

/**
 * The peers of a claim. With `many` the eligible are those that are asked, and the sums say what all others say; `drawnOf` is how many there are where
 * the eligible were drawn out of them. Who stands behind a fetch with `isMany` is not held fast for those after it.
 */
export type ChosenPeers = Cohort & {
  many?: ManyPeers | undefined;
  drawnOf?: number | undefined;
  isMany?: true | undefined;
};

/** How the peers are to be chosen: for which items, what was asked for, and who stood behind the claim's fetches before. */
export type PeerWish = { items?: string[]; options?: CohortOptions | undefined; frame?: Frame | undefined };

/**
 * The peers of a claim, from the registry, the rules, the open claims and what was learnt of each device.
 * Fails: when the store is down.
 */
export async function choosePeers(
  deps: Pick<FlowDeps, 'store' | 'peers' | 'book'>,
  claim: Claim,
  device: Device,
  now: number,
  { items = [], options, frame }: PeerWish = {},
): Promise<ChosenPeers> {
  const { store, peers } = deps;
  const name = modelName(device.model, device);
  const devicesOf = async (): Promise<{ ofModel: Device[]; ofFamily: Device[] }> => {
    const models = [name, ...familyModels(deps.book, name)];
    const [ofModel = [], ...others] = await Promise.all(models.map((model) => store.listDevicesOfModel(model)));
    return { ofModel, ofFamily: others.flat() };
  };
  // None of these waits for another where it need not: each is a way to the server and back.
  const [open, ownUse, { isOfMany, devices }] = await Promise.all([
    store.listClaims({ status: ['open', 'taken'], limit: OPEN_CLAIMS }),
    store.latestValues([device.serial], USE_ITEMS, 0),
    (isPlain(options) ? isMany(deps, name) : Promise.resolve(false)).then(async (is) => {
      return { isOfMany: is, devices: is ? undefined : await devicesOf() };
    }),
  ]);
  const alike = open.filter(
    ({ id, symptoms }) => id !== claim.id && symptoms.some((one) => claim.symptoms.includes(one)),
  );
  // Whoever narrows or widens asks for peers that are known one by one.
  if (isOfMany) {
    const wanted = { model: name, items, alike: alike.map(({ serial }) => serial), now };
    const chosen = await chooseMany(deps, claim, device, wanted);
    if (chosen !== undefined) return { ...chosen, isMany: true };
  }
  const { ofModel, ofFamily } = devices ?? (await devicesOf());
  const cohort = chooseCohort({
    claimed: device,
    ofModel,
    ofFamily,
    seed: claim.id,
    needs: { devices: peers.needed, customers: neededCustomers(peers) },
    facts: await factsOf(deps, { device, ownUse, others: [...ofModel, ...ofFamily], now, options }),
    withOpenClaim: new Set(alike.map(({ serial }) => serial)),
    staleBefore: peers.staleMs === undefined ? undefined : now - peers.staleMs,
    options,
    frozen: frame === undefined ? undefined : frozenBy(frame),
  });
  // Its order has nothing to do with the devices, so that the first are as good as any.
  const { length } = cohort.eligible;
  if (length > EXACT_PEERS)
    return { ...cohort, eligible: cohort.eligible.slice(0, EXACT_PEERS), drawnOf: length, isMany: true };
  return isOfMany ? { ...cohort, isMany: true } : cohort;
}

function isPlain({ tighten = [], widen = false, own = false }: CohortOptions = {}): boolean {
  return tighten.length === 0 && !widen && !own;
}

/** What is known of each device: what was learnt of it, its tags, and, where that of the claimed one is known, how it is used. */
async function factsOf(
  { store, peers }: Pick<FlowDeps, 'store' | 'peers'>,
  scene: {
    device: Device;
    ownUse: readonly SavedReadings[];
    others: readonly Device[];
    now: number;
    options: CohortOptions | undefined;
  },
): Promise<Map<string, PeerFacts>> {
  const { device: claimed, others: devices, now, options } = scene;
  const serials = devices.map(({ serial }) => serial);
  const isAsked = options?.tighten?.some((by) => by === 'volume' || by === 'colour') === true;
  const { monthlyVolume, colourShare } = peerFactsOf(claimed, undefined, scene.ownUse[0]?.readings ?? []);
  const isKnown = monthlyVolume !== undefined || colourShare !== undefined;
  const [learnt, use] = await Promise.all([
    store.listLearnt(serials),
    isKnown && (isAsked || devices.length <= FEW_DEVICES) ? store.latestValues(serials, USE_ITEMS, 0) : [],
  ]);
  const readings = new Map(use.map((saved) => [saved.serial, saved.readings]));
  const facts = new Map<string, PeerFacts>();
  for (const [index, device] of devices.entries()) {
    const known = givenAnotherChance(learnt[index], now - peers.storedMaxAgeMs);
    facts.set(device.serial, peerFactsOf(device, known, readings.get(device.serial) ?? []));
  }
  return facts;
}

/** A device that was silent is asked again after a while: nothing else may be asking it. */
function givenAnotherChance(learnt: Learnt | undefined, before: number): Learnt | undefined {
  if (learnt?.silentAt === undefined || learnt.silentAt >= before) return learnt;
  return { ...learnt, silences: 0 };
}

function frozenBy({ used, members }: Frame): Frozen {
  const cells = new Map(members.map(({ serial, cell }) => [serial, cell]));
  return { used, cellOf: (serial) => cells.get(serial) };
}

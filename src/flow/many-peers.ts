import type { Claim } from '../core/claim.ts';
import type { Cohort } from '../core/cohort.ts';
import { EXACT_PEERS } from '../core/compare-summary.ts';
import type { Device } from '../core/device.ts';
import { evenHash } from '../core/even-hash.ts';
import { openPeerSums, type PeerSums, READ } from '../core/peer-sums.ts';
import { type ModelSummary, nobody, type Tally } from '../core/tally.ts';
import type { FlowDeps } from './flow-deps.ts';
import { tallyRulesOf } from './tally-rules.ts';

/** Devices of the claimed one's own customer among the first that come are passed over, up to so many. */
const PASSED_OVER = 500;

/** Peers that are too many to be held one by one: how many there are, and what all but the sample that is asked say together. */
export type ManyPeers = { eligible: number; sums: PeerSums };

/** What is asked of the summary of a model. Shape: `items` are those of the claim, `alike` the serials of devices with an open claim of the same kind. */
export type ManyWanted = { model: string; items: string[]; alike: string[]; now: number };

/** Whether a model has more devices than are compared one by one. Fails: when the store is down. */
export async function isMany({ store }: Pick<FlowDeps, 'store'>, model: string): Promise<boolean> {
  return (await store.countOfModel(model, EXACT_PEERS + 1)) > EXACT_PEERS;
}

/**
 * The peers of a claim on a model of very many: a sample to be asked live, and the sums of all others, without the own customer's devices, those with
 * an open claim of the same kind, and the sample, which counts one by one.
 * Shape: undefined while they are not all counted; it is seen to that they will be.
 * Fails: when the store is down.
 */
export async function chooseMany(
  { store, peers, book }: Pick<FlowDeps, 'store' | 'peers' | 'book'>,
  claim: Claim,
  device: Device,
  { model, items, alike, now }: ManyWanted,
): Promise<(Cohort & { many: ManyPeers }) | undefined> {
  const rules = tallyRulesOf(book);
  const summary = await store.summaryOf(model, { rules: rules.fingerprint, items: [...items, READ] });
  if (summary === undefined) {
    await store.startSummary(model, rules);
    return undefined;
  }
  const limit = peers.live + PASSED_OVER + alike.length;
  const [own, open, drawn] = await Promise.all([
    store.talliesOf(model, { customer: device.customer }),
    store.talliesOf(model, { serials: alike }),
    store.sampleOfModel(model, { from: evenHash(String(claim.id)), limit }),
  ]);
  const isAlike = new Set(alike);
  const sample = drawn
    .filter(({ serial, customer }) => customer !== device.customer && !isAlike.has(serial))
    .slice(0, peers.live);
  const sampled = await store.talliesOf(model, { serials: sample.map(({ serial }) => serial) });
  const others = open.filter(({ customer }) => customer !== device.customer);
  const out = [...own, ...others, ...sampled];
  const from = { own: now - peers.storedMaxAgeMs, reports: now - peers.reportMaxAgeMs };
  const { eligible, ...counts } = countPeople(summary, device.customer, others);
  return {
    eligible: sample,
    ...counts,
    step: { scope: 'model', isAsked: false, tightened: [], withOwn: false, notUsed: [] },
    offered: [],
    whose: new Map(sample.map(({ serial, customer }) => [serial, { serial, customer, cell: 0 }])),
    tight: 0,
    many: { eligible, sums: openPeerSums(summary.parts, out, from) },
  };
}

function countPeople(
  { people }: ModelSummary,
  customer: string,
  open: readonly Tally[],
): Pick<Cohort, 'customers' | 'leftOut'> & { eligible: number } {
  const all = nobody();
  const active = new Map<string, number>();
  let sameCustomer = 0;
  for (const [whose, counts] of people) {
    if (whose === customer) {
      sameCustomer = counts.active + counts.silent + counts.retired + counts.unmonitored - 1;
      continue;
    }
    for (const state of ['active', 'silent', 'retired', 'unmonitored'] as const) all[state] += counts[state];
    active.set(whose, counts.active);
  }
  let openClaim = 0;
  for (const tally of open) {
    if (tally.state !== 'active') continue;
    openClaim += 1;
    active.set(tally.customer, (active.get(tally.customer) ?? 0) - 1);
  }
  return {
    eligible: all.active - openClaim,
    customers: [...active.values()].filter((count) => count > 0).length,
    leftOut: {
      claimed: 1,
      sameCustomer: Math.max(0, sameCustomer),
      retired: all.retired,
      unmonitored: all.unmonitored,
      openClaim,
      stale: all.silent,
    },
  };
}

import type { Claim } from '../../core/claim.ts';
import { compareDevice } from '../../core/compare-device.ts';
import type { Device } from '../../core/device.ts';
import { choosePeers } from '../../flow/choose-peers.ts';
import type { FlowDeps } from '../../flow/flow-deps.ts';
import { openPlans } from '../../flow/plan-claim.ts';
import { loadRules } from '../../rules/load.ts';
import { openRedisStore } from '../../store/redis-store.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { type Spread, spreadOf } from './figures.ts';
import { benchRegistry, type BenchRegistry } from './fleet-registry.ts';

/** The first of a process cost half as much again, for its code is compiled as it runs; they are told apart. */
const AT_FIRST = 5;
const UNCOUNTED = { thousand: 20, large: 2 };
const DAY_MS = 86_400_000;
const PEERS: FlowDeps['peers'] = {
  live: 100,
  needed: 5,
  deadlineMs: 1000,
  standMs: 0,
  storedMaxAgeMs: 7 * DAY_MS,
  reportMaxAgeMs: 90 * DAY_MS,
};

/** Which store is compared from, how many devices of how many models it holds, and how often. */
export type CompareOrder = { store: { url: string } | { path: string }; devices: number; models: number; runs: number };

/** Comparisons with a thousand peers, the first of the process and those once it is warm, and with the largest model's. Units: milliseconds; `largePeers` behind the widest average. */
export type Compared = { atFirst: Spread; thousand: Spread; large: Spread; largePeers: number };

/** Compares beside a store that it opens. Fails: when the store is down. */
export async function compareAnew({ store: where, devices, models, runs }: CompareOrder): Promise<Compared> {
  const store = 'url' in where ? await openRedisStore(where) : await openSqliteStore(where);
  try {
    return await compareBoth({ store, book: await loadRules() }, benchRegistry(devices, models, Date.now()), runs);
  } finally {
    await store.close();
  }
}

/** Claims on devices of both models, so many each, after some each that do not count. */
async function compareBoth(
  deps: Pick<FlowDeps, 'store' | 'book'>,
  registry: BenchRegistry,
  runs: number,
): Promise<Compared> {
  let largePeers = 0;
  async function compareFrom(first: number, uncounted: number): Promise<number[]> {
    const times: number[] = [];
    for (let run = 0; run < runs + uncounted; run += 1) {
      const { ms, n } = await compareStored(
        { ...deps, peers: PEERS },
        registry.device(first + run),
        run + 1,
        Date.now(),
      );
      times.push(ms);
      largePeers = n;
    }
    return times;
  }
  const thousand = await compareFrom(registry.large, UNCOUNTED.thousand);
  const large = await compareFrom(0, UNCOUNTED.large);
  return {
    atFirst: spreadOf(thousand.slice(0, AT_FIRST)),
    thousand: spreadOf(thousand.slice(UNCOUNTED.thousand)),
    large: spreadOf(large.slice(UNCOUNTED.large)),
    largePeers,
  };
}

/** One claim's comparison from what is stored, its peers chosen anew. Units: milliseconds; `n` peers behind the widest average. */
async function compareStored(
  deps: Pick<FlowDeps, 'store' | 'book' | 'peers'>,
  device: Device,
  id: number,
  now: number,
): Promise<{ ms: number; n: number }> {
  const start = performance.now();
  const plan = openPlans(deps.book, ['light-print'])(device);
  const items = plan.defs.map((def) => def.id);
  const claim: Claim = {
    id,
    sourceKey: `bench:${id}`,
    serial: device.serial,
    symptoms: ['light-print'],
    words: '',
    by: 'U1',
    at: now,
    origin: { via: 'terminal' },
    status: 'open',
    handler: { kind: 'nobody', id: '' },
    events: [],
    revision: 1,
  };
  const cohort = await choosePeers(deps, claim, device, now, { items });
  const serials = cohort.eligible.map(({ serial }) => serial);
  const [[own], known] = await Promise.all([
    deps.store.latestReadings([device.serial], items, 0),
    deps.store.latestValues(serials, items, now - deps.peers.storedMaxAgeMs),
  ]);
  const comparisons = compareDevice({
    items: plan.defs,
    own: own?.readings ?? [],
    peers: known.map(({ readings }) => readings),
    whose: known.map(({ serial }) => cohort.whose.get(serial) ?? { customer: '', cell: 0 }),
    neededPeers: deps.peers.needed,
    neededCustomers: 3,
    tight: cohort.tight,
    sums: cohort.many?.sums,
  });
  const counts = comparisons.map(({ baseline }) => ('n' in baseline ? baseline.n : 0));
  return { ms: performance.now() - start, n: Math.max(...counts) };
}

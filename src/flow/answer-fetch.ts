import { setMaxListeners } from 'node:events';
import { type Claim, detailsOf } from '../core/claim.ts';
import type { Cohort } from '../core/cohort.ts';
import type { Device } from '../core/device.ts';
import type { Fetch, Phase } from '../core/dossier.ts';
import type { Frame } from '../core/frame-sets.ts';
import { pastItemsOf } from '../core/past-rule.ts';
import type { SavedReadings } from '../core/ports.ts';
import { sealed } from '../core/seal.ts';
import { storedRates } from '../core/stored-rates.ts';
import { stands } from '../core/stands.ts';
import { UNTRACED } from '../core/tracing.ts';
import { fetchState, type FetchScene } from './fetch-state.ts';
import type { FlowDeps } from './flow-deps.ts';
import { choosePeers } from './choose-peers.ts';
import { keepReadingsOf } from './kept-readings.ts';
import { withoutFrame } from './load-dossier.ts';
import { lookAtSite } from './look-at-site.ts';
import { openLookBack } from './look-back.ts';
import { neededCustomers } from './needed-customers.ts';
import { openOwnPast } from './past.ts';
import { openPeerStates } from './peer-states.ts';
import { youngEnough } from './stand-in.ts';
import type { LearntDevices } from './learnt-devices.ts';
import { noteSeen, type Heard } from './note-seen.ts';
import { openPlans } from './plan-claim.ts';
import { readForClaim } from './read-for-claim.ts';
import { recordsFor } from './records-for.ts';

/** How often answers are gathered into a new state; each state costs a comparison over all peers, and edits in Slack. */
const GATHER_EVERY_MS = 250;

/** What is answered: a fetch that is pending, what the fetches before it left, and, where only the absent is asked, the one whose newest values stay. */
export type Asked = {
  claim: Claim;
  device: Device;
  pending: Fetch;
  frame?: Frame | undefined;
  before?: Fetch | undefined;
};

/**
 * Answers one fetch of a claim: first with what is stored, then live from the claimed device and its peers side by side, sealed at the end.
 * Shape: `frame` is what the fetches before this one left. Yields the fetch as it grows; the last one is `complete` and on disk. A slow consumer misses states in between, never the last.
 * Returns what was read, which serves later claims and is still to be kept: people do not wait for that.
 * Whoever is stopped seals nothing: what was not read by then is no answer of the device.
 * Fails: when the store is down; silent devices and missing peers are part of the answer.
 */
export async function* answerFetch(
  deps: FlowDeps,
  { claim, device, pending, frame, before }: Asked,
  { learnt, stopped }: { learnt: LearntDevices; stopped: AbortSignal },
): AsyncGenerator<Fetch, SavedReadings[]> {
  const planFor = openPlans(deps.book, claim.symptoms);
  const plan = planFor(device);
  const ids = plan.defs.map((def) => def.id);
  const cohort = await choosePeers(deps, claim, device, deps.clock(), { items: ids, options: pending.options, frame });
  const serials = cohort.eligible.map((peer) => peer.serial);
  const startedAt = deps.clock();
  const { reportMaxAgeMs } = deps.peers;
  const about = detailsOf(claim);
  const known = before && keepReadingsOf(before, plan.defs, { now: startedAt, reportMaxAgeMs });
  const scene: FetchScene = {
    plan,
    symptoms: claim.symptoms,
    told: about === undefined ? undefined : { about, at: claim.at, ruler: plan.ruler },
    pending,
    device,
    stored: [],
    live: [],
    rates: [],
    outcome: { kind: 'reading' },
    peers: openPeerStates(
      cohort,
      { devices: deps.peers.needed, customers: neededCustomers(deps.peers) },
      new Set(plan.defs.flatMap(({ id, rate }) => (rate === undefined ? [] : [id]))),
    ),
    tight: cohort.tight,
    sums: cohort.many?.sums,
    isMany: cohort.isMany === true,
    frame,
    earlier: [],
    kept: known?.kept,
  };
  const stop = new AbortController();
  // Every read of this fetch listens to the one signal; a hundred listeners are no leak here.
  setMaxListeners(0, stop.signal);
  const end = (): void => stop.abort();
  stopped.addEventListener('abort', end);
  const answered: SavedReadings[] = [];
  const heard: Heard[] = [];
  let finished = false;
  let hasNews = false;
  const reads = { planFor, learnt, signal: stop.signal };

  async function readOwn(): Promise<void> {
    const answer = await readForClaim(deps, { ...reads, only: known?.again }, device, (readings) => {
      const items = new Set(readings.map(({ item }) => item));
      scene.live = [...scene.live.filter(({ item }) => !items.has(item)), ...readings];
      hasNews = true;
    });
    heard.push({ device, answer, at: deps.clock() });
    Object.assign(scene, { live: answer.readings, outcome: answer.outcome, answer });
    if (answer.outcome.kind === 'answered') answered.push({ serial: device.serial, readings: answer.readings });
    hasNews = true;
  }

  async function readPeer(peer: Device): Promise<void> {
    const answer = await readForClaim(deps, reads, peer);
    heard.push({ device: peer, answer, at: deps.clock() });
    const isIts = answer.outcome.kind === 'answered';
    scene.peers.answer(peer.serial, isIts ? answer.readings : undefined);
    if (isIts) answered.push({ serial: peer.serial, readings: answer.readings });
    hasNews = true;
  }

  const { tracing = UNTRACED } = deps;
  function comparedAt(phase: Phase): Fetch {
    return tracing.spanNow('claim compare', { facts: { 'fetch.phase': phase } }, (span) => {
      const state = fetchState(deps, scene, phase);
      span.set({ 'compare.rows': state.comparisons.length, 'compare.measures': state.measures.length });
      return state;
    });
  }

  let firstStood: number | undefined;
  function stateAt(phase: Phase): Fetch {
    const state = comparedAt(phase);
    if (phase !== 'reading' && stands(state.comparisons)) firstStood ??= deps.clock();
    return firstStood === undefined ? state : { ...state, stoodAt: firstStood };
  }

  // Requests go out first, the claimed device's before any peer's; what is stored is looked up while they travel.
  const asked = cohort.eligible.slice(0, deps.peers.live);
  for (const peer of asked) scene.peers.ask(peer.serial);
  const all = Promise.all([readOwn(), ...asked.map(readPeer)]).then(() => {
    finished = true;
  });
  // It is awaited below, at the latest when the loop ends; until then a failure must not count as unhandled.
  all.catch(() => undefined);
  try {
    const [own] = await deps.store.latestReadings([device.serial], ids, 0);
    scene.stored = own?.readings ?? [];
    const [past] = await deps.store.listPast([device.serial], pastItemsOf(plan.defs));
    const series = past?.series ?? [];
    scene.past = openOwnPast(plan.defs, series);
    const oldest = startedAt - deps.peers.storedMaxAgeMs;
    scene.rates = storedRates(plan.defs, { series, now: startedAt, notBefore: oldest });
    scene.looksBack = await openLookBack(deps, claim, device);
    scene.records = await recordsFor(deps, claim.symptoms, device);
    const notBefore = startedAt - Math.max(deps.peers.storedMaxAgeMs, deps.peers.reportMaxAgeMs);
    if (frame !== undefined && !scene.isMany) scene.earlier = await lastKnownOf(deps, frame, cohort, ids);
    const stored = await deps.store.latestValues(serials, ids, notBefore);
    scene.peers.addStored(youngEnough(stored, startedAt, deps.peers));
    let phase: Phase = scene.answer === undefined ? 'stored' : 'reading';
    yield comparedAt(phase);
    for (;;) {
      await Promise.race([deps.wait(GATHER_EVERY_MS, stop.signal), all]);
      if (finished || stopped.aborted) break;
      const stands = scene.answer !== undefined && deps.clock() - startedAt >= deps.peers.standMs;
      const now = stands ? 'standing' : 'reading';
      if (!hasNews && now === phase) continue;
      hasNews = false;
      phase = now;
      yield stateAt(phase);
    }
  } finally {
    stopped.removeEventListener('abort', end);
    stop.abort();
  }
  if (stopped.aborted) return [];
  const { symptoms, told } = scene;
  const judged = { claim: claim.id, serial: device.serial, model: device.model, symptoms, rules: deps.book.version };
  const found = stateAt('complete');
  const isJudged = scene.outcome.kind === 'answered';
  const site = isJudged
    ? await lookAtSite(deps, { claim, device, plan, comparisons: found.comparisons, now: startedAt })
    : undefined;
  const complete: Fetch = { ...found, ...(site === undefined ? {} : { site }), doneAt: deps.clock() };
  const last = sealed(complete, told === undefined ? judged : { ...judged, told });
  await deps.store.sealFetch(claim.id, last);
  yield withoutFrame(last);
  await noteSeen(deps, heard);
  return answered;
}

/** What was last known of everybody who stood behind the fetches before, however old it is. */
async function lastKnownOf(
  { store }: Pick<FlowDeps, 'store'>,
  frame: Frame,
  { whose }: Cohort,
  items: string[],
): Promise<FetchScene['earlier']> {
  const members = new Map(frame.members.map((member) => [member.serial, member]));
  const saved = await store.latestValues([...members.keys()], items, 0);
  return saved.flatMap(({ serial, readings }) => {
    const member = whose.get(serial) ?? members.get(serial);
    return member === undefined ? [] : [{ whose: member, readings }];
  });
}

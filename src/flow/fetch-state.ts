import { compareDevice } from '../core/compare-device.ts';
import type { Comparison } from '../core/comparison.ts';
import type { Device } from '../core/device.ts';
import type { Fetch, Outcome, PeerCounts, Phase } from '../core/dossier.ts';
import type { Frame } from '../core/frame-sets.ts';
import { type Framing, openFraming } from '../core/frame.ts';
import { isBarred } from '../core/is-barred.ts';
import type { PeerSums } from '../core/peer-sums.ts';
import type { DeviceAnswer } from '../core/ports.ts';
import { isSameModel, modelName } from '../core/model-name.ts';
import { readingKey, type Reading } from '../core/reading.ts';
import type { TrackRecord } from '../core/track-record.ts';
import type { Whose } from '../core/withhold.ts';
import type { Told } from '../rules/ask-said.ts';
import { judge } from '../rules/judge.ts';
import type { FlowDeps } from './flow-deps.ts';
import type { LooksBack } from './look-back.ts';
import { neededCustomers } from './needed-customers.ts';
import type { OwnPast } from './past.ts';
import type { PeerStates } from './peer-states.ts';
import type { ClaimPlan } from './plan-claim.ts';
import { reportNotes, reportsAmong, withReports } from './stand-in.ts';

/** What a fetch knows at a moment. `stored` is what was known of the claimed device before it was asked. */
export type FetchScene = {
  plan: ClaimPlan;
  symptoms: string[];
  pending: Fetch;
  device: Device;
  stored: Reading[];
  live: Reading[];
  /** What is worked out of the device's stored past; never live. */
  rates: Reading[];
  outcome: Outcome;
  answer?: DeviceAnswer | undefined;
  peers: PeerStates;
  /** What the device's own past says; nothing until it was looked up. */
  past?: OwnPast | undefined;
  /** The options that the cohort fits (see core/cohort.ts). */
  tight: number;
  /** What became of the measures in earlier claims, by their ids. */
  records?: ReadonlyMap<string, TrackRecord> | undefined;
  /** What was said with the claim. */
  told?: Told | undefined;
  /** What was before the claim; nothing until it was looked up. */
  looksBack?: LooksBack | undefined;
  /** What very many peers say beside those in `peers`. */
  sums?: PeerSums | undefined;
  /** Peers are so many, or drawn out of so many, that nobody can be singled out by two fetches. */
  isMany: boolean;
  /** Who stood behind the fetches before, and what was last known of them. */
  frame?: Frame | undefined;
  earlier: { whose: Whose; readings: Reading[] }[];
  /** What an earlier fetch of this claim read of the device and this one does not ask again; nothing where all is asked. */
  kept?: Reading[] | undefined;
};

/**
 * The fetch as it stands: readings, comparisons, measures, counts.
 * While the device is being read its stored readings stand in, each with its own time; once it is done they are only a last known value
 * beside an absent one, and are not judged. What the device does not offer is taken from a service-mode list, where there is a young one; what is worked out
 * of its past stands beside what it says, and is a last known value too where it says nothing.
 */
export function fetchState(deps: Pick<FlowDeps, 'book' | 'peers'>, scene: FetchScene, phase: Phase): Fetch {
  const isReading = scene.outcome.kind === 'not-asked' || scene.outcome.kind === 'reading';
  const reports = reportsAmong(scene.stored, scene.pending.askedAt, deps.peers);
  const said = isReading ? merge(scene.stored, scene.live) : withReports(withKept(scene), reports);
  const rates = new Set(scene.rates.map(({ item }) => item));
  const ofPast = isReading || scene.outcome.kind === 'answered' ? scene.rates : scene.rates.map(unsaid(scene));
  const readings = [...said.filter(({ item }) => !rates.has(item)), ...ofPast];
  const peers = scene.peers.readings();
  const needs = { devices: deps.peers.needed, customers: neededCustomers(deps.peers) };
  // Beside very many values one more cannot be worked out of an average that is shown in three digits.
  const framing = scene.isMany ? undefined : openFraming(scene.frame, { tight: scene.tight, needs });
  const comparisons = compareDevice({
    items: scene.plan.defs,
    own: readings,
    peers: peers.map((peer) => peer.readings),
    whose: peers.map(({ whose }) => whose),
    neededPeers: needs.devices,
    neededCustomers: needs.customers,
    tight: scene.tight,
    sums: scene.sums,
    framed: framing === undefined ? undefined : { framing, earlier: scene.earlier },
  });
  if (!isReading) {
    addLastKnown(comparisons, [...scene.stored, ...scene.rates]);
    scene.past?.addTo(comparisons, readings);
  }
  const before = scene.looksBack?.(readings, isReading ? undefined : comparisons);
  return {
    ...scene.pending,
    phase,
    ...(before === undefined ? {} : { before }),
    outcome: scene.outcome,
    readings,
    comparisons,
    // A measure is proposed on what the device says now, not on what it said once.
    measures: isReading || isBarred(scene.outcome) ? [] : judge(deps.book, scene.symptoms, comparisons, scene),
    peers: { ...scene.peers.counts(), ...framedCounts(scene, framing) },
    warnings: [...warningsOf(scene.device, scene.answer), ...reportNotes(readings, scene.plan.defs)],
    ...(phase === 'complete' && framing !== undefined ? { frame: framing.next() } : {}),
  };
}

/** Who stays behind the figures though they would be left out now, and who stays out though they answered; nothing where nobody does. */
function framedCounts({ earlier, peers }: FetchScene, framing: Framing | undefined): Pick<PeerCounts, 'kept' | 'late'> {
  const kept = earlier.filter(({ whose }) => !peers.has(whose.serial ?? '')).length;
  const late = framing?.late() ?? 0;
  return { ...(kept === 0 ? {} : { kept }), ...(late === 0 ? {} : { late }) };
}

/**
 * What the device says now, and what it said in the fetch before of which only the rest was asked. A device that does not answer now is not known by
 * what it said then: it is a last known value, and the reading is absent for the reason of the others.
 */
function withKept({ kept = [], live, outcome, plan }: FetchScene): Reading[] {
  if (kept.length === 0) return live;
  const items = new Set(live.map(({ item }) => item));
  if (outcome.kind === 'answered') return [...live, ...kept.filter(({ item }) => !items.has(item))];
  const unasked = plan.defs.filter(({ id, rate }) => rate === undefined && !items.has(id));
  return [...live, ...unasked.map(({ id }) => unsaid({ outcome, live })({ item: id }))];
}

/** An item of a device that did not answer, which was not asked for by itself: absent for the reason of the others. */
function unsaid({ outcome, live }: Pick<FetchScene, 'outcome' | 'live'>): (of: Pick<Reading, 'item'>) => Reading {
  const reason = outcome.kind === 'wrong-device' ? 'wrong_device' : outcome.kind === 'refused' ? 'refused' : 'timeout';
  const at = live[0]?.at ?? 0;
  return ({ item }) => ({ item, value: { kind: 'absent', reason }, evidence: [], at });
}

/** Newer readings take the place of older ones of the same item and part. */
function merge(older: readonly Reading[], newer: readonly Reading[]): Reading[] {
  const fresh = new Set(newer.map(readingKey));
  // Parts come and go (a tray is taken off): an item that was read now is taken whole from now.
  const items = new Set(newer.filter((reading) => reading.value.kind !== 'absent').map((reading) => reading.item));
  // That an item as a whole was not offered once says nothing beside the parts a list gave of it.
  const known = new Set(older.filter(({ value }) => value.kind !== 'absent').map(({ item }) => item));
  const isDenied = ({ item, part, value }: Reading): boolean =>
    value.kind === 'absent' && part === undefined && known.has(item);
  const kept = older.filter(
    (reading) => !fresh.has(readingKey(reading)) && !items.has(reading.item) && !isDenied(reading),
  );
  const stoodIn = new Set(kept.map((reading) => reading.item));
  const added = newer.filter((reading) => reading.value.kind !== 'absent' || !stoodIn.has(reading.item));
  return [...added, ...kept];
}

function addLastKnown(comparisons: Comparison[], stored: readonly Reading[]): void {
  const known = new Map(stored.map((reading) => [readingKey(reading), reading]));
  for (const comparison of comparisons) {
    const before = known.get(readingKey(comparison));
    if (comparison.figure.kind !== 'absent' || before === undefined || before.value.kind === 'absent') continue;
    comparison.lastKnown = before;
  }
}

function warningsOf(device: Device, answer: DeviceAnswer | undefined): string[] {
  if (answer === undefined) return [];
  if (answer.outcome.kind === 'wrong-device') {
    return [
      `The device at ${device.address} says its serial number is ${answer.outcome.said}, not ${device.serial}. ` +
        'Nothing was read from it. Check the address in the registry.',
    ];
  }
  if (answer.outcome.kind === 'silent') {
    return [`${device.serial} did not answer: ${answer.outcome.tried}.`];
  }
  if (answer.outcome.kind === 'refused') {
    return [`Nothing could be read from ${device.serial}: ${answer.outcome.said}.`];
  }
  const { saidModel } = answer;
  if (saidModel !== undefined && namesModel(saidModel) && !isSameModel(saidModel, device.model, device)) {
    const said = modelName(saidModel, device);
    return [
      `The registry says ${device.model}, the device calls itself ${said}. It was compared with ${device.model}.`,
    ];
  }
  return [];
}

/** Whether a name tells a model at all: some makers' standard object says only what kind of machine it is. */
function namesModel(name: string): boolean {
  return /\d/.test(name);
}

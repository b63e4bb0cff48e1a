import type { Device } from '../core/device.ts';
import type { Ask, Manners } from '../core/place.ts';
import type { DeviceAnswer } from '../core/ports.ts';
import type { Reading } from '../core/reading.ts';
import type { FlowDeps, PeerSettings } from './flow-deps.ts';
import type { LearntDevices } from './learnt-devices.ts';
import type { ClaimPlan, PlanFor } from './plan-claim.ts';

/** What reading the devices of one claim works with. */
export type ClaimReads = {
  planFor: PlanFor;
  learnt: LearntDevices;
  signal: AbortSignal;
  /** The only items that are asked, where not all are. */
  only?: ReadonlySet<string> | undefined;
};

/**
 * Reads what a claim calls for from one device. Where its model in the registry tells no profile and the device says whose it is, what that
 * maker's profile knows better is read at once, in what is left of the time.
 * Fails: never for the device's sake. `onReadings` hears of each item as it comes; an item may come twice, and the later one counts.
 */
export async function readForClaim(
  deps: Pick<FlowDeps, 'reader' | 'clock'> & { peers: Pick<PeerSettings, 'deadlineMs'> },
  reads: ClaimReads,
  device: Device,
  onReadings?: (readings: Reading[]) => void,
): Promise<DeviceAnswer> {
  const startedAt = deps.clock();
  const ask = ({ identity }: ClaimPlan, asks: Ask[], manners: Manners, deadlineMs: number): Promise<DeviceAnswer> =>
    deps.reader.read({
      device,
      asks: reads.only === undefined ? asks : asks.filter(({ item }) => reads.only?.has(item)),
      identity,
      manners,
      deadlineMs,
      signal: reads.signal,
      ...(onReadings === undefined ? {} : { onReadings }),
    });

  const plan = reads.planFor(device, reads.learnt.of(device.serial));
  const first = await ask(plan, plan.asks, plan.manners, deps.peers.deadlineMs);
  if (first.outcome.kind !== 'answered') return first;
  const better = reads.planFor(device, reads.learnt.learn(first));
  const leftMs = deps.peers.deadlineMs - (deps.clock() - startedAt);
  if (better.profile === plan.profile || leftMs <= 0 || reads.signal.aborted) return first;
  const asks = better.asks.filter((each, index) => each.places.length !== plan.asks[index]?.places.length);
  if (asks.length === 0) return first;
  // The pause that its model wants between two reads begins after both halves of this one.
  const second = await ask(better, asks, { ...better.manners, everySeconds: undefined }, leftMs);
  if (second.outcome.kind === 'wrong-device') return second;
  return { ...first, ...whoOf(second), readings: withBetter(first.readings, second.readings) };
}

function whoOf({ saidSerial, saidModel }: DeviceAnswer): Pick<DeviceAnswer, 'saidSerial' | 'saidModel'> {
  return {
    ...(saidSerial === undefined ? {} : { saidSerial }),
    ...(saidModel === undefined ? {} : { saidModel }),
  };
}

/** What the maker's own places say goes before what the standard's say; where they say nothing, that stays. */
function withBetter(first: Reading[], second: Reading[]): Reading[] {
  const had = new Set(first.filter(({ value }) => value.kind !== 'absent').map(({ item }) => item));
  const has = new Set(second.filter(({ value }) => value.kind !== 'absent').map(({ item }) => item));
  const taken = second.filter(({ item }) => has.has(item) || !had.has(item));
  const items = new Set(taken.map(({ item }) => item));
  return [...first.filter(({ item }) => !items.has(item)), ...taken];
}

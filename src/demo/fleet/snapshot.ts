import type { Feed, JamPlace, Machine, Wear } from './machine.ts';

/** One device at one moment. Units: as in `Machine`; levels 0 to 1. */
export type Snapshot = {
  machine: Machine;
  uptimeSeconds: number;
  /** Printed since the fleet started. */
  printed: number;
  impressions: number;
  impressionsSincePowerOn: number;
  packetsIn: number;
  packetsOut: number;
};

/** A device after so many seconds of running: its counters have grown by what it printed, and nothing else moves. */
export function snapshotAt(machine: Machine, elapsedSeconds: number): Snapshot {
  const elapsed = Math.max(0, elapsedSeconds);
  const printed = Math.floor(machine.impressionsPerSecond * elapsed);
  const uptimeSeconds = machine.uptimeSeconds + elapsed;
  const share = machine.uptimeSeconds / machine.ageSeconds;
  const packetsIn = Math.floor(machine.network.packetsPerSecond * uptimeSeconds);
  return {
    machine,
    uptimeSeconds,
    printed,
    impressions: machine.impressions + printed,
    impressionsSincePowerOn: Math.floor(machine.impressions * share) + printed,
    packetsIn,
    packetsOut: Math.floor(packetsIn * 0.4),
  };
}

/** What is left of a part, 0 to 1. */
export function leftOf(snapshot: Snapshot, wear: Wear): number {
  return Math.max(0, wear.left - wear.perImpression * snapshot.printed);
}

/** Sheets fed from one stage in the device's life. */
export function sheetsFrom(snapshot: Snapshot, feed: Feed): number {
  return Math.floor(snapshot.impressions * snapshot.machine.sheetsPerImpression * feed.share);
}

/** Jams at one place in the device's life. */
export function jamsAt(snapshot: Snapshot, place: JamPlace): number {
  return place.count + Math.floor(place.perImpression * snapshot.printed);
}

/** Impressions copied in the device's life. */
export function copiedAt(snapshot: Snapshot): number {
  return Math.floor(snapshot.impressions * snapshot.machine.copyShare);
}

import type { FleetCounts, Latency } from './fleet.ts';
import type { Machine } from './machine.ts';
import { createRandom, type Random } from './random.ts';

/** The network between the fleet and whoever asks, and what went over it; one for all devices. */
export type Conditions = {
  latency: Latency;
  lossPercent: number;
  readonly counts: FleetCounts;
  /** Draws losses and the noise of sensors. */
  readonly random: Random;
};

export function createConditions(seed: number, latency: Latency, lossPercent: number): Conditions {
  return {
    latency,
    lossPercent,
    counts: { snmp: 0, lost: 0, sets: 0, http: 0 },
    random: createRandom(`${seed}/conditions`),
  };
}

/** How long this machine takes to answer, as a function of the conditions of the moment. Units: milliseconds. */
export function createDelay(machine: Machine, seed: number, conditions: Conditions): () => number {
  const draw = createRandom(`${seed}/latency/${machine.serial}`).next();
  const extra = machine.behaviour.kind === 'slow' ? machine.behaviour.extraMs : 0;
  return () => {
    const { latency } = conditions;
    return extra + (typeof latency === 'number' ? latency : latency.min + draw * (latency.max - latency.min));
  };
}

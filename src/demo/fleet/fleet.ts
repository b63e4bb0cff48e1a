import type { Device } from '../../core/device.ts';
import type { Fault } from './cast-member.ts';
import type { FleetSize } from './roster.ts';

/** Milliseconds between a request and its answer: the same for all, or a range from which each device has its own. */
export type Latency = number | { min: number; max: number };

/**
 * What a simulated fleet is like.
 * `devices` counts per model (a model not named has none; default 50, 60 and 40); `quirks` (default true) gives the cast that is odd to talk to;
 * `deadPerHundred` that many in a hundred of each model never answer.
 */
export type FleetOptions = {
  seed?: number | undefined;
  devices?: FleetSize | undefined;
  latencyMs?: Latency | undefined;
  lossPercent?: number | undefined;
  deadPerHundred?: number | undefined;
  quirks?: boolean | undefined;
};

/** Requests so far: over SNMP, of these lost on purpose, of these attempts to write; and over HTTP. */
export type FleetCounts = { snmp: number; lost: number; sets: number; http: number };

/**
 * A running fleet. `urlTemplate` has `{serial}` in it; `requests` counts SNMP and HTTP together. Every promise resolves when the fleet has taken the
 * change.
 */
export type Fleet = {
  devices: Device[];
  community: string;
  gateway: { urlTemplate: string; token: string };
  faults: Fault[];
  setLatency(latency: Latency): Promise<void>;
  setLoss(percent: number): Promise<void>;
  requests(): Promise<number>;
  counts(): Promise<FleetCounts>;
  stop(): Promise<void>;
};

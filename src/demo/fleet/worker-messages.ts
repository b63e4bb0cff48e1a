import type { Fleet, FleetCounts, Latency } from './fleet.ts';

/** What a fleet is made of besides its functions; this crosses the thread border. */
export type FleetFacts = Pick<Fleet, 'devices' | 'community' | 'gateway' | 'faults'>;

/** A wish to the worker. */
export type FleetOrder =
  | { id: number; kind: 'latency'; latency: Latency }
  | { id: number; kind: 'loss'; percent: number }
  | { id: number; kind: 'counts' }
  | { id: number; kind: 'stop' };

/** What the worker says: once that it is ready, and one `done` for every order. */
export type FleetNews = { kind: 'ready'; facts: FleetFacts } | { kind: 'done'; id: number; counts: FleetCounts };

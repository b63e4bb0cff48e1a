import type { History, Machine } from './machine.ts';

/**
 * What was seeded into one device, for a demo or a test to look for.
 * `expect` says in plain words what an honest reading must find; `symptom` names the claim it would lead to.
 */
export type Fault = {
  serial: string;
  fault: string;
  symptom: string;
  expect: string;
  part?: string | undefined;
};

/** A device with a fixed role; `quirk` marks those that are odd to talk to instead of broken. */
export type CastMember = Fault & { quirk: boolean; history?: History | undefined; apply(machine: Machine): void };

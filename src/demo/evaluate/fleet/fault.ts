import type { Random } from '../../fleet/random.ts';
import type { Body, Ink, Stage } from './body.ts';
import type { Make } from './make.ts';

/**
 * A kind of fault.
 * Shape: `inject` changes the body and nothing else; what the machine then says follows from it. `complaints` are the symptoms a customer would tell with
 * how often. `severity` runs from 0 (just to be noticed) to 1. `unfits` names items that say the same as before, and no longer fit the pages that are counted.
 */
export type FaultKind = {
  kind: string;
  complaints: readonly (readonly [string, number])[];
  source: string;
  /** Whether machines of a make can have it at all. */
  needs?: (make: Make) => boolean;
  unfits?: readonly string[];
  inject: (body: Body, random: Random, severity: number) => void;
};

/** One of the inks, as often as each is printed. */
export function anInk(body: Body, random: Random): Ink {
  const [first, ...rest] = [...body.inks.values()];
  if (first === undefined) throw new RangeError('a machine without ink');
  return random.weighted([[first, 2], ...rest.map((ink) => [ink, 1] as const)]);
}

/** One of the trays that feed a share worth speaking of. */
export function aStage(body: Body, random: Random): Stage {
  const used = body.stages.filter(({ share }) => share > 0.12);
  const [first, ...rest] = used;
  if (first === undefined) throw new RangeError('a machine without trays');
  return random.weighted([[first, first.share], ...rest.map((stage) => [stage, stage.share] as const)]);
}

/** From one end to the other with severity, and a little beside it. */
export function between(random: Random, severity: number, mild: number, grave: number): number {
  return (mild + (grave - mild) * severity) * random.between(0.93, 1.07);
}

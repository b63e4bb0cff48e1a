import type { Movement } from './past.ts';

/**
 * A device of the same model that goes the way of a claimed one, by what is stored of it.
 * Shape: `figure` in words; `isOdd` where it is odd already, else it moves towards it. Units: `at` (of the reading) and `since` milliseconds since 1970.
 */
export type Neighbour = {
  serial: string;
  customer: string;
  site?: string | undefined;
  isOdd: boolean;
  figure: string;
  at: number;
  moves?: { movement: Movement; since: number } | undefined;
};

/**
 * The devices that go the way of a claim's worst finding and have no claim of it.
 * Shape: `sign` the finding in words; none where nothing is odd of the claimed device that others could have. `looked` devices had a stored value that is young enough, of `devices` that may be
 * told of, or of the first `among` where there are more than are looked at; `claimed` have a claim, `muted` are of customers that are not to be listed.
 */
export type Neighbours = {
  claim: number;
  model: string;
  sign?: string | undefined;
  /** Its comparison is not complete yet, so that nothing can be said. */
  isEarly?: true | undefined;
  devices: number;
  among?: number | undefined;
  looked: number;
  claimed: number;
  muted: number;
  found: Neighbour[];
};

/** Whose devices may be told of: of all customers, to the desk alone, or of one. `muted` customers are left out. */
export type NeighbourScope = { customer?: string | undefined; muted?: readonly string[] | undefined };

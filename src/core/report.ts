import type { Who } from './measure.ts';

/** So many of so many. A share is said from FEWEST_FOR_SHARE on. */
export type Part = { n: number; of: number };

/** From so many on a share, a median or a rate is said; of fewer, the numbers themselves. */
export const FEWEST_FOR_SHARE = 5;

/** Spans of time. Units: milliseconds. Shape: `values`, ascending, where they are too few for a median; `median` and `p90` where they are not. */
export type Spans = { n: number; values?: number[] | undefined; median?: number | undefined; p90?: number | undefined };

/** What became of a measure in resolved claims, as in track-record.ts. `who` is absent for one that the rules do not have any more. */
export type MeasureCount = {
  measure: string;
  title: string;
  who?: Who | undefined;
  tried: number;
  worked: number;
  first: number;
  firstWorked: number;
};

/** A measure that was proposed first and was not it. `reasons` are the newest of people's words for it, hostile until escaped. */
export type Rejection = { measure: string; title: string; times: number; of: number; reasons: string[] };

/**
 * How the desk did over a time.
 * Shape: `evidence` is from the claim to the first comparison that stands, and `withoutEvidence` counts claims that have none; `firstCall` are claims that
 * were resolved and neither opened again nor complained of again within `withinMs`, of all that were resolved, of which `undecided` may yet come back;
 * `callbacks` are claims that come back after one that was resolved no longer ago than that; `avoided` are resolved claims that a measure of the customer or
 * the desk ended, of those that a measure ended of which it is known whose it is. `models` has the worst first: by claims a registered device where they
 * have devices enough, then the others by claims. `weeks` begin on Mondays, UTC. `noMeasure` counts claims of which nothing followed, of those whose
 * comparison is complete, `silent` those among them whose device was not read.
 * Units: times milliseconds since 1970, spans milliseconds.
 */
export type Report = {
  from?: number | undefined;
  until: number;
  model?: string | undefined;
  customer?: string | undefined;
  withinMs: number;
  claims: { all: number; open: number; taken: number; resolved: number };
  weeks: { at: number; claims: number }[];
  evidence: Spans;
  withoutEvidence: number;
  take: Spans;
  resolve: Spans;
  firstCall: Part & { undecided: number };
  callbacks: Part;
  avoided: Part;
  models: { model: string; claims: number; devices: number }[];
  symptoms: { symptom: string; title: string; claims: number }[];
  measures: MeasureCount[];
  rejected: Rejection[];
  noMeasure: Part & { silent: number; symptoms: { symptom: string; title: string; claims: number }[] };
};

import type { Unit } from './value.ts';

/** The seven item families that the method names. */
export const FAMILIES = [
  'copies',
  'copies-by-feed-stage',
  'image-density',
  'exposure',
  'density-auto-adjust',
  'drum-charge',
  'network-environment',
] as const;
export type Family = (typeof FAMILIES)[number];

/**
 * Limits the maker (or the rule's source) states; they win over statistics.
 * Units: those of the figure that is compared (a rate's limits are rates).
 */
export type Limits = {
  watchBelow?: number | undefined;
  offBelow?: number | undefined;
  watchAbove?: number | undefined;
  offAbove?: number | undefined;
  /** Verdict by state, whatever the share of peers that have it (an alert of severity critical is `off`). */
  states?: Record<string, 'normal' | 'watch' | 'off'> | undefined;
  source: string;
};

/**
 * How an item is set against its peers.
 * `value` compares the number itself; `rate` divides by another item of the same device (jams per 10,000 impressions); `share` is the part's
 * percentage of all parts (copies by tray); `state` compares the share of peers in the same state; `none` shows the value and what
 * the peers say, but judges nothing, for the reason in `why` (a lifetime total says how much, not how well); with `tell` it says how far from its peers
 * it lies, and stands before what is ordinary where that is far.
 * `odd` says which side counts as worse; `minEffect` is the smallest difference from the median that matters, in the compared figure's unit.
 */
export type CompareRule =
  | { as: 'value'; odd: Side; minEffect: number; limits?: Limits | undefined }
  | { as: 'rate'; per: string; times: number; unit: Unit; odd: Side; minEffect: number; limits?: Limits | undefined }
  | { as: 'share'; odd: Side; minEffect: number; limits?: Limits | undefined }
  | { as: 'state'; limits?: Limits | undefined }
  | { as: 'none'; why: string; tell?: { odd: Side; minEffect: number } | undefined; limits?: Limits | undefined };

/**
 * What is looked for in the past of an item.
 * `level` has a level, or a state, that may change; `counter` only counts up, and with `restarts` begins anew whenever the device starts, which is then
 * not worth telling; `wear` is used up and renewed, and `counts` is the counter that says how much was done since; `none` comes and goes.
 */
export type PastRule =
  | { as: 'level' }
  | { as: 'counter'; restarts?: boolean | undefined }
  | { as: 'wear'; counts?: string | undefined }
  | { as: 'none' };

/**
 * That an item is not read of a device but worked out of its stored past: how fast a counter rose of late.
 * Shape: `units` says what the rate is counted in, by what the counter is; of other counters there is no rate.
 * Units: days. The rate is that of `perDays`, over the last `withinDays` and over `leastDays` of them at the least.
 */
export type PastRateRule = {
  counter: string;
  units: Partial<Record<Unit, Unit>>;
  perDays: number;
  withinDays: number;
  leastDays: number;
};

export type Side = 'low' | 'high' | 'both';

/** A backup item: one thing that can be known of a device and supports the study of a claim. */
export type ItemDef = {
  id: string;
  title: string;
  family?: Family | undefined;
  kind: 'number' | 'state' | 'text';
  unit?: Unit | undefined;
  /** What its parts are called (`paper feed stage`), if it has parts. */
  parts?: string | undefined;
  compare: CompareRule;
  /** What its past says; by its kind and the way it is compared, unless it is stated (see past-rule.ts). */
  past?: PastRule | undefined;
  /** Where it is worked out of the stored past: no device is asked for it. */
  rate?: PastRateRule | undefined;
  because: string;
  source: string;
  /** Where an engineer finds it when no place offers it. */
  serviceMode?: string | undefined;
  /** What a customer at the machine can be asked when it could not be read. */
  ask?: string | undefined;
};

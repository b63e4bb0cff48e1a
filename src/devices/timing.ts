/**
 * How long to wait for devices.
 * Units: milliseconds.
 */
export type Timing = {
  /** First wait for a device whose round trip is not known. */
  firstTimeoutMs: number;
  /** Shortest first wait, however fast the device was. */
  leastTimeoutMs: number;
  /** Longest wait between two tries. */
  mostTimeoutMs: number;
  /** First wait for a device that sleeps, while its network side wakes. */
  wakeTimeoutMs: number;
  /** How long after an answer a device counts as awake. */
  awakeForMs: number;
  /** Pause between an answer and the next request to a fragile device. */
  fragilePauseMs: number;
  /** Tries of one request before it is asked in smaller pieces, once the device has answered at all. */
  patience: number;
};

/** Waits that suit devices from the same building to the other side of a slow line. */
export const DEFAULT_TIMING: Timing = {
  firstTimeoutMs: 250,
  leastTimeoutMs: 60,
  mostTimeoutMs: 2000,
  wakeTimeoutMs: 2000,
  awakeForMs: 60_000,
  fragilePauseMs: 100,
  patience: 4,
};

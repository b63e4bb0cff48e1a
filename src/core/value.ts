/** Units a number may carry. Impressions and sheets are never mixed: one sheet printed on both sides is two impressions. */
export const UNITS = [
  'impressions',
  'sheets',
  'percent',
  'volt',
  'step',
  'count',
  'seconds',
  'bits-per-second',
  'degree-celsius',
  'per 10,000 impressions',
  'per 10,000 sheets',
  'per million packets',
  'impressions a day',
  'sheets a day',
  'per 30 days',
] as const;
export type Unit = (typeof UNITS)[number];

/** Why a reading is absent; each is shown to the handler in plain words (`core/words.ts`). */
export const ABSENT_REASONS = [
  'unknown',
  'some_left',
  'unlimited',
  'unsupported',
  'unreachable',
  'timeout',
  'refused',
  'asleep',
  'malformed',
  'wrong_device',
  'no_rate',
] as const;
export type AbsentReason = (typeof ABSENT_REASONS)[number];
/** Why a device itself gives no value; that its stored past tells no rate is never its answer. */
export type DeviceReason = Exclude<AbsentReason, 'no_rate'>;

/**
 * What one item (or one part of it) says.
 * Shape: a number with its unit, a state out of a known set, a text as the device wrote it, or absent with the reason.
 * `text` and `state` come from outside and are hostile until escaped.
 */
export type Value =
  | { kind: 'number'; number: number; unit: Unit }
  | { kind: 'state'; state: string }
  | { kind: 'text'; text: string }
  | { kind: 'absent'; reason: AbsentReason };

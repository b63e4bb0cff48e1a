import { formatDuration, intervalToDuration } from 'date-fns';
import type { Baseline } from './baseline.ts';
import type { Cause } from './claim.ts';
import type { Figure, Verdict } from './comparison.ts';
import type { Who } from './measure.ts';
import type { Reading } from './reading.ts';
import type { AbsentReason, Unit, Value } from './value.ts';

/** Why a reading is absent, in words a handler can repeat to a caller. */
export function absentInWords(reason: AbsentReason): string {
  return ABSENT_WORDS[reason];
}

const ABSENT_WORDS: Record<AbsentReason, string> = {
  unknown: 'the device says it does not know',
  some_left: 'the device only says that some is left',
  unlimited: 'the device says there is no limit',
  unsupported: 'this device does not offer it over the network',
  unreachable: 'the device could not be reached',
  timeout: 'no answer in time',
  // Refused by the device, or not asked for want of a credential.
  refused: 'there is no access to it',
  asleep: 'the device is asleep',
  malformed: 'the answer made no sense',
  wrong_device: 'another device answered',
  no_rate: 'too little of its past is stored to tell a rate',
};

const UNIT_WORDS: Record<Unit, string> = {
  impressions: 'impressions',
  sheets: 'sheets',
  percent: '%',
  volt: 'V',
  step: 'steps',
  count: '',
  seconds: 's',
  'bits-per-second': 'bit/s',
  'degree-celsius': '°C',
  'per 10,000 impressions': 'per 10,000 impressions',
  'per 10,000 sheets': 'per 10,000 sheets',
  'per million packets': 'per million packets',
  'impressions a day': 'impressions a day',
  'sheets a day': 'sheets a day',
  'per 30 days': 'in 30 days',
};

/** Made once: making it costs a hundred times what formatting does. */
const NUMBERS = new Intl.NumberFormat('en-GB', { maximumFractionDigits: 2 });

/** From here on doubles no longer tell whole numbers apart; written out they are a row of zeros. */
const LARGEST_WRITTEN = 1e15;

/**
 * A number with its unit, rounded to what a person can use: three digits, and whole numbers from 100 on.
 * Fails: never; what is no number is said to be none.
 */
export function numberInWords(number: number, unit: Unit): string {
  if (!Number.isFinite(number)) return 'no number';
  if (unit === 'seconds') return spanInWords(number * 1000);
  if (unit === 'bits-per-second') return speedInWords(number);
  const digits = Math.abs(number) >= 100 ? 0 : Math.abs(number) >= 10 ? 1 : 2;
  const shown = Number(number.toFixed(digits));
  // -0 would be shown as "-0".
  const text = Math.abs(number) >= LARGEST_WRITTEN ? number.toExponential(2) : NUMBERS.format(shown === 0 ? 0 : shown);
  if (unit === 'step') return `${text} ${Math.abs(shown) === 1 ? 'step' : 'steps'}`;
  const name = UNIT_WORDS[unit];
  return name === '' ? text : `${text} ${name}`;
}

function speedInWords(bits: number): string {
  if (bits >= 1e9) return `${Number((bits / 1e9).toFixed(1))} Gbit/s`;
  if (bits >= 1e6) return `${Number((bits / 1e6).toFixed(1))} Mbit/s`;
  return `${Math.round(bits)} bit/s`;
}

/** A span of time in its two largest units: `3 days 4 hours`. Units: milliseconds. */
export function spanInWords(ms: number): string {
  if (!Number.isFinite(ms)) return 'unknown';
  if (ms < 1000) return 'under a second';
  const duration = intervalToDuration({ start: 0, end: Math.min(ms, 8.6e15) });
  const units = (['years', 'months', 'days', 'hours', 'minutes', 'seconds'] as const).filter((unit) => duration[unit]);
  return formatDuration(duration, { format: units.slice(0, 2) });
}

/** How old something is: `just now`, `4 minutes ago`. Units: milliseconds since 1970. */
export function ageInWords(at: number, now: number): string {
  const age = now - at;
  if (age < 10_000) return 'just now';
  return `${spanInWords(age).split(' ').slice(0, 2).join(' ')} ago`;
}

/**
 * Of which days a rate is that was worked out of the stored past: `over 29 days, to 5 hours ago`; empty for what was read.
 * Units: `now` milliseconds since 1970.
 */
export function spanOfRateInWords({ at, evidence }: Pick<Reading, 'at' | 'evidence'>, now: number): string {
  const from = evidence.at(-1)?.from;
  return from === undefined
    ? ''
    : `over ${spanInWords(at - from)
        .split(' ')
        .slice(0, 2)
        .join(' ')}, to ${ageInWords(at, now)}`;
}

/** What a device said, in one short cell. */
export function valueInWords(value: Value): string {
  switch (value.kind) {
    case 'number':
      return numberInWords(value.number, value.unit);
    case 'state':
      return value.state;
    case 'text':
      return value.text;
    case 'absent':
      return absentInWords(value.reason);
  }
}

/** The figure that is compared, in one short cell. */
export function figureInWords(figure: Figure): string {
  switch (figure.kind) {
    case 'number':
      return numberInWords(figure.number, figure.unit);
    case 'state':
      return figure.state;
    case 'text':
      return figure.text;
    case 'absent':
      return figure.why;
  }
}

/** The average with its count, or the commonest states with their shares, or that there are too few. */
export function averageInWords(baseline: Baseline): string {
  switch (baseline.kind) {
    case 'number':
      return `${numberInWords(baseline.average, baseline.unit)} (${countInWords(baseline)})`;
    case 'states':
      return `${sharesInWords(baseline.shares)} (${countInWords(baseline)})`;
    case 'too-few':
      return baseline.n === 0 ? 'no peer has it' : `too few: ${baseline.n} of ${baseline.needed} needed`;
    case 'withheld':
      return `withheld: ${baseline.why}`;
    case 'not-compared':
      return '–';
  }
}

function countInWords({ n, own }: { n: number; own?: number | undefined }): string {
  return own === undefined ? `n ${n}` : `n ${n}, ${own === n ? 'all' : own} of this customer`;
}

function sharesInWords(shares: readonly { state: string; share: number }[]): string {
  const first = shares.slice(0, 2).map(({ state, share }) => `${state} ${percentOf(share)}`);
  return shares.length > 2 ? `${first.join(', ')}, ${shares.length - 2} more` : first.join(', ');
}

/** A share of 0 to 1 in words. */
export function percentOf(share: number): string {
  const percent = share * 100;
  // A share that is not all or nothing must not be rounded to look so.
  if (percent > 99 && percent < 100) return '> 99 %';
  if (percent > 0 && percent < 1) return '< 1 %';
  return `${Math.round(percent)} %`;
}

/** The median, by which verdicts are made; a dash where there is none. */
export function medianInWords(baseline: Baseline): string {
  return baseline.kind === 'number' ? numberInWords(baseline.median, baseline.unit) : '–';
}

/** The middle eight tenths of the peers: `1.9 to 2.4 V`; a dash where there is none. */
export function rangeInWords(baseline: Baseline): string {
  if (baseline.kind !== 'number') return '–';
  const [from, to] = [numberInWords(baseline.p10, baseline.unit), numberInWords(baseline.p90, baseline.unit)];
  const unit = UNIT_WORDS[baseline.unit];
  // Said once where both ends have it: cells are narrow on a phone.
  return unit !== '' && from.endsWith(` ${unit}`) && to.endsWith(` ${unit}`)
    ? `${from.slice(0, -unit.length - 1)} to ${to}`
    : `${from} to ${to}`;
}

const VERDICT_WORDS: Record<Verdict, string> = {
  normal: 'normal',
  watch: 'watch',
  off: 'off',
  'cannot-say': 'cannot say',
};

/** The verdict as the handler reads it. */
export function verdictInWords(verdict: Verdict): string {
  return VERDICT_WORDS[verdict];
}

const WHO_WORDS: Record<Who, string> = {
  customer: 'customer, by phone',
  desk: 'service desk',
  'field-engineer': 'field engineer',
};

/** Who can carry a measure out. */
export function whoInWords(who: Who): string {
  return WHO_WORDS[who];
}

const CAUSE_WORDS: Record<Cause, string> = {
  'worn-part': 'a worn part',
  consumable: 'a consumable (toner, waste box)',
  setting: 'a setting',
  dirt: 'dirt',
  paper: 'the paper',
  environment: 'the room (air, warmth)',
  network: 'the network',
  firmware: 'the firmware',
  use: 'the way it is used',
  'not-found': 'no fault was found',
  other: 'something else',
};

/** What lay behind a claim, as a person sorts it. */
export function causeInWords(cause: Cause): string {
  return CAUSE_WORDS[cause];
}

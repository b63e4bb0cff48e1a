import type { CounterStep } from './counter.ts';
import type { PastRate } from './rates.ts';
import type { Trend } from './trend.ts';
import type { Unit } from './value.ts';
import { numberInWords } from './words.ts';

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const DAY_MS = 86_400_000;
/** Readings that are farther apart than this leave open on which day it was. */
const SURE_DAYS = 3;

/** A day as people name it, with its year where that is not this one; in UTC. Units: milliseconds since 1970. */
export function dayInWords(at: number, now: number): string {
  const [day, today] = [new Date(at), new Date(now)];
  const month = MONTHS[day.getUTCMonth()];
  if (month === undefined) return 'an unknown day';
  const year = day.getUTCFullYear() === today.getUTCFullYear() ? '' : ` ${day.getUTCFullYear()}`;
  return `${day.getUTCDate()} ${month}${year}`;
}

/** When something began, seen first at `at` and not yet at `after`; only where those are near, is it one day. Units: milliseconds since 1970. */
export function sinceInWords(after: number, at: number, now: number): string {
  return at - after > SURE_DAYS * DAY_MS ? betweenInWords(after, at, now) : `since ${dayInWords(at, now)}`;
}

/** Between which days: `between 3 and 4 Nov`, `between 30 Oct and 4 Nov`, `on 4 Nov`. */
function betweenInWords(from: number, to: number, now: number): string {
  const [first, last] = [dayInWords(from, now), dayInWords(to, now)];
  if (first === last) return `on ${last}`;
  const [day = '', ...month] = first.split(' ');
  return last.endsWith(` ${month.join(' ')}`) ? `between ${day} and ${last}` : `between ${first} and ${last}`;
}

/** What the past says, to be put behind the name of the item: `fell by 0.4 V since 11 Nov (2.4 V to 2 V; 9 readings before, 4 since)`. */
export function trendInWords(trend: Trend, unit: Unit, now: number): string {
  switch (trend.kind) {
    case 'too-few':
      return `has ${trend.n === 0 ? 'no earlier readings' : `only ${trend.n} ${trend.n === 1 ? 'reading' : 'readings'}`}; ${trend.needed} are needed to tell a change`;
    case 'steady':
      return `has been steady at ${numberInWords(trend.level, unit)} over ${trend.n} readings`;
    case 'drifting':
      return `${movedInWords(trend.before, trend.level, unit, ['is falling slowly', 'is rising slowly'])} since ${dayInWords(trend.since, now)} (${trend.n} readings)`;
    case 'changed': {
      const last = trend.changes.at(-1);
      if (last === undefined) return '';
      const { after, at, before, level, readings } = last;
      const when = sinceInWords(after, at, now);
      const range = `${numberInWords(before, unit)} to ${numberInWords(level, unit)}`;
      const earlier = trend.changes.length - 1;
      const others = earlier === 0 ? '' : `; ${earlier} earlier ${earlier === 1 ? 'change' : 'changes'}`;
      return `${movedInWords(before, level, unit, ['fell', 'rose'])} ${when} (${range}; ${readings.before} readings before, ${readings.since} since${others})`;
    }
    default:
      return trend satisfies never;
  }
}

function movedInWords(before: number, level: number, unit: Unit, [fell, rose]: [string, string]): string {
  const by = Math.min(Math.abs(level - before), Number.MAX_VALUE);
  return `${level < before ? fell : rose} by ${numberInWords(by, unit)}`;
}

/** A rate over a device's own past: `312 impressions a day since 3 Nov`, or why there is none. */
export function rateInWords(rate: PastRate, unit: Unit, per: string, now: number): string {
  if (rate.kind === 'none') return rate.why;
  return [numberInWords(rate.rate, unit), per, `since ${dayInWords(rate.from, now)}`]
    .filter((word) => word !== '')
    .join(' ');
}

/** Where a counter could not be followed: `the counter came round to 0 between 3 and 4 Nov`; empty for a step that could be. */
export function breakInWords(step: CounterStep, now: number): string {
  if (!('broken' in step)) return '';
  const when = betweenInWords(step.from.at, step.to.at, now);
  const { broken } = step;
  switch (broken) {
    case 'wrap':
      return `the counter came round to 0 ${when}`;
    case 'reset':
      return `the counter was set back to 0 ${when}`;
    case 'swap':
      return `the counter went on from another number ${when}; a board may have been changed`;
    case 'leap':
      return `the counter rose faster than this machine works ${when}; a board may have been changed`;
    default:
      return broken satisfies never;
  }
}

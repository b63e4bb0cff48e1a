import type { BotFigures } from './fleet-bot.ts';
import type { Compared } from './fleet-compare.ts';
import type { RedisFigures } from './fleet-redis.ts';

/** What a registry of one size came to in SQLite. Units: a second, but for `bytes`, octets on disk a device. */
export type SizeRow = {
  devices: number;
  put: number;
  ingest: number;
  ingestCpu: number;
  counted: number;
  bytes: number;
} & Compared &
  BotFigures;

/** What a figure is and what it must be: at least, or below, so much. */
export type Goal = { what: string; is: number; unit: string; isMet: boolean } & ({ least: number } | { below: number });

/** Of a fleet of a million. Units: readings a second; milliseconds; MiB. */
const READINGS_A_SECOND = 50_000;
const THOUSAND_MS = 20;
const LARGE_MS = 150;
const START_MS = 3_000;
const BOT_MIB = 512;
/** A reading must not cost more CPU with more devices; so much is left to chance. */
const LEAST_SHARE = 0.9;
/** Fewer peers than these are compared one by one. */
const MANY = 10_000;

/** Each figure that must be something. Shape: `rows` from the smallest registry to the largest, the largest counts; memory is that of all. */
export function goalsOf(rows: readonly SizeRow[], redis: RedisFigures | undefined): Goal[] {
  const [smallest, largest] = [rows[0], rows.at(-1)];
  const goals: Goal[] = [];
  if (smallest !== undefined && largest !== undefined) {
    goals.push(
      least('SQLite: readings kept', largest.ingest, READINGS_A_SECOND, 'a second'),
      least(
        `SQLite: readings kept a second of CPU with ${largest.devices} devices, of those with ${smallest.devices}`,
        (largest.ingestCpu / smallest.ingestCpu) * 100,
        LEAST_SHARE * 100,
        '%',
      ),
      ...compared('SQLite', largest),
      below('start beside it', largest.startMs, START_MS, 'ms'),
      below('most memory of the bot', Math.max(...rows.map(({ botMib }) => botMib)), BOT_MIB, 'MiB'),
    );
  }
  if (redis !== undefined) {
    goals.push(least('Redis: readings kept', redis.readingsPerSecond, READINGS_A_SECOND, 'a second'));
    goals.push(...compared('Redis', redis));
  }
  return goals;
}

/** `SQLite: readings kept: 61234 a second; it must be at least 50000: met`. */
export function goalInWords(goal: Goal): string {
  const bound = 'least' in goal ? `at least ${goal.least}` : `below ${goal.below}`;
  const { what, is, unit, isMet } = goal;
  return `${what}: ${is.toFixed(is < 100 ? 1 : 0)} ${unit}; it must be ${bound}: ${isMet ? 'met' : 'not met'}`;
}

function compared(store: string, { thousand, large, largePeers }: Compared): Goal[] {
  const goals = [below(`${store}: a comparison with 1,000 peers, median`, thousand.median, THOUSAND_MS, 'ms')];
  if (largePeers > MANY)
    goals.push(below(`${store}: a comparison with ${largePeers} peers, median`, large.median, LARGE_MS, 'ms'));
  return goals;
}

function least(what: string, is: number, bound: number, unit: string): Goal {
  return { what, is, unit, isMet: is >= bound, least: bound };
}

function below(what: string, is: number, bound: number, unit: string): Goal {
  return { what, is, unit, isMet: is < bound, below: bound };
}

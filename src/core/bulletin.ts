import { type ChannelSettings, quietOf, zoneOf } from './channel-settings.ts';
import type { Claim } from './claim.ts';
import type { Report } from './report.ts';
import { afterQuiet } from './sweep-quiet.ts';
import { localDay, momentOf } from './zone.ts';

/** An open claim as a digest tells it. `symptoms` are titles; `customer` is absent where its device has left the registry. */
export type DigestClaim = { claim: Claim; symptoms: string[]; customer?: string | undefined; isCallback: boolean };

/** What a channel is told at an hour of its own: its open claims, the oldest first, or how the desk did in a month. Units: `now` milliseconds since 1970. */
export type Bulletin =
  | { kind: 'daily'; claims: DigestClaim[]; now: number; timeZone: string }
  | { kind: 'monthly'; month: string; report: Report };

/**
 * A bulletin that is due. `name` is the local day it is of, or the month.
 * Units: milliseconds since 1970; `from` and `until` are of the month.
 */
export type DueBulletin =
  | { kind: 'daily'; name: string; at: number }
  | { kind: 'monthly'; name: string; at: number; from: number; until: number };

const DAY_MS = 86_400_000;
/** Later than this a daily one is no news: the next is nearer. */
const LATE_DAILY_MS = DAY_MS / 2;
/** What was posted is remembered for a week (see the stores). */
const LATE_MONTHLY_MS = 6 * DAY_MS;
/** When the month is told where no hour is set. */
const USUAL_MINUTE = 9 * 60;

/**
 * What a channel is to be told up to a moment: what is late, as long as it is worth telling, and what comes by then. An hour in quiet hours is their end.
 * Units: milliseconds since 1970. Shape: `zone` is the one of the machine.
 */
export function bulletinsDue(
  settings: ChannelSettings,
  { now, until, zone }: { now: number; until: number; zone: string },
): DueBulletin[] {
  const { digest, monthly } = settings;
  const home = zoneOf(settings, zone);
  const afterThese = (at: number): number => afterQuiet(quietOf(settings, zone), at, 0);
  const due: DueBulletin[] = [];
  const today = localDay(home, now);
  for (const day of digest === undefined ? [] : [today - 1, today, today + 1]) {
    const at = afterThese(momentOf(home, day, digest?.minute ?? 0));
    if (at >= (digest?.since ?? 0) && at > now - LATE_DAILY_MS && at <= until)
      due.push({ kind: 'daily', name: nameOfDay(day), at });
  }
  const firsts = new Set([firstOfMonth(today), firstOfMonth(localDay(home, until))]);
  for (const first of monthly === undefined ? [] : firsts) {
    const at = afterThese(momentOf(home, first, digest?.minute ?? USUAL_MINUTE));
    if (at < (monthly?.since ?? 0) || at <= now - LATE_MONTHLY_MS || at > until) continue;
    const before = firstOfMonth(first - 1);
    const [from, end] = [momentOf(home, before, 0), momentOf(home, first, 0)];
    due.push({ kind: 'monthly', name: nameOfDay(before).slice(0, 7), at, from, until: end - 1 });
  }
  return due;
}

function nameOfDay(day: number): string {
  return new Date(day * DAY_MS).toISOString().slice(0, 10);
}

function firstOfMonth(day: number): number {
  const date = new Date(day * DAY_MS);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1) / DAY_MS;
}

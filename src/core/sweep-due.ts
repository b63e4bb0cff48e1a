import type { Device } from './device.ts';
import { evenHash } from './even-hash.ts';
import type { Learnt } from './learnt.ts';
import { afterQuiet, isQuiet } from './sweep-quiet.ts';
import type { SweepPlan } from './sweep-settings.ts';

/** What decides when a device is read next. `isWanted`: a claim of its model is open, so that what is known of it should be young. */
export type SweepFacts = {
  device: Pick<Device, 'serial' | 'state'>;
  learnt: Learnt | undefined;
  plan: Pick<SweepPlan, 'everyMs' | 'quiet'>;
  isWanted: boolean;
};

const DAY = 86_400_000;
/** A device that stays silent is still asked about once in so long, for machines come back from the store room. */
const MOST_BACKOFF_MS = 7 * DAY;
const MOST_DOUBLINGS = 30;
const SPAN = 2 ** 32;

/** When a device was last asked, whatever came of it; undefined when it never was. Units: milliseconds since 1970. */
export function lastAskedAt(learnt: Learnt | undefined): number | undefined {
  const { answeredAt, silentAt, refusedAt, otherAt } = learnt ?? {};
  const times = [answeredAt, silentAt, refusedAt, otherAt?.at].filter((at) => at !== undefined);
  return times.length === 0 ? undefined : Math.max(...times);
}

/**
 * From when on a device is to be read; undefined for one that people took out. What was never asked has been due for ever.
 * Shape: each device has its own moment of the interval, by its serial, so that a fleet is spread over it and a restart bunches nothing; it is read
 * then unless it was asked within the last half of an interval. After silence the interval is doubled each time, up to a week, and the moment is
 * another one each time, because a machine that is off at night is off every night. A moment in quiet hours is moved out of them.
 * Units: milliseconds since 1970.
 */
export function dueAt({ device, learnt, plan, isWanted }: SweepFacts): number | undefined {
  if (device.state !== undefined) return undefined;
  const asked = lastAskedAt(learnt);
  if (asked === undefined) return Number.NEGATIVE_INFINITY;
  const { everyMs, quiet } = plan;
  const silences = learnt?.silences ?? 0;
  const earliest = asked + waitAfter(silences, everyMs) - everyMs / 2;
  if (isWanted && silences === 0) return afterQuiet(quiet, earliest, 0);
  const moment = Math.floor(shareOf(silences === 0 ? device.serial : `${device.serial} ${silences}`) * everyMs);
  if (quiet.spans.length === 0) return slotAfter(earliest, moment, everyMs);
  // What stands in quiet hours comes after them, so an earlier one may be the next.
  const share = shareOf(`${device.serial} after quiet hours`);
  let slot = slotAfter(earliest - DAY, moment, everyMs);
  for (;;) {
    const due = afterQuiet(quiet, slot, share);
    if (due > earliest) return due;
    slot += everyMs;
  }
}

/** Whether a device is to be read now. Units: `now` milliseconds since 1970. */
export function isDue(facts: SweepFacts, now: number): boolean {
  const due = dueAt(facts);
  return due !== undefined && due <= now && !isQuiet(facts.plan.quiet, now);
}

/** The order in which devices that are due are read: of models with an open claim first, then what was not asked for longest. */
export function byNeed(one: SweepFacts, other: SweepFacts): number {
  if (one.isWanted !== other.isWanted) return one.isWanted ? -1 : 1;
  const first = lastAskedAt(one.learnt) ?? Number.NEGATIVE_INFINITY;
  const second = lastAskedAt(other.learnt) ?? Number.NEGATIVE_INFINITY;
  return first < second ? -1 : Number(first > second);
}

function waitAfter(silences: number, everyMs: number): number {
  const doubled = everyMs * 2 ** Math.min(MOST_DOUBLINGS, Math.max(0, silences - 1));
  return Math.min(doubled, Math.max(everyMs, MOST_BACKOFF_MS));
}

/** The first moment after another one. */
function slotAfter(after: number, moment: number, everyMs: number): number {
  return (Math.floor((after - moment) / everyMs) + 1) * everyMs + moment;
}

function shareOf(text: string): number {
  return evenHash(text) / SPAN;
}

import { offsetAt } from './zone.ts';

/**
 * Hours of the day in which devices are left alone.
 * Shape: `timeZone` is a name of the IANA database; a span that ends before it begins goes past midnight.
 * Units: minutes since local midnight, `from` within, `to` no longer.
 */
export type QuietHours = { timeZone: string; spans: readonly { from: number; to: number }[] };

const MINUTE = 60_000;
const DAY = 24 * 60;
/** More spans than this in a row, or clocks set back into one, do not occur. */
const MOST_STEPS = 10;

/** Whether it is quiet. Units: `at` milliseconds since 1970. */
export function isQuiet(quiet: QuietHours, at: number): boolean {
  return leftOf(quiet, at) > 0;
}

/**
 * The moment itself where it is not quiet; else one after the quiet hours, at a share (0 to 1) of the time until they begin again, so that
 * devices with shares of their own do not all come at once.
 * Units: milliseconds since 1970.
 */
export function afterQuiet(quiet: QuietHours, at: number, share: number): number {
  const end = quietEnd(quiet, at);
  if (end === at || share === 0) return end;
  const moved = end + Math.floor(share * (quietStart(quiet, end) - end));
  // Clocks may be set on while it is open.
  return isQuiet(quiet, moved) ? end : moved;
}

/** The first moment from this one on that is not quiet. */
function quietEnd(quiet: QuietHours, at: number): number {
  let end = at;
  for (let step = 0; step < MOST_STEPS; step += 1) {
    const left = leftOf(quiet, end);
    if (left === 0) return end;
    end += left;
  }
  return end;
}

/** The moment after this one, within a day, at which it is quiet again. */
function quietStart(quiet: QuietHours, at: number): number {
  const now = localMinute(quiet.timeZone, at);
  const waits = quiet.spans.map(({ from }) => (from - now + DAY) % DAY);
  return at + Math.min(DAY, ...waits) * MINUTE;
}

/** How long it still is quiet by the clock on the wall; 0 where it is not. Units: milliseconds. */
function leftOf({ timeZone, spans }: QuietHours, at: number): number {
  if (spans.length === 0) return 0;
  const now = localMinute(timeZone, at);
  let left = 0;
  for (const { from, to } of spans) {
    const isIn = from < to ? now >= from && now < to : now >= from || now < to;
    if (isIn) left = Math.max(left, (to - now + DAY) % DAY);
  }
  return left * MINUTE;
}

/** Minutes since local midnight, with what is left of the minute. */
function localMinute(timeZone: string, at: number): number {
  const local = (at + offsetAt(timeZone, at)) / MINUTE;
  return local - Math.floor(local / DAY) * DAY;
}

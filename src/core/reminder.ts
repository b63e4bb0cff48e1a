import { type ChannelSettings, quietOf } from './channel-settings.ts';
import type { Claim, ClaimEvent } from './claim.ts';
import { afterQuiet } from './sweep-quiet.ts';

/** What is noted of a claim without anybody touching it. */
const BY_ITSELF: ReadonlySet<ClaimEvent['what']> = new Set(['reminded', 'rang', 'gathered']);

/** Where the last thing that anybody did stands among the events; -1 where nobody has done anything since it came in. Shape: reminders before `end` do not count. */
export function lastTouch({ events }: Pick<Claim, 'events'>, end = events.length): number {
  return events.slice(0, end).findLastIndex(({ what }) => !BY_ITSELF.has(what));
}

/**
 * When a claim is to be brought to mind: once for each time that it is left alone for so long, and not in quiet hours.
 * Shape: undefined where it is not, or was already. Units: milliseconds since 1970; never before `now`.
 */
export function remindAt(
  claim: Claim,
  settings: ChannelSettings,
  { now, zone }: { now: number; zone: string },
): number | undefined {
  const { remindAfterMs } = settings;
  if (remindAfterMs === undefined || claim.status === 'resolved') return undefined;
  const touch = lastTouch(claim);
  if (claim.events.slice(touch + 1).some(({ what }) => what === 'reminded')) return undefined;
  const since = Math.max(claim.at, claim.events[touch]?.at ?? claim.at);
  return afterQuiet(quietOf(settings, zone), Math.max(now, since + remindAfterMs), 0);
}

import { type ChannelSettings, quietOf } from './channel-settings.ts';
import type { Claim } from './claim.ts';
import { afterQuiet } from './sweep-quiet.ts';

/** Where the last thing that anybody did stands among the events; -1 where nobody has done anything since it came in. Shape: reminders before `end` do not count. */
export function lastTouch({ events }: Pick<Claim, 'events'>, end = events.length): number {
  return events.slice(0, end).findLastIndex(({ what }) => what !== 'reminded');
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

import type { Handler } from './claim.ts';
import type { QuietHours } from './sweep-quiet.ts';

/**
 * What is set for one channel of claims; what is absent is as the configuration says, or is not done.
 * Units: `remindAfterMs` milliseconds; `quiet` and `digest.minute` minutes since local midnight of `timeZone`; `since` milliseconds since 1970.
 */
export type ChannelSettings = {
  /** The workspace of the channel, where the app is installed in several. */
  team?: string | undefined;
  /** Who is in charge of the channel's claims, before the routes of the configuration. */
  handler?: Handler | undefined;
  /** In which language customers are told of its claims. */
  language?: string | undefined;
  /** Customers whose devices are not listed as neighbours of a claim. */
  mutedNeighbours?: string[] | undefined;
  /** A claim that nobody touched for so long is brought to mind, once. */
  remindAfterMs?: number | undefined;
  /** Hours in which nobody is reminded, and nothing is posted that can wait. */
  quiet?: { from: number; to: number } | undefined;
  /** Of the hours here; the zone of the machine where it is absent. */
  timeZone?: string | undefined;
  /** At which minute of the day the open claims are listed; `since` when that was asked for, so that nothing is said of an hour before it. */
  digest?: { minute: number; since: number } | undefined;
  /** The desk's report of the month before, on its first day. */
  monthly?: { since: number } | undefined;
};

/** The zone of a channel's hours. Shape: `home` is the one of the machine. */
export function zoneOf({ timeZone }: ChannelSettings, home: string): string {
  return timeZone ?? home;
}

/** The hours in which a channel is left alone. */
export function quietOf(settings: ChannelSettings, home: string): QuietHours {
  return { timeZone: zoneOf(settings, home), spans: settings.quiet === undefined ? [] : [settings.quiet] };
}

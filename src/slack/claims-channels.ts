import { type Channel, channelName, findChannel, findChannelOrId } from './find-channel.ts';
import type { Log } from './options.ts';

/** Ids of the claims channels, which are configured by name or id; one that is not found or not joined is named in the log. */
export function findClaimsChannels(
  channels: readonly Channel[],
  wanted: readonly string[],
  log: Log,
): ReadonlySet<string> {
  const found = new Set<string>();
  for (const name of wanted.map(channelName)) {
    const channel = findChannelOrId(channels, name);
    if (channel !== undefined) found.add(channel.id);
    if (findChannel(channels, name) === undefined) log('warn', 'slack.channel-not-found', { channel: name });
    else if (channel?.isMember === false)
      log('warn', 'slack.not-in-channel', { channel: name, remedy: 'invite the bot to it' });
  }
  return found;
}

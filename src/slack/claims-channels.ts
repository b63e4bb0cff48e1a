import type { Calls } from './calls/calls.ts';
import type { Log } from './options.ts';

/** Ids of the claims channels, which are configured by name or id; one that is not found or not joined is named in the log. */
export async function findClaimsChannels(
  calls: Pick<Calls, 'listChannels'>,
  wanted: readonly string[],
  log: Log,
): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  if (wanted.length === 0) return found;
  const channels = await calls.listChannels();
  for (const name of wanted.map((one) => one.trim().replace(/^#/, ''))) {
    const channel = channels.find(({ id }) => id === name) ?? channels.find((one) => one.name === name.toLowerCase());
    if (channel !== undefined) found.add(channel.id);
    // A private channel we have not been invited to is not listed; its id may be right all the same.
    else if (/^[CG][A-Z0-9]{8,}$/.test(name)) found.add(name);
    if (channel === undefined) log('warn', 'slack.channel-not-found', { channel: name });
    else if (!channel.isMember) log('warn', 'slack.not-in-channel', { channel: name, remedy: 'invite the bot to it' });
  }
  return found;
}

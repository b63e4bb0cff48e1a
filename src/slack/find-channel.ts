/** A channel as Slack lists it. */
export type Channel = { id: string; name: string; isMember: boolean };

/** A channel's name or id without the sign before it. */
export function channelName(wanted: string): string {
  return wanted.trim().replace(/^#/, '');
}

/** The channel that is configured so, by id before name; undefined where Slack lists none. */
export function findChannel(channels: readonly Channel[], wanted: string): Channel | undefined {
  const name = channelName(wanted);
  return channels.find(({ id }) => id === name) ?? channels.find((one) => one.name === name.toLowerCase());
}

/** The same, or the one whose id it is: a private channel we have not been invited to is not listed, and may be right all the same. */
export function findChannelOrId(channels: readonly Channel[], wanted: string): Channel | undefined {
  const name = channelName(wanted);
  const unlisted = /^[CG][A-Z0-9]{8,}$/.test(name) ? { id: name, name, isMember: false } : undefined;
  return findChannel(channels, wanted) ?? unlisted;
}

import type { Desk, Incoming } from '../core/intake.ts';
import type { Board } from '../core/ports.ts';
import { findClaimsChannels } from './claims-channels.ts';
import type { Channel } from './find-channel.ts';
import type { CustomerChannel, Log } from './options.ts';

/** The customers whose devices there are in a channel that customers read, by the channel's id. */
export type CustomerChannels = ReadonlyMap<string, readonly string[]>;

/** The same, of channels that are configured by name or id; one that is not found or not joined is named in the log. */
export function findCustomerChannels(
  channels: readonly Channel[],
  wanted: readonly CustomerChannel[],
  log: Log,
): CustomerChannels {
  const found = new Map<string, readonly string[]>();
  for (const { channel, customers } of wanted) {
    for (const id of findClaimsChannels(channels, [channel], log)) {
      found.set(id, [...(found.get(id) ?? []), ...customers]);
    }
  }
  return found;
}

/** The desk as it is for those who read such channels: what is said there is about a device of these customers, and there are no others. */
export function deskForCustomers<T extends Pick<Desk, 'intake' | 'reword'>>(desk: T, channels: CustomerChannels): T {
  const within = (incoming: Incoming): Incoming => {
    const customers = channels.get(incoming.origin.channel ?? '');
    if (customers === undefined) return incoming;
    return { ...incoming, customers, origin: { ...incoming.origin, isReadByCustomers: true } };
  };
  return {
    ...desk,
    intake: (incoming, mode) => desk.intake(within(incoming), mode),
    reword: (incoming) => desk.reword(within(incoming)),
  };
}

/** The board that leaves out of such channels what is of the whole desk. */
export function boardForCustomers(board: Board, channels: CustomerChannels): Board {
  return {
    post: (to, make) =>
      board.post(to, async () => {
        const bulletin = await make();
        return bulletin?.kind === 'monthly' && channels.has(to.channel) ? undefined : bulletin;
      }),
  };
}

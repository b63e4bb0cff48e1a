import { neighboursMessage } from '../blocks/neighbours-message.ts';
import { note } from '../blocks/question.ts';
import type { Content } from '../content.ts';
import { seenBy } from '../find-claims.ts';
import type { Respond, Room } from '../room.ts';

/** Who asks for the neighbours of a claim, and in which channel: what is told there may be read by a customer, unless only the desk is in it. */
type Asker = { user: string; channel: string };

/**
 * The devices that go the way of a claim, as far as whoever asks may know of them: of all customers in a channel of the desk, else of the claim's own customer.
 * Shape: a claim they may not see is one that is not there.
 */
export async function neighboursContent(room: Room, claimId: number, { user, channel }: Asker): Promise<Content> {
  const claim = await room.store.getClaim(claimId);
  const [seen] = claim === undefined ? [] : await seenBy(room, user, [claim]);
  const device = seen && (await room.store.getDevice(seen.serial));
  if (seen === undefined || device === undefined) {
    return note(`There is no claim ${claimId} in the channels you are in, or its device is not registered any more.`);
  }
  const isDesk = room.deskChannels.has(channel);
  const muted = isDesk ? await mutedIn(room, channel) : [];
  const found = await room.desk.neighbours(claimId, isDesk ? { muted } : { customer: device.customer });
  if (found === undefined) return note(`The device of claim ${claimId} is not in the registry any more.`);
  return neighboursMessage(found, { muted, isDesk, now: room.clock() });
}

async function mutedIn(room: Room, channel: string): Promise<string[]> {
  return (await room.store.getChannel(channel))?.mutedNeighbours ?? [];
}

/** A press that mutes a customer or lists it again, in a channel of the desk: kept, noted, and the list stands anew in its place. */
export async function onNeighbourMute(
  room: Room,
  { value, user, channel }: Asker & { value: string },
  respond: Respond,
): Promise<void> {
  const [, id, what, customer] = /^(\d{1,15}) (mute|unmute) (.+)$/s.exec(value) ?? [];
  if (id === undefined || customer === undefined || !room.deskChannels.has(channel)) return;
  const said = `neighbours of ${customer} ${what === 'mute' ? 'are not listed' : 'are listed again'}`;
  await room.settingsTurn.add(async () => {
    const before = await room.store.getChannel(channel);
    const others = (before?.mutedNeighbours ?? []).filter((one) => one !== customer);
    const mutedNeighbours = what === 'mute' ? [...others, customer] : others;
    const note = { at: room.clock(), by: user, what: 'channel-set' as const, channel, note: said };
    await room.store.setChannel(channel, { ...before, mutedNeighbours }, note);
  });
  await respond(await neighboursContent(room, Number(id), { user, channel }), { replaces: true });
}

import type { Respond, Room } from '../room.ts';

/** Tells a person in a direct message, where nothing they did has an address to answer to. */
export function tellDirectly(room: Room, user: string): Respond {
  return async (content) => {
    await room.calls.post({ channel: await room.calls.openDirect(user) }, content, { told: user });
  };
}

import { isOutside, troubleOf } from '../calls/trouble.ts';
import type { Respond, Room } from '../room.ts';

/** Tells a person in a direct message, where nothing they did has an address to answer to. */
export function tellDirectly(room: Room, user: string): Respond {
  return async (content) => {
    await room.calls.post({ channel: await room.calls.openDirect(user) }, content, { told: user });
  };
}

/**
 * Tells a person in a channel, where they alone see it, or directly when that channel does not let us in: a form, or a command of an earlier process, has no
 * address of its own to answer to.
 */
export function tellIn(room: Room, channel: string, user: string): Respond {
  return async (content) => {
    try {
      await room.calls.whisper(channel, user, content);
    } catch (error) {
      if (!isOutside(troubleOf(error))) throw error;
      await tellDirectly(room, user)(content);
    }
  };
}

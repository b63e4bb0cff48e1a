import type { App } from '@slack/bolt';
import { isFields } from './fields.ts';
import { BULLETIN_KEY } from './board.ts';
import { eventKey, readKept, readSaid } from './listeners/said.ts';
import { onMessage } from './listeners/on-message.ts';
import type { Room } from './room.ts';

/** Kept messages older than this are not taken up again: whoever wrote them has long asked otherwise. */
const TAKE_UP_FOR_MS = 24 * 3_600_000;
/** What was to be posted in a channel and was not by then is given up. */
const BULLETIN_FOR_MS = 7 * 24 * 3_600_000;

/**
 * Puts every message that may be a claim on disk before Bolt acknowledges it; Bolt answers Slack before it calls a listener, and a process
 * that ended in between would lose the message. A delivery that was kept already is acknowledged and nothing more.
 * Fails: when the store is down; Slack then gets no acknowledgement and delivers again.
 */
export function keepEvents(app: App, room: Pick<Room, 'store' | 'clock' | 'claimsChannels' | 'me'>): void {
  const process = app.processEvent.bind(app);
  app.processEvent = async (event) => {
    const said = isFields(event.body) ? readSaid(event.body['event'], room) : undefined;
    const key = said === undefined ? undefined : eventKey(event.body, said);
    if (key !== undefined && said !== undefined) {
      const { isNew } = await room.store.addIncoming(key, said, room.clock());
      if (!isNew) {
        await event.ack();
        return;
      }
    }
    await process(event);
  };
}

/** Handles what was kept and not handled, by this process or one that ended before it could. Fails: AppError `store_failed`. */
export async function takeUpKept(room: Room): Promise<void> {
  const kept = await room.store.listIncoming();
  for (const { key, body, at } of kept) {
    const isOld = room.clock() - at > TAKE_UP_FOR_MS;
    // The message that these were said about is too old as well; without it nothing looks for them any more.
    if (isOld && /^(question|joined|problems):/.test(key)) await room.store.doneIncoming(key);
    // Nobody posts it any more by then (see core/bulletin.ts).
    if (key.startsWith(BULLETIN_KEY) && room.clock() - at > BULLETIN_FOR_MS) await room.store.doneIncoming(key);
    const said = key.startsWith('event:') ? readKept(body) : undefined;
    if (said === undefined) continue;
    if (isOld) {
      room.log('warn', 'slack.message-too-old', { key });
      await room.store.doneIncoming(key);
      continue;
    }
    await onMessage(room, key, said, true);
  }
}

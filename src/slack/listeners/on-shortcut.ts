import { claimForm } from '../blocks/forms.ts';
import { note } from '../blocks/question.ts';
import { isFields } from '../fields.ts';
import type { Respond, Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { guard, sorry } from './guard.ts';
import { once } from './once.ts';
import { withoutMention } from './on-mention.ts';
import { openForm } from './open-form.ts';
import { photosOf, type Said } from './said.ts';
import { tellDirectly } from './tell-directly.ts';

/** A shortcut that was chosen, with the message it was chosen on, where it was one. */
export type Shortcut = {
  user: string;
  triggerId: string;
  message?: Pick<Said, 'channel' | 'ts' | 'threadTs' | 'text' | 'photos'> | undefined;
};

/** Ways to acknowledge a shortcut and to answer it. */
export type ShortcutArgs = { shortcut: Shortcut; ack: () => Promise<void>; respond?: Respond | undefined };

/** Opens the form for a claim: filled with what was understood of a message, or empty. */
export async function onShortcut(room: Room, { shortcut, ack, respond }: ShortcutArgs): Promise<void> {
  const ackOnce = once(ack);
  const tell = respond ?? tellDirectly(room, shortcut.user);
  await guard(
    room,
    'shortcut',
    async () => {
      await ackOnce();
      const { message, triggerId } = shortcut;
      const [home] = room.claimsChannels;
      if (message !== undefined) {
        const text = withoutMention(message.text, room.me.userId);
        const words = decodeSlackText(text);
        const memory = { channel: message.channel, messageTs: message.threadTs ?? message.ts, photos: message.photos };
        const filled = { ...room.desk.understand(words), words };
        await openForm(room, triggerId, claimForm(room.desk.symptoms(), memory, filled), tell);
      } else if (home === undefined) {
        await tell(
          note(
            `No claims channel is configured. Please use \`${room.command}\` in the channel where the claim belongs.`,
          ),
        );
      } else {
        await openForm(room, triggerId, claimForm(room.desk.symptoms(), { channel: home }), tell);
      }
    },
    async () => {
      await ackOnce();
      await sorry(tell);
    },
  );
}

/** Reads what Slack sends of a shortcut. Fails: never; anything else is undefined. */
export function readShortcut(body: unknown): Shortcut | undefined {
  if (!isFields(body)) return undefined;
  const { user, channel, message, trigger_id } = body;
  if (!isFields(user) || typeof user['id'] !== 'string' || typeof trigger_id !== 'string') return undefined;
  const chosen = { user: user['id'], triggerId: trigger_id };
  if (body['type'] !== 'message_action') return chosen;
  if (!isFields(channel) || typeof channel['id'] !== 'string' || !isFields(message)) return undefined;
  const { ts, thread_ts, text } = message;
  if (typeof ts !== 'string') return undefined;
  return {
    ...chosen,
    message: {
      channel: channel['id'],
      ts,
      ...(typeof thread_ts === 'string' ? { threadTs: thread_ts } : {}),
      text: typeof text === 'string' ? text : '',
      ...photosOf(message),
    },
  };
}

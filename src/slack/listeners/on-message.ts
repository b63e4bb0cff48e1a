import type { IntakeResult } from '../../core/intake.ts';
import { questionMessage } from '../blocks/question.ts';
import { sendOnce } from '../outbox/send-once.ts';
import type { Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { guard } from './guard.ts';
import { answerMention } from './on-mention.ts';
import type { Said } from './said.ts';

/** Messages that are being handled: two deliveries of one message wait for each other. */
const handling = new WeakMap<Room, Map<string, Promise<void>>>();

/**
 * A message that was kept under `key`: one of a claims channel becomes a claim, a question under it, or nothing; one that calls us by name is answered.
 * Shape: handled at least once and with one effect, however often Slack delivers it and wherever the process ends.
 */
export async function onMessage(room: Room, key: string, said: Said): Promise<void> {
  const queue = handling.get(room) ?? new Map<string, Promise<void>>();
  handling.set(room, queue);
  const name = `${said.channel}:${said.ts}`;
  const mine = (queue.get(name) ?? Promise.resolve()).then(() => handle(room, key, said));
  queue.set(name, mine);
  await mine;
  if (queue.get(name) === mine) queue.delete(name);
}

async function handle(room: Room, key: string, said: Said): Promise<void> {
  // A failure leaves the message kept, and the next start takes it up again.
  await guard(room, 'message', async () => {
    if (said.isMention === true) {
      await answerMention(room, said);
      await room.store.doneIncoming(key);
      return;
    }
    const sourceKey = `msg:${said.channel}:${said.ts}`;
    const text = decodeSlackText(said.text);
    const result = await room.desk.intake(
      {
        sourceKey,
        text,
        by: said.user,
        at: room.clock(),
        origin: { via: 'message', channel: said.channel, messageTs: said.ts },
      },
      'plain',
    );
    if (result.kind !== 'claim' && result.kind !== 'nothing') await askUnder(room, said, result, { sourceKey, text });
    await room.store.doneIncoming(key);
  });
}

/** Asks under the message, once: a process that ended after asking finds its question there. */
async function askUnder(
  room: Room,
  said: Said,
  question: Exclude<IntakeResult, { kind: 'claim' | 'nothing' }>,
  asked: { sourceKey: string; text: string },
): Promise<void> {
  const name = `${said.channel}:${said.ts}`;
  const key = `question:${name}`;
  const { isNew } = await room.store.addIncoming(key, { question: name }, room.clock());
  await sendOnce(room, {
    to: { channel: said.channel, threadTs: said.ts },
    identity: { question: name },
    since: Number(said.ts) * 1000,
    priority: 3,
    isUncertain: !isNew,
    content: () => questionMessage(question, { ...asked, messageTs: said.ts }, room.command),
    sent: async () => undefined,
  });
  await room.store.doneIncoming(key);
}

import type { Incoming } from '../../core/intake.ts';
import { note, questionMessage } from '../blocks/question.ts';
import type { Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { joinedNote, openNote, problemsNote } from './answer.ts';
import { guard, LATER_TEXT } from './guard.ts';
import { answerMention, withoutMention } from './on-mention.ts';
import type { Said } from './said.ts';
import { replaceQuestion, sayUnder } from './say-under.ts';
import { takeLists } from './take-lists.ts';

/** Messages that are being handled: two deliveries of one message wait for each other. `done` are the keys that were handled last. */
type Hands = { queue: Map<string, Promise<void>>; done: Set<string> };
const hands = new WeakMap<Room, Hands>();
/** Keys that are remembered: more than come in while what was kept is read from the store. */
const MOST_DONE = 1000;

/**
 * A message that was kept under `key`: one of a claims channel becomes a claim, a question under it, or nothing; one that calls us by name is answered.
 * Shape: `isTakenUp` is one that was found in the store, and not delivered now. Handled at least once and with one effect, however often Slack delivers it and wherever the process ends.
 */
export async function onMessage(room: Room, key: string, said: Said, isTakenUp = false): Promise<void> {
  const { queue, done } = hands.get(room) ?? { queue: new Map<string, Promise<void>>(), done: new Set<string>() };
  hands.set(room, { queue, done });
  const name = `${said.channel}:${said.ts}`;
  const mine = (queue.get(name) ?? Promise.resolve()).then(async () => {
    // What is taken up at the start may be what came in just now, and was handled meanwhile.
    if ((isTakenUp && done.has(key)) || !(await handle(room, key, said, isTakenUp))) return;
    done.add(key);
    const [oldest] = done;
    if (done.size > MOST_DONE && oldest !== undefined) done.delete(oldest);
  });
  queue.set(name, mine);
  await mine;
  if (queue.get(name) === mine) queue.delete(name);
}

/** Shape: false when it failed; the message is still kept then, and is taken up again. Whoever called us by name or dropped a list, and waits, is told, once. */
async function handle(room: Room, key: string, said: Said, isTakenUp: boolean): Promise<boolean> {
  const isHandled = await guard(
    room,
    'message',
    async () => {
      await (said.isMention === true
        ? answerMention(room, said)
        : said.files === undefined
          ? takePlain(room, said)
          : takeLists(room, said));
      await room.store.doneIncoming(key);
    },
    async () => {
      if ((said.isMention !== true && said.files === undefined) || isTakenUp) return;
      await room.calls.whisper(said.channel, said.user, note(LATER_TEXT), said.threadTs);
    },
  );
  if (!isHandled) room.takeUpLater();
  return isHandled;
}

async function takePlain(room: Room, said: Said): Promise<void> {
  const sourceKey = `msg:${said.channel}:${said.ts}`;
  const at = said.changedAt ?? room.clock();
  if (said.change === 'deleted') {
    await room.desk.withdraw(sourceKey, said.user, at);
    return;
  }
  const text = decodeSlackText(withoutMention(said.text, room.me.userId));
  const photos = said.photos === undefined ? {} : { photos: said.photos };
  const origin: Incoming['origin'] = { via: 'message', channel: said.channel, messageTs: said.ts, ...photos };
  const incoming: Incoming = { sourceKey, text, by: said.user, at, origin };
  const result = await (said.change === 'edited' ? room.desk.reword(incoming) : room.desk.intake(incoming, 'plain'));
  if (result.kind === 'nothing') return;
  if (result.kind !== 'claim') {
    const asked = { sourceKey, text, messageTs: said.ts, ...photos };
    await sayUnder(room, said, 'question', questionMessage(result, asked, room.command));
    return;
  }
  const { claim, problems } = result;
  const done = result.joined === true ? await joinedNote(room, claim, problems) : openNote(claim, problems);
  if (said.change === 'edited' && (await replaceQuestion(room, said, done))) return;
  const missed = problemsNote(problems);
  if (result.joined === true) await sayUnder(room, said, 'joined', done);
  else if (missed !== undefined) await sayUnder(room, said, 'problems', missed);
}

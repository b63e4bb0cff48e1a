import { note } from '../blocks/question.ts';
import { isFields } from '../fields.ts';
import type { Respond, Room } from '../room.ts';
import { answerPerson } from './answer.ts';
import { guard, guardOn, LATER_TEXT } from './guard.ts';
import { tellIn } from './tell-directly.ts';

/** A command that may be a claim, as it is kept until it was handled. Shape: `text` is decoded; where it is answered is not kept, since whoever has that can write there. */
export type KeptCommand = { text: string; user: string; channel: string };

/** Keys that are remembered: more than are handled while what was kept is read from the store. */
const MOST_DONE = 1000;

/** Commands in hand, and those that were handled last: what is taken up from the store may be one of them. */
type Hands = { held: Set<string>; done: Set<string> };
const hands = new WeakMap<Room, Hands>();

/**
 * Puts a command on disk, and leaves it to be handled once Slack was answered.
 * Fails: when the store is down; nothing is left to be handled then.
 */
export async function keepCommand(room: Room, triggerId: string, said: KeptCommand, respond: Respond): Promise<void> {
  const key = `cmd:${triggerId}`;
  const { held } = handsOf(room);
  if (held.has(key)) return;
  held.add(key);
  const at = room.clock();
  const { isNew } = await room.store.addIncoming(key, said, at).catch((error: unknown) => {
    held.delete(key);
    throw error;
  });
  if (isNew) room.afterAck.add(() => handle(room, key, { said, at, respond }));
  else held.delete(key);
}

/** A command that a process kept and did not come to, or could not handle then. Units: `at`, when it was kept, milliseconds since 1970. */
export async function takeUpCommand(room: Room, key: string, said: KeptCommand, at: number): Promise<void> {
  const { held, done } = handsOf(room);
  if (held.has(key) || done.has(key)) return;
  held.add(key);
  await handle(room, key, { said, at, respond: undefined });
}

/** Reads a kept command back. Fails: never; what is none is undefined. */
export function readKeptCommand(body: unknown): KeptCommand | undefined {
  if (!isFields(body)) return undefined;
  const { text, user, channel } = body;
  if (typeof text !== 'string' || typeof user !== 'string' || typeof channel !== 'string') return undefined;
  return { text, user, channel };
}

/** Shape: without `respond` it was taken up, and whoever typed it is told in the channel; when it could not be handled they know already. */
async function handle(
  room: Room,
  key: string,
  { said, at, respond }: { said: KeptCommand; at: number; respond: Respond | undefined },
): Promise<void> {
  const { held, done } = handsOf(room);
  const { text, user, channel } = said;
  const tell = respond ?? tellIn(room, channel, user);
  const work = async (): Promise<void> => {
    const incoming = { sourceKey: key, text, by: user, at, origin: { via: 'command' as const, channel } };
    const result = await room.desk.intake(incoming, 'command');
    // A command is handled once: the claim that is open already is the one it made before its process ended.
    const made = result.kind === 'claim' ? { ...result, isNew: true } : result;
    await answerPerson(room, made, { sourceKey: key, text }, tell);
    await room.store.doneIncoming(key);
  };
  const isHandled = await (respond === undefined
    ? guard(room, 'command', work)
    : guardOn(room, 'command', work, () => respond(note(LATER_TEXT))));
  held.delete(key);
  if (!isHandled) return room.takeUpLater();
  done.add(key);
  const [oldest] = done;
  if (done.size > MOST_DONE && oldest !== undefined) done.delete(oldest);
}

function handsOf(room: Room): Hands {
  const known = hands.get(room) ?? { held: new Set<string>(), done: new Set<string>() };
  hands.set(room, known);
  return known;
}

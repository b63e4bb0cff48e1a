import type { Content } from '../content.ts';
import { troubleOf } from '../calls/trouble.ts';
import { findStanding, sendOnce } from '../outbox/send-once.ts';
import type { Room } from '../room.ts';
import type { Said } from './said.ts';

/** What can be said under a message, each once. */
type Kind = 'question' | 'joined' | 'problems';

/** Says something under the message, once: a process that ended after saying it finds it there. Of an edited message, what stands there says now what is to be said. */
export async function sayUnder(room: Room, said: Said, kind: Kind, content: Content): Promise<void> {
  const place = placeOf(said, kind);
  const { isNew } = await room.store.addIncoming(place.key, place.identity, room.clock());
  const outcome = await sendOnce(room, {
    ...place,
    priority: 3,
    isUncertain: !isNew,
    content: () => content,
    sent: async () => undefined,
  });
  if (outcome.kind === 'found' && said.change === 'edited')
    await edit(room, said, { ...place, ts: outcome.ts, content });
  await room.store.doneIncoming(place.key);
}

/** Puts something in the place of the question that was asked under the message; false where none was. */
export async function replaceQuestion(room: Room, said: Said, content: Content): Promise<boolean> {
  const place = placeOf(said, 'question');
  const { isNew } = await room.store.addIncoming(place.key, place.identity, room.clock());
  const ts = isNew ? undefined : await findStanding(room, place);
  if (ts !== undefined) await edit(room, said, { ...place, ts, content });
  await room.store.doneIncoming(place.key);
  return ts !== undefined;
}

type Place = {
  key: string;
  to: { channel: string; threadTs: string };
  identity: Record<string, string>;
  since: number;
};

function placeOf({ channel, ts }: Said, kind: Kind): Place {
  const name = `${channel}:${ts}`;
  return {
    key: `${kind}:${name}`,
    to: { channel, threadTs: ts },
    identity: { [kind]: name },
    since: Number(ts) * 1000,
  };
}

async function edit(
  room: Room,
  { channel }: Said,
  { identity, ts, content }: Pick<Place, 'identity'> & { ts: string; content: Content },
): Promise<void> {
  try {
    await room.lanes.call('update', () => room.calls.update({ channel, ts }, content, identity));
  } catch (error) {
    const trouble = troubleOf(error);
    if (trouble?.kind !== 'refused') throw error;
    // Somebody took it away meanwhile; the next try would be refused as well.
    room.log('warn', 'slack.refused', { ...identity, code: trouble.code });
  }
}

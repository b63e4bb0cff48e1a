import type { Claim } from '../../core/claim.ts';
import { helpMessage, threadHelp } from '../blocks/help.ts';
import { note } from '../blocks/question.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Respond, Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { escapeMrkdwn } from '../text/escape.ts';
import { answerPerson } from './answer.ts';
import { factsOf } from './guard.ts';
import { bellsContent } from './on-bells.ts';
import { listContent, showContent } from './on-list.ts';
import { neighboursContent } from './on-neighbours.ts';
import type { Said } from './said.ts';
import { readVerb, type Verb } from './verb.ts';
import { claimOfThread } from './claim-of-thread.ts';

/**
 * Somebody wrote our name: in the thread of a claim it is about that claim, anywhere else it is a claim.
 * Shape: handled at least once and with one effect; what is answered only that person sees, where they wrote it.
 */
export async function answerMention(room: Room, said: Said): Promise<void> {
  const respond = whisperTo(room, said);
  const verb = readVerb(decodeSlackText(withoutMention(said.text, room.me.userId)));
  const claim = await claimOfThread(room, said);
  if (verb.kind === 'words') return takeWords(room, { said, text: verb.text, claim, respond });
  if (verb.kind === 'problem') return respond(note(escapeMrkdwn(verb.said, 600)));
  if (verb.kind === 'config')
    return respond(note(`\`${room.command} config\`, typed in the channel, opens its settings.`));
  if (verb.kind === 'list') return respond(await listContent(room, said.user, verb.wish));
  if (verb.kind === 'bells') return respond(await bellsContent(room, said));
  const near = verb.kind === 'neighbours' ? (verb.claim ?? claim?.id) : undefined;
  if (near !== undefined) return respond(await neighboursContent(room, near, said));
  const shown = verb.kind === 'show' ? (verb.claim ?? claim?.id) : undefined;
  if (shown !== undefined) return respond(await showContent(room, said.user, shown));
  if (claim !== undefined) return doWithClaim(room, { said, verb, claim, respond });
  await respond(
    verb.kind === 'help'
      ? helpMessage(room.command, room.desk.symptoms(), { withBells: !room.customerChannels.has(said.channel) })
      : note('Which claim? This works in the thread of a claim; please write it there.'),
  );
}

/** The text without our name, wherever it stands. */
export function withoutMention(text: string, userId: string): string {
  return text.replaceAll(new RegExp(`<@${userId}(\\|[^>]*)?>[,:]?`, 'g'), ' ').trim();
}

async function takeWords(
  room: Room,
  { said, text, claim, respond }: { said: Said; text: string; claim: Claim | undefined; respond: Respond },
): Promise<void> {
  const sourceKey = `msg:${said.channel}:${said.ts}`;
  // A pointer can only stand under the root of a thread, never under a reply.
  const messageTs = said.threadTs ?? said.ts;
  const photos = said.photos === undefined ? {} : { photos: said.photos };
  const result = await room.desk.intake(
    {
      sourceKey,
      text,
      by: said.user,
      at: room.clock(),
      origin: { via: 'message', channel: said.channel, messageTs, ...photos },
    },
    'command',
  );
  // Under a claim, words without a device of their own are no claim: nobody there wants to be asked for a serial number.
  const isAboutNoDevice = result.kind === 'help' || (result.kind === 'which-device' && result.said.trim() === '');
  if (claim !== undefined && isAboutNoDevice) {
    await respond(threadHelp(claim.id));
    return;
  }
  await answerPerson(room, result, { sourceKey, text, messageTs, ...photos }, respond);
}

async function doWithClaim(
  room: Room,
  { said, verb, claim, respond }: { said: Said; verb: Verb; claim: Claim; respond: Respond },
): Promise<void> {
  const last = claim.events.findLast(({ what }) => what === claim.status);
  const isByOther = last !== undefined && last.by !== said.user;
  switch (verb.kind) {
    case 'refetch':
      await room.desk.refetch(claim.id, `mention:${said.channel}:${said.ts}`, said.user, verb.options);
      return respond(note(`Claim ${claim.id} is read again; the comparison in this thread takes it in.`));
    case 'take':
      if (claim.status === 'open') await room.desk.take(claim.id, said.user);
      if (claim.status === 'resolved')
        return respond(note(`Claim ${claim.id} is resolved; the card says by whom. \`reopen\` opens it again.`));
      return respond(
        note(
          claim.status === 'taken' && isByOther
            ? 'Somebody else has taken this claim already; the card says who.'
            : `Claim ${claim.id} is yours.`,
        ),
      );
    case 'resolve':
      if (claim.status !== 'resolved') await room.desk.resolve(claim.id, said.user, verb.note.slice(0, 1000));
      return respond(
        note(
          claim.status === 'resolved' && isByOther
            ? 'Somebody else has resolved this claim already; their note stands on the card.'
            : `Claim ${claim.id} is resolved.`,
        ),
      );
    case 'reopen':
      if (claim.status !== 'resolved') return respond(note(`Claim ${claim.id} is not resolved.`));
      await room.desk.reopen(claim.id, said.user);
      return respond(note(`Claim ${claim.id} is open again.`));
    case 'help':
    case 'config':
    case 'neighbours':
    case 'bells':
    case 'list':
    case 'show':
    case 'problem':
    case 'words':
      return respond(threadHelp(claim.id));
  }
}

/** What is said to one person is no reason to do everything again: where Slack refuses it, the log says so. */
function whisperTo(room: Room, said: Said): Respond {
  return async (content) => {
    try {
      await room.calls.whisper(said.channel, said.user, content, said.threadTs);
    } catch (error) {
      if (troubleOf(error) === undefined) throw error;
      room.log('warn', 'slack.not-told', { listener: 'mention', ...factsOf(error, room.redact) });
    }
  };
}

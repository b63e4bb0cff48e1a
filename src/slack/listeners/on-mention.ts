import type { Claim } from '../../core/claim.ts';
import { helpMessage, threadHelp } from '../blocks/help.ts';
import { note } from '../blocks/question.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { Respond, Room } from '../room.ts';
import { decodeSlackText } from '../text/decode.ts';
import { escapeMrkdwn } from '../text/escape.ts';
import { answerPerson } from './answer.ts';
import { doWithClaim, doWithNamed } from './do-with-claim.ts';
import { factsOf } from './guard.ts';
import { readNamed } from './named-verb.ts';
import { bellsContent } from './on-bells.ts';
import { listContent, showContent } from './on-list.ts';
import { neighboursContent } from './on-neighbours.ts';
import type { Said } from './said.ts';
import { readVerb } from './verb.ts';
import { claimOfThread } from './claim-of-thread.ts';

/**
 * Somebody wrote our name: in the thread of a claim it is about that claim, anywhere else it is a claim.
 * Shape: handled at least once and with one effect; what is answered only that person sees, where they wrote it.
 */
export async function answerMention(room: Room, said: Said): Promise<void> {
  const respond = whisperTo(room, said);
  const typed = decodeSlackText(withoutMention(said.text, room.me.userId));
  const verb = readVerb(typed);
  const claim = await claimOfThread(room, said);
  const wish = { user: said.user, key: `mention:${said.channel}:${said.ts}` };
  const named = readNamed(typed);
  // In the thread of a claim, what follows a number may be the note: two rollers were changed.
  if (named !== undefined && (claim === undefined || named.isBare))
    return respond(await doWithNamed(room, wish, named.verb, named.claim));
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
  if (claim !== undefined) return respond(await doWithClaim(room, wish, verb, claim));
  await respond(
    verb.kind === 'help'
      ? helpMessage(room.command, room.desk.symptoms(), { withBells: !room.customerChannels.has(said.channel) })
      : note(`Which claim? Say it with its number (\`${verb.kind} 12\`), or write it in the thread of the claim.`),
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

import type { Claim } from '../../core/claim.ts';
import { threadHelp } from '../blocks/help.ts';
import { note } from '../blocks/question.ts';
import { isUserId, personIn } from '../blocks/view.ts';
import type { Content } from '../content.ts';
import { seenBy } from '../find-claims.ts';
import type { Room } from '../room.ts';
import { escapeMrkdwn } from '../text/escape.ts';
import { noSuchClaim } from './on-list.ts';
import type { Verb } from './verb.ts';

/** Who wants something done, and the delivery it came by: of the same one twice comes one fetch. */
type Wish = { user: string; key: string };

/** Does with a claim what a verb says, and tells what came of it; where the verb does nothing with a claim, what could be done. */
export async function doWithClaim(room: Room, { user, key }: Wish, verb: Verb, claim: Claim): Promise<Content> {
  switch (verb.kind) {
    case 'refetch':
      await room.desk.refetch(claim.id, key, user, verb.options);
      return note(`Claim ${claim.id} is read again; the comparison in its thread takes it in.`);
    case 'take':
      if (claim.status === 'open') await room.desk.take(claim.id, user);
      return note((await doneAlready(room, claim, user)) ?? `Claim ${claim.id} is yours.`);
    case 'resolve':
      if (claim.status !== 'resolved') await room.desk.resolve(claim.id, user, verb.note.slice(0, 1000));
      return note(
        (claim.status === 'resolved' ? await doneAlready(room, claim, user) : undefined) ??
          `Claim ${claim.id} is resolved.`,
      );
    case 'reopen':
      if (claim.status !== 'resolved') return note(`Claim ${claim.id} is not resolved.`);
      await room.desk.reopen(claim.id, user);
      return note(`Claim ${claim.id} is open again.`);
    case 'problem':
      return note(escapeMrkdwn(verb.said, 600));
    case 'help':
    case 'config':
    case 'neighbours':
    case 'bells':
    case 'list':
    case 'show':
    case 'words':
      return threadHelp(claim.id);
  }
}

/** That a claim is not open any more and by whom, told to who would take or resolve it; undefined where it is open, or theirs to work on. Shape: mrkdwn. */
export async function doneAlready(room: Room, claim: Claim, user: string): Promise<string | undefined> {
  const { id, status, events } = claim;
  const by = events.findLast(({ what }) => what === status)?.by;
  if (status === 'open' || (status === 'taken' && by === user)) return undefined;
  await room.people.learn([by ?? ''].filter(isUserId));
  const who = by === undefined ? '' : ` by ${by === user ? 'you' : personIn(by, { nameOf: room.people.nameOf })}`;
  if (status === 'taken') return `Claim ${id} was taken${who} already.`;
  return `Claim ${id} was resolved${who} already; what solved it stands on the card. \`reopen\` opens it again.`;
}

/** The same with a claim that is named by its number, from anywhere. A claim they may not see is one that is not there. */
export async function doWithNamed(room: Room, wish: Wish, verb: Verb, claimId: number): Promise<Content> {
  const claim = await room.store.getClaim(claimId);
  const [seen] = claim === undefined ? [] : await seenBy(room, wish.user, [claim]);
  if (seen === undefined) return noSuchClaim(room, claimId);
  const done = await doWithClaim(room, wish, verb, seen);
  const link = await room.linkOf(claimId);
  return link === undefined ? done : note(`${done.text} <${link}|Open the thread>`);
}

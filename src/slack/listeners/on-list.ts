import type { ListWish } from '../../core/claim-list.ts';
import { CLAIMS_A_PAGE, claimList, readListPage } from '../blocks/claim-list.ts';
import { pageOf } from '../blocks/paged-view.ts';
import { section } from '../blocks/parts.ts';
import { note } from '../blocks/question.ts';
import { rootCard } from '../blocks/root-card.ts';
import type { Content } from '../content.ts';
import { findClaims, listedClaims, seenBy } from '../find-claims.ts';
import { isUserId } from '../blocks/view.ts';
import type { Respond, Room } from '../room.ts';
import { guard, sorry } from './guard.ts';
import { once } from './once.ts';

/** One page of the claims somebody asks for, as they may see them. Shape: `page` from 0; one that is not there is the nearest. */
export async function listContent(room: Room, user: string, wish: ListWish, wanted = 0): Promise<Content> {
  const { claims, isCut } = await findClaims(room, user, wish);
  const { page, pages, shown } = pageOf(claims, CLAIMS_A_PAGE, wanted);
  const listed = await listedClaims(room, shown);
  const list = { wish, shown: listed, page, pages, total: claims.length, isCut, command: room.command };
  return claimList(list, { nameOf: room.people.nameOf }, room.clock());
}

/** A claim as its card says it, for one person. A claim they may not see is one that is not there. */
export async function showContent(room: Room, user: string, claimId: number): Promise<Content> {
  const claim = await room.store.getClaim(claimId);
  const [seen] = claim === undefined ? [] : await seenBy(room, user, [claim]);
  if (seen === undefined) return noSuchClaim(room, claimId);
  const dossier = await room.dossierOf(claimId);
  if (dossier === undefined) return note(`The device of claim ${claimId} is not in the registry any more.`);
  await room.people.learn([seen.by, seen.handler.id, ...seen.events.map(({ by }) => by)].filter(isUserId));
  const link = await room.linkOf(claimId);
  const card = rootCard(dossier, { nameOf: room.people.nameOf });
  if (link === undefined) return card;
  return { text: `${card.text}\n${link}`, blocks: [...card.blocks, section(`<${link}|Open the thread>`)] };
}

/** That a claim is not there, or not for this person, and how to find those that are. */
export function noSuchClaim({ command }: Pick<Room, 'command'>, claimId: number): Content {
  return note(
    `There is no claim ${claimId} in the channels you are in. \`${command} list\` shows those that are open.`,
  );
}

/** A press on Back or Next of a list: the other page stands in its place. */
export async function onListPress(
  room: Room,
  press: { actionId: string; value: string; user: string },
  ack: () => Promise<void>,
  respond: Respond,
): Promise<void> {
  const ackOnce = once(ack);
  await guard(
    room,
    press.actionId,
    async () => {
      await ackOnce();
      const read = readListPage(press.value);
      if (read === undefined) return;
      await respond(await listContent(room, press.user, read, read.page), { replaces: true });
    },
    async () => {
      await ackOnce();
      await sorry(respond);
    },
  );
}

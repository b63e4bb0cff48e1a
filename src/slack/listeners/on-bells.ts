import { holdsAt, type Rung, rungBy } from '../../core/bell-state.ts';
import {
  BELLS_A_PAGE,
  bellList,
  CLAIMS_OF_A_BELL,
  type ListedBell,
  noBells,
  readBellPress,
} from '../blocks/bell-list.ts';
import { pageOf } from '../blocks/paged-view.ts';
import { note } from '../blocks/question.ts';
import { isUserId } from '../blocks/view.ts';
import type { Content } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import type { Respond, Room } from '../room.ts';
import { guard, sorry } from './guard.ts';
import { once } from './once.ts';

/** Who asks for bells, and in which channel. */
type Asker = { user: string; channel: string };

/** Bells that are looked through: a desk rings a few a month. */
const MOST_BELLS = 200;

/**
 * One page of the bells that ring or are muted now, as far as whoever asks may see them: those of channels they are in, and none where customers read.
 * Shape: `wanted` from 0; a page that is not there is the nearest. Fails: when the store is down or Slack does not say who is in a channel.
 */
export async function bellsContent(room: Room, asker: Asker, wanted = 0): Promise<Content> {
  if (room.customerChannels.has(asker.channel)) return note('Bells are listed where no customer reads along.');
  const bells = await bellsSeenBy(room, asker.user);
  const now = room.clock();
  const ringing = bells.filter((rung) => holdsAt(rung, now) === 'gathers');
  const muted = bells.filter((rung) => holdsAt(rung, now) === 'muted');
  if (bells.length === 0) return noBells(room.deskChannels.size > 0);
  const { page, pages, shown } = pageOf([...ringing, ...muted], BELLS_A_PAGE, wanted);
  const listed = await listedBells(room, shown);
  const links = await linksOf(
    room,
    shown.flatMap(({ claims }) => claims.slice(-CLAIMS_OF_A_BELL)),
  );
  const view = { nameOf: room.people.nameOf, linkOf: (id: number) => links.get(id) };
  return bellList({ shown: listed, page, pages, ringing: ringing.length, muted: muted.length }, view, now);
}

/** Bells that hold, newest first, of the channels somebody is in. */
async function bellsSeenBy(room: Room, user: string): Promise<Rung[]> {
  const rung = (await room.store.listRung(MOST_BELLS)).flatMap((claim) => rungBy(claim) ?? []);
  const standing = rung.filter((one) => holdsAt(one, room.clock()) !== undefined);
  const theirs = await room.members.among(
    user,
    standing.map(({ to }) => to),
  );
  return standing.filter(({ to }) => theirs.has(to));
}

async function listedBells(room: Room, shown: readonly Rung[]): Promise<ListedBell[]> {
  const titles = new Map(room.desk.symptoms().map(({ id, title }) => [id, title]));
  await room.people.learn(shown.flatMap(({ end }) => end?.by ?? []).filter(isUserId));
  return Promise.all(
    shown.map(async (rung) => {
      const { symptom, model } = rung.bell;
      const claim = await room.store.getClaim(rung.claim);
      const device = claim && (await room.store.getDevice(claim.serial));
      const link = await room.linkOf(rung.claim, 'bell');
      return { rung, symptom: titles.get(symptom) ?? symptom, model: device?.model ?? model, link };
    }),
  );
}

async function linksOf(room: Room, claims: readonly number[]): Promise<Map<number, string>> {
  const found = await Promise.all(
    [...new Set(claims)].map(async (id): Promise<[number, string][]> => {
      const link = await room.linkOf(id);
      return link === undefined ? [] : [[id, link]];
    }),
  );
  return new Map(found.flat());
}

/** A press under a list of bells: one is answered or muted, by whoever may see it, or the page is turned; the list stands anew in its place. */
export async function onBellsPress(
  room: Room,
  press: Asker & { actionId: string; value: string },
  ack: () => Promise<void>,
  respond: Respond,
): Promise<void> {
  const ackOnce = once(ack);
  await guard(
    room,
    press.actionId,
    async () => {
      const read = readBellPress(press.value);
      if (read !== undefined) await answer(room, press, read.claim);
      await ackOnce();
      if (read !== undefined) await respond(await bellsContent(room, press, read.page), { replaces: true });
    },
    async () => {
      await ackOnce();
      await sorry(respond);
    },
  );
}

async function answer(
  room: Room,
  { actionId, user, channel }: Asker & { actionId: string },
  id: number,
): Promise<void> {
  const isAnswer = actionId === ACTIONS.bellsResolve || actionId === ACTIONS.bellsMute;
  if (!isAnswer || room.customerChannels.has(channel)) return;
  const seen = await bellsSeenBy(room, user);
  if (!seen.some(({ claim }) => claim === id)) return;
  await room.desk.answerBell(id, user, actionId === ACTIONS.bellsMute ? 'bell-muted' : 'bell-resolved');
}

import { resolveForm } from '../blocks/claim-forms.ts';
import { seenBy } from '../find-claims.ts';
import { HOME_ACTIONS } from '../ids.ts';
import type { Room } from '../room.ts';
import { guard } from './guard.ts';
import { once } from './once.ts';
import { openConfig } from './on-config.ts';
import { openForm } from './open-form.ts';

/** What is said of a channel whose settings are not shown. */
const NOT_IN_TEXT = '⚠️ Settings are for channels that both of us are in: join it, and invite me there.';

/** A press in somebody's home: `search` is what stands in its field. */
export type HomePress = { actionId: string; value: string; search: string; user: string; triggerId: string };

/** Somebody opened a tab of ours; only the Home tab is a page of claims. */
export async function onHomeOpened(room: Room, event: { user: string; tab: string }): Promise<void> {
  if (event.tab !== 'home') return;
  await guard(room, 'home', () => room.homes.opened(event.user));
}

/** A press in somebody's home. What it asks for is on disk before Slack is told that it arrived. */
export async function onHomePress(room: Room, press: HomePress, ack: () => Promise<void>): Promise<void> {
  const ackOnce = once(ack);
  await guard(room, press.actionId, () => doPress(room, press, ackOnce), ackOnce);
}

async function doPress(room: Room, press: HomePress, ack: () => Promise<void>): Promise<void> {
  const { user, value } = press;
  switch (press.actionId) {
    case HOME_ACTIONS.search:
    case HOME_ACTIONS.find:
      await ack();
      return room.homes.look(user, { words: press.search.trim().slice(0, 200) });
    case HOME_ACTIONS.clear:
      await ack();
      return room.homes.look(user, { words: '' });
    case HOME_ACTIONS.back:
    case HOME_ACTIONS.next:
      await ack();
      return room.homes.look(user, { page: Number.isSafeInteger(Number(value)) ? Number(value) : 0 });
    case HOME_ACTIONS.take:
      return take(room, press, ack);
    case HOME_ACTIONS.resolve:
      return openResolve(room, press, ack);
    case HOME_ACTIONS.settings:
      return openSettings(room, press, ack);
    default:
      // The link of a thread opens by itself.
      return ack();
  }
}

async function take(room: Room, { user, value }: HomePress, ack: () => Promise<void>): Promise<void> {
  const claim = await claimFor(room, user, value);
  if (claim?.status === 'open') await room.desk.take(claim.id, user);
  await ack();
  await room.homes.again(user, claim?.status === 'open' ? undefined : goneText(value));
}

async function openResolve(room: Room, press: HomePress, ack: () => Promise<void>): Promise<void> {
  await ack();
  const claim = await claimFor(room, press.user, press.value);
  const dossier = claim === undefined ? undefined : await room.dossierOf(claim.id);
  if (claim === undefined || dossier === undefined || claim.status === 'resolved') {
    return room.homes.again(press.user, goneText(press.value));
  }
  const memory = { claim: claim.id, channel: claim.origin.channel ?? '' };
  // Nothing but the home itself can say to its owner that a form came too late.
  await openForm(room, press.triggerId, resolveForm(memory, dossier), ({ text }) => room.homes.again(press.user, text));
}

async function openSettings(room: Room, press: HomePress, ack: () => Promise<void>): Promise<void> {
  await ack();
  const { user, value: channel, triggerId } = press;
  // Nobody learns here what is set for a channel that they are not in, or that we cannot look into.
  if (!(await room.members.among(user, [channel])).has(channel)) return room.homes.again(user, NOT_IN_TEXT);
  await openConfig(room, { channel, user, triggerId }, ({ text }) => room.homes.again(user, text));
}

/** The claim of a button, if whoever pressed may see it now. */
async function claimFor(
  room: Room,
  user: string,
  value: string,
): Promise<Awaited<ReturnType<Room['store']['getClaim']>>> {
  const claim = /^\d{1,15}$/.test(value) ? await room.store.getClaim(Number(value)) : undefined;
  const [seen] = claim === undefined ? [] : await seenBy(room, user, [claim]);
  return seen;
}

function goneText(value: string): string {
  return `⚠️ Claim ${/^\d{1,15}$/.test(value) ? value : ''} is not as it stood here any more; this is how it stands now.`;
}

import type { Claim } from '../core/claim.ts';
import { byUrgency, isMine, type ListWish, saysAll } from '../core/claim-list.ts';
import type { ListedClaim } from './blocks/claim-line.ts';
import { isUserId } from './blocks/view.ts';
import type { Desk } from '../core/intake.ts';
import type { LinkOf } from './links.ts';
import type { Members } from './members.ts';
import type { SlackStore } from './options.ts';
import type { People } from './outbox/people.ts';

/** What a search needs. */
export type Finder = {
  store: Pick<SlackStore, 'listClaims' | 'getDevice'>;
  desk: Pick<Desk, 'symptoms'>;
  members: Members;
  people: People;
  linkOf: LinkOf;
};

/** Claims that are looked through at most: of those that are not resolved the oldest, of those that are the newest. */
const MOST_OPEN = 1_000;
const MOST_RESOLVED = 200;

/** Claims somebody may see, the most urgent first; `isCut` when there were more than are looked through. */
export type FoundClaims = { claims: Claim[]; isCut: boolean };

/**
 * The claims somebody asks for, among those of channels they are in.
 * Fails: when the store is down or Slack does not say who is in a channel.
 */
export async function findClaims(room: Finder, user: string, { which, words }: ListWish): Promise<FoundClaims> {
  const { store } = room;
  const standing = await store.listClaims({ status: ['open', 'taken'], order: 'oldest', limit: MOST_OPEN });
  const resolved = which === 'all' ? await store.listClaims({ status: ['resolved'], limit: MOST_RESOLVED }) : [];
  const isCut = standing.length === MOST_OPEN || resolved.length === MOST_RESOLVED;
  const visible = await seenBy(room, user, [...standing, ...resolved]);
  const wanted = visible.filter((claim) => which !== 'mine' || isMine(claim, user));
  return { claims: byUrgency(await thatSay(room, wanted, words)), isCut };
}

/** Those of the claims that somebody may see. */
export async function seenBy(room: Pick<Finder, 'members'>, user: string, claims: readonly Claim[]): Promise<Claim[]> {
  const channels = claims.flatMap(({ origin: { channel } }) => (isShared(channel) ? [channel] : []));
  const theirs = await room.members.among(user, channels);
  return claims.filter(({ origin: { channel }, by }) =>
    // A direct conversation with us is its person's own, and has no members to ask for.
    isShared(channel) ? theirs.has(channel) : channel !== undefined && by === user,
  );
}

function isShared(channel: string | undefined): channel is string {
  return channel !== undefined && !channel.startsWith('D');
}

async function thatSay(room: Finder, claims: readonly Claim[], words: string): Promise<Claim[]> {
  if (words.trim() === '') return [...claims];
  const titles = titlesOf(room);
  const found = await Promise.all(
    claims.map(async (claim) => {
      const device = await room.store.getDevice(claim.serial);
      const { customer = '', model = '', assetTag = '' } = device ?? {};
      const symptoms = claim.symptoms.flatMap((id) => [id, titles.get(id) ?? '']);
      return saysAll(words.trim(), [claim.serial, customer, model, assetTag, claim.words, ...symptoms]);
    }),
  );
  return claims.filter((_claim, index) => found[index]);
}

function titlesOf({ desk }: Pick<Finder, 'desk'>): Map<string, string> {
  return new Map(desk.symptoms().map(({ id, title }) => [id, title]));
}

/** What a list shows of claims: device, symptoms, names, links. Shape: in the order given; ask for a page at a time. */
export async function listedClaims(room: Finder, claims: readonly Claim[]): Promise<ListedClaim[]> {
  const titles = titlesOf(room);
  const people = claims.flatMap(({ handler, events }) => [handler.id, events.findLast(isDeed)?.by ?? '']);
  await room.people.learn(people.filter(isUserId));
  return Promise.all(
    claims.map(async (claim) => ({
      claim,
      customer: (await room.store.getDevice(claim.serial))?.customer,
      symptoms: claim.symptoms.map((id) => titles.get(id) ?? id).join(', '),
      link: await room.linkOf(claim.id),
    })),
  );
}

function isDeed({ what }: Claim['events'][number]): boolean {
  return what === 'taken' || what === 'resolved';
}

import type { Claim } from '../../core/claim.ts';
import type { Store } from '../../core/ports.ts';
import type { LocalSlack } from '../slack/options.ts';
import type { Said } from './people.ts';

/** What stands at the end; the last six must be empty. */
export type ChaosCount = {
  said: number;
  /** Of which Slack was told that it arrived, and no more. */
  taken: number;
  /** Of which it was told that it did not work, which Redis' absence makes. */
  refused: number;
  claims: number;
  messages: number;
  /** Taken, and not in the store. */
  lost: string[];
  /** On disk as it was said, and not worked with: a claim may come of it yet. Shape: keys. */
  kept: string[];
  /** With a fetch that is not complete, or a state that was not shown. */
  unfinished: number[];
  /** Complete in the store, and without a card in Slack that says so, or a comparison under it. */
  notShown: number[];
  /** Complaints of which more than one claim was made. */
  doubled: string[];
  /** Messages that stand more than once, by claim and slot. */
  repeated: string[];
};

/** Keys of what people said; others are of what the bot asked, or is to post. */
const SAID = /^(cmd|event):/;

/** Holds Slack against the store. Shape: each of our messages says in its metadata which claim and slot it is. */
export async function countClaims(store: Store, slack: LocalSlack, said: readonly Said[]): Promise<ChaosCount> {
  const claims = await store.listClaims({ limit: 1e9 });
  const taken = said.filter(({ outcome }) => outcome() === 'taken');
  const isOf = (claim: Claim, mark: string): boolean => claim.words.includes(mark);
  const places = new Set(claims.map(({ origin }) => origin.channel ?? ''));
  const messages = [...places].flatMap((place) => slack.control.messages(place));
  const handlers = [...new Set(claims.map(({ handler }) => handler.id))];
  const direct = slack.users.filter(({ id }) => handlers.includes(id)).flatMap(({ id }) => slack.control.dms(id));
  const ours = new Map<string, string[]>();
  for (const message of [...messages, ...direct]) {
    if (!message.fromBot || message.metadata === undefined) continue;
    const identity = JSON.stringify(message.metadata['event_payload']);
    ours.set(identity, [...(ours.get(identity) ?? []), message.text]);
  }
  const textOf = (claim: Claim, slot: string): string | undefined =>
    ours.get(JSON.stringify({ claim: claim.id, slot, at: claim.at }))?.[0];
  return {
    said: said.length,
    taken: taken.length,
    refused: said.filter(({ outcome }) => outcome() === 'refused').length,
    claims: claims.length,
    messages: [...ours.values()].flat().length,
    lost: taken.filter(({ mark }) => !claims.some((claim) => isOf(claim, mark))).map(({ mark }) => mark),
    kept: (await store.listIncoming()).map(({ key }) => key).filter((key) => SAID.test(key)),
    unfinished: await store.listUnfinished(),
    notShown: claims
      .filter((claim) => !isComplete(textOf(claim, 'root')) || textOf(claim, 'comparison') === undefined)
      .map(({ id }) => id),
    doubled: said
      .map(({ mark }) => ({ mark, made: claims.filter((claim) => isOf(claim, mark)).length }))
      .filter(({ made }) => made > 1)
      .map(({ mark, made }) => `${mark} ${made} claims`),
    repeated: [...ours].filter(([, texts]) => texts.length > 1).map(([identity]) => identity),
  };
}

function isComplete(text: string | undefined): boolean {
  return text?.includes('Complete') === true;
}

/** Whether nothing is in the last six. */
export function isSound({ lost, kept, doubled, repeated, ...count }: ChaosCount): boolean {
  return leftOf(count) + kept.length + lost.length + doubled.length + repeated.length === 0;
}

/** How many claims are still to be finished or shown. */
export function leftOf({ unfinished, notShown }: Pick<ChaosCount, 'unfinished' | 'notShown'>): number {
  return new Set([...unfinished, ...notShown]).size;
}

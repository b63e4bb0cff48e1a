import type { Claim } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { isUserId, type View } from '../blocks/view.ts';
import type { Calls } from '../calls/calls.ts';
import { troubleOf } from '../calls/trouble.ts';
import type { LinkOf } from '../links.ts';
import type { ChartFiles } from './chart-files.ts';
import type { Lanes } from './lanes.ts';
import type { People } from './people.ts';

/** What the messages of one claim show of Slack itself, asked for when it is needed first. */
export type ClaimView = {
  view: View;
  /** Names and the link to the customer's message. Never fails; what cannot be had in time is left out until the next edit. */
  readyCard: (dossier: Dossier) => Promise<void>;
  /** The link to the card. Fails: when Slack gives no answer. */
  readyLink: (channel: string, rootTs: string) => Promise<void>;
  /** The links to the cards of other claims; what cannot be had is left out. */
  readyLinks: (claimIds: readonly number[]) => Promise<void>;
};

/** How long the first card waits for names and links. */
const PATIENCE_MS = 1_000;

/** Starts with nothing asked. */
export function openClaimView(
  deps: {
    calls: Pick<Calls, 'rootLink'>;
    lanes: Pick<Lanes, 'call'>;
    people: People;
    charts: Pick<ChartFiles, 'chartOf'>;
    linkOf: LinkOf;
    pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  },
  claim: Claim,
): ClaimView {
  const others = new Map<number, string>();
  const links: { said?: string | undefined; card?: string | undefined } = {};

  async function learnLink(which: 'said' | 'card', channel: string, ts: string): Promise<void> {
    if (which in links) return;
    try {
      // The customer's message is one that the pointer answers in a thread, and so stands in none.
      links[which] = await deps.lanes.call('read', () => deps.calls.rootLink(channel, ts));
    } catch (error) {
      if (troubleOf(error)?.kind !== 'refused') throw error;
      links[which] = undefined;
    }
  }

  return {
    view: {
      nameOf: deps.people.nameOf,
      chartOf: deps.charts.chartOf,
      get said() {
        return links.said;
      },
      linkOf: (id) => others.get(id),
      get card() {
        return links.card;
      },
    },
    async readyCard(dossier) {
      const { channel, messageTs } = claim.origin;
      const { events, handler } = dossier.claim;
      const named = events.flatMap((event) => [event.by, event.handler?.now.id ?? '']);
      const people = [claim.by, handler.id, ...named].filter(isUserId);
      const patience = new AbortController();
      const learning = Promise.all([
        deps.people.learn(people),
        channel === undefined || messageTs === undefined ? undefined : learnLink('said', channel, messageTs),
      ]).catch(() => undefined);
      await Promise.race([learning, deps.pause(PATIENCE_MS, patience.signal)]);
      patience.abort();
    },
    readyLink: (channel, rootTs) => learnLink('card', channel, rootTs),
    async readyLinks(claimIds) {
      for (const id of claimIds) {
        const link = await deps.linkOf(id);
        if (link !== undefined) others.set(id, link);
      }
    },
  };
}

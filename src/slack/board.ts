import { holderOf } from '../core/claim.ts';
import type { Bulletin } from '../core/bulletin.ts';
import type { Board } from '../core/ports.ts';
import { bulletinMessage } from './blocks/bulletin-message.ts';
import { isUserId } from './blocks/view.ts';
import type { Calls } from './calls/calls.ts';
import { troubleOf } from './calls/trouble.ts';
import type { Content } from './content.ts';
import type { LinkOf } from './links.ts';
import type { Log, SlackStore } from './options.ts';
import type { Lanes } from './outbox/lanes.ts';
import type { People } from './outbox/people.ts';
import { sendOnce } from './outbox/send-once.ts';

type BoardDeps = {
  calls: Calls;
  lanes: Lanes;
  people: People;
  linkOf: LinkOf;
  store: Pick<SlackStore, 'addIncoming' | 'doneIncoming' | 'listIncoming'>;
  log: Log;
};

/** Under which the store knows that a channel is being told, or was. */
export const BULLETIN_KEY = 'bulletin:';

/**
 * Opens the board: messages to a channel that stand once each.
 * Shape: the store knows of each before it is sent, and who finds one that was begun looks for it in Slack first. A channel that does not take it is told in the log alone.
 */
export function openBoard(deps: BoardDeps): Board {
  const { store, people, log } = deps;

  async function contentOf(bulletin: Bulletin): Promise<Content> {
    const links = new Map<number, string | undefined>();
    if (bulletin.kind === 'daily') {
      const claims = bulletin.claims.map(({ claim }) => claim);
      await people.learn(claims.map((claim) => holderOf(claim).id).filter(isUserId));
      for (const { id } of claims) links.set(id, await deps.linkOf(id));
    }
    return bulletinMessage(bulletin, { nameOf: people.nameOf, linkOf: (id) => links.get(id) });
  }

  async function isPending(key: string): Promise<boolean> {
    return (await store.listIncoming()).some((kept) => kept.key === key);
  }

  return {
    async post({ channel, key, since }, make) {
      const kept = `${BULLETIN_KEY}${key}`;
      const { isNew } = await store.addIncoming(kept, {}, since);
      if (!isNew && !(await isPending(kept))) return;
      const bulletin = await make();
      if (bulletin !== undefined) await send(await contentOf(bulletin), isNew);
      await store.doneIncoming(kept);

      async function send(content: Content, isFirst: boolean): Promise<void> {
        const identity = { bulletin: key };
        const message = { to: { channel }, identity, since, priority: 1, isUncertain: !isFirst };
        try {
          await sendOnce(deps, { ...message, content: () => content, sent: async () => undefined });
        } catch (error) {
          const trouble = troubleOf(error);
          if (trouble?.kind !== 'refused') throw error;
          log('error', 'bulletin.refused', { ...identity, channel, code: trouble.code });
        }
      }
    },
  };
}

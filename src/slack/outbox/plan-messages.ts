import type { Dossier } from '../../core/dossier.ts';
import { comparisonMessage } from '../blocks/comparison-message.ts';
import { handlerMessage, pointerMessage } from '../blocks/handler-message.ts';
import { itemsMessage, itemsMessageAtFirst } from '../blocks/items-message.ts';
import { rootCard } from '../blocks/root-card.ts';
import { isUserId, type View } from '../blocks/view.ts';
import type { Content } from '../content.ts';

/**
 * A message that a claim has: its slot, where it stands, and what it says.
 * `after` is the slot that must stand before it; `priority` decides between posts that wait for the same channel.
 */
export type PlannedMessage = {
  slot: string;
  where: 'channel' | 'thread' | 'said' | 'direct';
  after?: string;
  priority: number;
  content: (dossier: Dossier, view: View) => Content;
  /** What is posted, where an edit is to bring the rest without ringing anybody's bell. */
  first?: (dossier: Dossier, view: View) => Content;
};

/** The messages of a claim in this state, in the order in which they are to stand. */
export function planMessages(dossier: Dossier): PlannedMessage[] {
  const { handler, origin } = dossier.claim;
  const planned: PlannedMessage[] = [
    { slot: 'root', where: 'channel', priority: 4, content: rootCard },
    { slot: 'comparison', where: 'thread', after: 'root', priority: 3, content: comparisonMessage },
    {
      slot: 'items',
      where: 'thread',
      after: 'comparison',
      priority: 2,
      first: itemsMessageAtFirst,
      content: itemsMessage,
    },
  ];
  if (origin.messageTs !== undefined) {
    planned.push({ slot: 'pointer', where: 'said', after: 'root', priority: 2, content: pointerMessage });
  }
  if (handler.kind === 'user' && isUserId(handler.id)) {
    planned.push({ slot: `dm:${handler.id}`, where: 'direct', after: 'root', priority: 2, content: handlerMessage });
  }
  return planned;
}

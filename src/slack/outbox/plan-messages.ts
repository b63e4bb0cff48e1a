import { firstHandler, type Handler, handlerAt, holderOf } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { lastTouch } from '../../core/reminder.ts';
import { rungBy } from '../../core/bell-state.ts';
import { bellClaimMessage, bellMessage } from '../blocks/bell-message.ts';
import { comparisonMessage } from '../blocks/comparison-message.ts';
import { escalationMessage } from '../blocks/escalation-message.ts';
import { callbackMessage, followUpMessage } from '../blocks/follow-up-message.ts';
import { formerHandlerMessage, handlerMessage, pointerMessage } from '../blocks/handler-message.ts';
import { channelIn } from '../blocks/history-lines.ts';
import { itemsMessage } from '../blocks/items-message.ts';
import { reminderMessage } from '../blocks/reminder-message.ts';
import { rootCard } from '../blocks/root-card.ts';
import { isUserId, type View } from '../blocks/view.ts';
import type { Content } from '../content.ts';

/**
 * A message that a claim has: its slot, where it stands, and what it says.
 * `after` is the slot that must stand before it (with `under`, the one it answers in the thread of); `priority` decides between posts that wait for the same channel.
 */
export type PlannedMessage = {
  slot: string;
  where: 'channel' | 'thread' | 'said' | 'direct' | 'expert' | 'under';
  /** Whom a direct message is for, or which channel the experts are in. */
  to?: string;
  after?: string;
  priority: number;
  content: (dossier: Dossier, view: View) => Content;
  /** Whether it fills with values, and at last takes in the chart. */
  isFilled?: true;
  /** Other claims whose links it shows. */
  links?: (dossier: Dossier) => readonly number[];
  /** Who is told what, once, where Slack will never take the message; `isOutside` where an invitation would help. */
  refused?: { tell: string; said: (why: { code: string; isOutside: boolean }) => string };
};

/** The messages of a claim in this state, in the order in which they are to stand. `known` are slots that stand already. */
export function planMessages(dossier: Dossier, known: readonly string[]): PlannedMessage[] {
  const { origin } = dossier.claim;
  const planned: PlannedMessage[] = [
    { slot: 'root', where: 'channel', priority: 4, content: rootCard },
    { slot: 'comparison', where: 'thread', after: 'root', priority: 3, isFilled: true, content: comparisonMessage },
    { slot: 'items', where: 'thread', after: 'comparison', priority: 2, content: itemsMessage },
  ];
  if (origin.messageTs !== undefined) {
    planned.push({ slot: 'pointer', where: 'said', after: 'root', priority: 2, content: pointerMessage });
  }
  const told = [...planDirect(dossier, known), ...planExperts(dossier), ...planFollowUps(dossier)];
  return [...planned, ...told, ...planReminders(dossier, known), ...planBell(dossier)];
}

/** A line in the thread for each time that it was looked at again; who is in charge is told once that it came back. */
function planFollowUps({ claim }: Dossier): PlannedMessage[] {
  return claim.events.flatMap((event, index): PlannedMessage[] => {
    if (event.followUp === undefined) return [];
    const line: PlannedMessage = {
      slot: `follow-up:${index}`,
      where: 'thread',
      after: 'root',
      priority: 2,
      content: (dossier) => followUpMessage(dossier, event),
    };
    const to = handlerAt(claim, index);
    if (event.what !== 'reopened' || to.kind !== 'user' || !isUserId(to.id)) return [line];
    const told = { slot: `callback:${index}`, where: 'direct' as const, to: to.id, after: 'root', priority: 2 };
    return [line, { ...told, content: (dossier, view) => callbackMessage(dossier, view, event) }];
  });
}

/**
 * A direct message to each person who was put in charge, one for each time. Whoever is no longer in charge is not written to any more; what
 * they have says so by an edit. Whoever took it themselves knows.
 */
function planDirect({ claim }: Dossier, known: readonly string[]): PlannedMessage[] {
  const terms = [
    { handler: firstHandler(claim), slot: (id: string) => `dm:${id}`, by: '' },
    ...claim.events.flatMap(({ handler, by }, index) =>
      handler === undefined ? [] : [{ handler: handler.now, slot: (id: string) => `dm:${id}:${index}`, by }],
    ),
  ];
  return terms.flatMap(({ handler, slot, by }, index): PlannedMessage[] => {
    if (handler.kind !== 'user' || !isUserId(handler.id)) return [];
    const name = slot(handler.id);
    const isLast = index === terms.length - 1;
    if (!known.includes(name) && (!isLast || by === handler.id)) return [];
    return [
      { slot: name, where: 'direct', to: handler.id, after: 'root', priority: 2, content: directMessage(handler) },
    ];
  });
}

/** Who is in charge is told so; whoever was, that somebody else is. */
function directMessage(handler: Handler): PlannedMessage['content'] {
  return (dossier, view) =>
    dossier.claim.handler.id === handler.id ? handlerMessage(dossier, view) : formerHandlerMessage(dossier, view);
}

/**
 * What brings a claim to mind, once for each time that it was left alone, to whoever had it in hand then: a person by a direct message, a group in the thread. Where nobody
 * is in charge it stands in the channel and rings nobody. One that did not stand before somebody touched the claim again is not sent any more.
 */
function planReminders({ claim }: Dossier, known: readonly string[]): PlannedMessage[] {
  return claim.events.flatMap((event, index): PlannedMessage[] => {
    if (event.what !== 'reminded') return [];
    const touch = lastTouch(claim, index);
    const slot = `reminder:${touch}`;
    const isOver = claim.status === 'resolved' || lastTouch(claim) !== touch;
    if (isOver && !known.includes(slot)) return [];
    const content: PlannedMessage['content'] = (dossier, view) => reminderMessage(dossier, view, event);
    const to = holderOf(claim, index);
    if (to.kind === 'user' && isUserId(to.id))
      return [{ slot, where: 'direct', to: to.id, after: 'root', priority: 2, content }];
    return [{ slot, where: to.kind === 'group' ? 'thread' : 'channel', after: 'root', priority: 2, content }];
  });
}

/** A message in an expert's channel for each time that it was taken there. */
function planExperts({ claim }: Dossier): PlannedMessage[] {
  return claim.events.flatMap((event, index): PlannedMessage[] => {
    if (event.what !== 'escalated' || event.to === undefined) return [];
    const failed = `Claim ${claim.id} could not be posted in ${channelIn(event.to)}`;
    const said = ({ code, isOutside }: { code: string; isOutside: boolean }): string =>
      isOutside ? `${failed}: invite me there, then escalate it again.` : `${failed}: Slack says \`${code}\`.`;
    return [
      {
        slot: `expert:${index}`,
        where: 'expert',
        to: event.to,
        after: 'root',
        priority: 2,
        refused: { tell: event.by, said },
        content: (dossier, view) => escalationMessage(dossier, view, event),
      },
    ];
  });
}

/** The bell that the claim rang: one message in the channel it is told in, and each claim in its thread. */
function planBell({ claim }: Dossier): PlannedMessage[] {
  const rung = rungBy(claim);
  if (rung === undefined || rung.to === '') return [];
  const bell = { after: 'root', priority: 2, to: rung.to };
  return [
    {
      ...bell,
      slot: 'bell',
      where: 'expert',
      links: (dossier) => rungBy(dossier.claim)?.claims ?? [],
      content: (dossier, view) => bellMessage(dossier, view, rungBy(dossier.claim) ?? rung),
    },
    ...rung.claims.map((id): PlannedMessage => {
      const reply = { ...bell, slot: `bell:${id}`, after: 'bell', where: 'under' as const, priority: 1 };
      return { ...reply, links: () => [id], content: (_, view) => bellClaimMessage(view, id) };
    }),
  ];
}

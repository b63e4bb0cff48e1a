import type { Claim } from '../../core/claim.ts';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import { AppError } from '../../core/errors.ts';
import type { Slot } from '../../core/ports.ts';
import type { Address, Calls, Identity } from '../calls/calls.ts';
import { note } from '../blocks/question.ts';
import { isOutside, troubleOf } from '../calls/trouble.ts';
import { type Content, digestOf } from '../content.ts';
import type { Log, SlackStore } from '../options.ts';
import type { ChartFiles } from './chart-files.ts';
import { openClaimView } from './claim-view.ts';
import type { LinkOf } from '../links.ts';
import type { Lanes } from './lanes.ts';
import { type MessageState, newMessageState } from './message-state.ts';
import type { People } from './people.ts';
import { type PlannedMessage, planMessages } from './plan-messages.ts';
import { sendOnce, withoutBlocksIfRefused } from './send-once.ts';
import { openWaiters } from './waiters.ts';

/** What couriers work with. Units: milliseconds, `editEveryMs` between two edits of a message; `pause` ends early when the signal fires. */
export type CourierDeps = {
  calls: Calls;
  lanes: Lanes;
  people: People;
  /** The links to the cards of claims. */
  linkOf: LinkOf;
  store: Pick<SlackStore, 'claimSlot' | 'fillSlot' | 'listSlots'>;
  charts: Pick<ChartFiles, 'chartOf' | 'bring'>;
  log: Log;
  editEveryMs: number;
  pause: (ms: number, signal?: AbortSignal) => Promise<void>;
  /** Told once when the claim's channel does not let us in. */
  onOutside: (claim: Claim) => void;
};

/** Brings one claim's messages to its latest state, each at its own pace. */
export type Courier = {
  show: (dossier: Dossier) => Promise<void>;
  /** Shows the latest state anew: what Slack has of it beside the dossier is more than it was. */
  again: () => Promise<void>;
  isBusy: () => boolean;
  stop: (reason: AppError) => void;
};

/**
 * How many times as long as between any two edits people wait for those that nobody presses for: while devices answer, which the card tells, and once a
 * comparison stands, which a few late answers hardly change. A claim then costs Slack an edit for each state, and not one for each second.
 */
const PACE = { reading: 5, late: 10 };
/** So much after its card, a comparison that may stand any moment is posted as it is. Units: as PACE. */
const HELD_BACK = 2.5;
/** A comparison that stood already is completed by the edit that brings its chart, if that comes so soon. Units: milliseconds. */
const CHART_PATIENCE_MS = 5_000;

/** Tries of one state when Slack gives no clear answer; the pauses between them double. */
const TRIES = 6;
const FIRST_PAUSE_MS = 500;

/** A courier for one claim. Shape: it learns from the store what stands already, at its first `show`. */
export function openCourier(deps: CourierDeps, claim: Claim): Courier {
  const messages = new Map<string, MessageState>();
  const waiters = openWaiters();
  const { view, readyCard, readyLink, readyLinks } = openClaimView(deps, claim);
  let latest: Dossier | undefined;
  let version = 0;
  /** States up to this version are brought without waiting: people wait for them. */
  let urgent = 0;
  let slots: Promise<Slot[]> | undefined;
  let hurry = new AbortController();
  let stopped: AppError | undefined;

  async function show(dossier: Dossier): Promise<void> {
    if (stopped !== undefined) throw stopped;
    const isNews = isUrgent(dossier, latest);
    latest = dossier;
    version += 1;
    const mine = version;
    if (isNews) {
      urgent = version;
      hurry.abort();
      hurry = new AbortController();
    }
    const done = waiters.wait(mine);
    try {
      await begin();
    } catch (error) {
      slots = undefined;
      waiters.fail(error);
    }
    return done;
  }

  async function begin(): Promise<void> {
    slots ??= deps.store.listSlots(claim.id);
    const stored = await slots;
    if (latest === undefined) return;
    const known = [...stored.map(({ slot }) => slot), ...messages.keys()];
    for (const plan of planMessages(latest, known)) {
      // Whoever wanted it there was told that it does not stand, and may have asked for it anew since.
      if (known.includes(refusedSlot(plan))) continue;
      if (!messages.has(plan.slot)) {
        messages.set(
          plan.slot,
          newMessageState(
            plan,
            stored.find(({ slot }) => slot === plan.slot),
          ),
        );
      }
    }
    for (const message of messages.values()) void drive(message);
    settle();
  }

  /** Works on one message until it shows the latest state. */
  async function drive(message: MessageState): Promise<void> {
    if (message.isRunning) return;
    message.isRunning = true;
    try {
      let tries = 0;
      while (isBehind(message)) {
        try {
          await step(message);
          tries = 0;
        } catch (error) {
          tries += 1;
          await afterTrouble(message, error, tries);
        }
      }
    } catch (error) {
      waiters.fail(error);
    } finally {
      message.isRunning = false;
      settle();
    }
  }

  function isBehind(message: MessageState): boolean {
    return stopped === undefined && !message.isGivenUp && message.shownVersion < version;
  }

  /** One post or edit, or nothing when there is nothing to do. */
  async function step(message: MessageState): Promise<void> {
    if (message.plan.after !== undefined) await messages.get(message.plan.after)?.placed;
    if (latest === undefined) return;
    const root = messages.get('root');
    // People are named in more messages than the card; they are asked for once.
    await readyCard(latest);
    if (message === root) {
      // It stands under nothing.
    } else if (root?.ts === undefined || root.address === undefined) {
      // Without the card there is no thread to stand in.
      giveUp(message);
      return;
    } else if (message.plan.where === 'under' && messages.get(message.plan.after ?? '')?.ts === undefined) {
      giveUp(message);
      return;
    } else if (message.plan.where !== 'thread') {
      await readyLink(root.address.channel, root.ts);
      await readyLinks(message.plan.links?.(latest) ?? []);
    }
    if (message.ts === undefined) {
      await holdBack(message, root);
      await post(message);
    } else await edit(message, message.ts);
  }

  /** What fills with values is posted once they can stand, or after a short while with those there are. */
  async function holdBack({ plan }: MessageState, root: MessageState | undefined): Promise<void> {
    const { phase } = fetchOf(latest);
    if (plan.isFilled !== true || root === undefined || phase === 'standing' || phase === 'complete') return;
    const waitMs = root.touchedAt + HELD_BACK * deps.editEveryMs - performance.now();
    if (waitMs > 0) await deps.pause(waitMs, hurry.signal);
  }

  async function post(message: MessageState): Promise<void> {
    const to = message.address ?? (await addressOf(message));
    message.address = to;
    if (!message.isClaimed) {
      const { slot, isNew } = await deps.store.claimSlot({ claimId: claim.id, slot: message.plan.slot, ...to });
      message.isClaimed = true;
      message.isUncertain = !isNew;
      if (slot.ts !== undefined) return stand(message, slot.ts, slot.digest);
    }
    let posted = 0;
    const outcome = await sendOnce(deps, {
      to,
      identity: identityOf(message),
      since: claim.at,
      priority: message.plan.priority,
      isUncertain: message.isUncertain,
      content: () => {
        // It may have waited long for its turn, and be somebody else's to send by now.
        if (stopped !== undefined) throw stopped;
        posted = version;
        message.shown = fetchOf(latest);
        // From here on the message may stand, whatever happens to the answer.
        message.isUncertain = true;
        return contentOf(message);
      },
      async sent({ ts, channel, content }) {
        message.address = { ...to, channel };
        stand(message, ts, digestOf(content));
        message.shownVersion = posted;
        await deps.store.fillSlot(claim.id, message.plan.slot, { ts, channel, digest: digestOf(content) });
      },
    });
    if (outcome.kind === 'sent') return;
    // It was sent by a process that ended before it could say so; what it says is set right by an edit.
    await deps.store.fillSlot(claim.id, message.plan.slot, { ts: outcome.ts, channel: to.channel, digest: '' });
    stand(message, outcome.ts, '');
  }

  function stand(message: MessageState, ts: string, digest: string | undefined): void {
    message.ts = ts;
    message.digest = digest;
    message.isUncertain = false;
    message.touchedAt = performance.now();
    message.place();
  }

  async function edit(message: MessageState, ts: string): Promise<void> {
    if (isCurrent(message)) return;
    const isProgress = message.plan.isFilled !== true && fetchOf(latest).phase !== 'standing';
    const pace = isProgress ? PACE.reading : PACE.late;
    const waitMs = message.touchedAt + pace * deps.editEveryMs - performance.now();
    if (waitMs > 0 && message.shownVersion >= urgent) await deps.pause(waitMs, hurry.signal);
    await waitForChart(message);
    const channel = message.address?.channel ?? claim.origin.channel ?? '';
    await deps.lanes.call('update', async () => {
      if (stopped !== undefined || isCurrent(message)) return;
      const now = version;
      const shown = fetchOf(latest);
      const content = contentOf(message);
      const identity = identityOf(message);
      await withoutBlocksIfRefused(deps.log, identity, content, (shown) =>
        deps.calls.update({ channel, ts }, shown, identity),
      );
      const digest = digestOf(content);
      Object.assign(message, { digest, shown, touchedAt: performance.now(), shownVersion: now });
      await deps.store.fillSlot(claim.id, message.plan.slot, { ts, channel, digest });
    });
  }

  /** Of a fetch whose values stood there already, the chart and the last of them come by one edit. */
  async function waitForChart({ plan, shown }: MessageState): Promise<void> {
    const { n, phase } = fetchOf(latest);
    if (plan.isFilled !== true || latest === undefined || phase !== 'complete') return;
    if (shown?.n !== n || shown.phase !== 'standing') return;
    const patience = new AbortController();
    const brought = deps.charts.bring(latest).catch(() => undefined);
    await Promise.race([brought, deps.pause(CHART_PATIENCE_MS, patience.signal)]);
    patience.abort();
  }

  /** Whether the message says already what it should; notes the version if so. */
  function isCurrent(message: MessageState): boolean {
    const now = version;
    if (message.digest !== digestOf(contentOf(message))) return false;
    message.shownVersion = now;
    return true;
  }

  function contentOf(message: MessageState): Content {
    if (latest === undefined) throw new AppError('bug', 'A message was built before there was a dossier.');
    return message.plan.content(latest, view);
  }

  function identityOf(message: MessageState): Identity {
    return { claim: claim.id, slot: message.plan.slot, at: claim.at };
  }

  async function addressOf(message: MessageState): Promise<Address> {
    const channel = claim.origin.channel ?? '';
    switch (message.plan.where) {
      case 'channel':
        return { channel };
      case 'thread': {
        const root = messages.get('root');
        return { channel: root?.address?.channel ?? channel, threadTs: root?.ts };
      }
      case 'said':
        return { channel, threadTs: claim.origin.messageTs };
      case 'direct':
        return { channel: await deps.people.directWith(message.plan.to ?? '') };
      case 'expert':
        return { channel: message.plan.to ?? '' };
      case 'under': {
        const above = messages.get(message.plan.after ?? '');
        return { channel: above?.address?.channel ?? message.plan.to ?? '', threadTs: above?.ts };
      }
    }
  }

  /** Decides whether to try again. Fails: with what is beyond this message. */
  async function afterTrouble(message: MessageState, error: unknown, tries: number): Promise<void> {
    if (stopped !== undefined) return;
    const trouble = troubleOf(error);
    const facts = { claim: claim.id, slot: message.plan.slot };
    if (trouble === undefined) throw error;
    if (trouble.kind === 'refused') {
      message.isUncertain = false;
      deps.log('error', 'slack.refused', { ...facts, code: trouble.code });
      if (message.plan.slot === 'root' && isOutside(trouble)) deps.onOutside(claim);
      giveUp(message);
      await tellRefused(message, { code: trouble.code, isOutside: isOutside(trouble) });
      return;
    }
    if (trouble.kind === 'barred') {
      // Nothing is given up: it stays to be shown, and is once the token is mended.
      deps.log('error', 'slack.barred', { ...facts, code: trouble.code });
      throw new AppError('slack_failed', `Slack does not take our token: ${trouble.code}.`, facts, error);
    }
    if (tries >= TRIES) throw new AppError('slack_failed', 'Slack does not answer.', facts, error);
    if (tries === 1) deps.log('warn', 'slack.no-answer', facts);
    await deps.pause(FIRST_PAUSE_MS * 2 ** (tries - 1));
  }

  async function tellRefused({ plan }: MessageState, why: { code: string; isOutside: boolean }): Promise<void> {
    if (plan.refused === undefined) return;
    const { tell, said } = plan.refused;
    const slot = { claimId: claim.id, slot: refusedSlot(plan), channel: claim.origin.channel ?? '' };
    const { isNew } = await deps.store.claimSlot(slot);
    if (!isNew) return;
    try {
      await deps.calls.whisper(slot.channel, tell, note(said(why)));
    } catch (error) {
      if (troubleOf(error) === undefined) throw error;
      deps.log('warn', 'slack.not-told', { claim: claim.id, slot: plan.slot });
    }
  }

  function giveUp(message: MessageState): void {
    message.isGivenUp = true;
    message.place();
  }

  function settle(): void {
    const shown = Math.min(...[...messages.values()].map((one) => (one.isGivenUp ? version : one.shownVersion)));
    waiters.reached(shown);
  }

  return {
    show,
    async again() {
      if (latest !== undefined) await show(latest);
    },
    isBusy: () => waiters.areAny() || [...messages.values()].some(({ isRunning }) => isRunning),
    stop(reason) {
      stopped = reason;
      hurry.abort();
      waiters.fail(reason);
    },
  };
}

/** Under which the store knows that Slack will never take a message. */
function refusedSlot({ slot }: Pick<PlannedMessage, 'slot'>): string {
  return `refused:${slot}`;
}

/** What people wait for: a comparison that stands for the first time, everything once it is complete, and what one of them did. */
function isUrgent(dossier: Dossier, before: Dossier | undefined): boolean {
  const { phase } = fetchOf(dossier);
  const wasDone = before !== undefined && before.claim.events.length !== dossier.claim.events.length;
  return phase === 'complete' || wasDone || (phase === 'standing' && fetchOf(before).phase !== 'standing');
}

/** Which fetch a dossier is at, and how far it has come. */
function fetchOf(dossier: Dossier | undefined): Pick<Fetch, 'n' | 'phase'> {
  const { n, phase } = dossier?.fetches.at(-1) ?? { n: -1, phase: 'stored' as const };
  return { n, phase };
}

import type { Claim } from '../core/claim.ts';
import type { Board, Notify } from '../core/ports.ts';
import { openBoard } from './board.ts';
import { note } from './blocks/question.ts';
import { openOutgoing, type SendingOptions } from './outgoing.ts';
import { outsideText } from './outsiders.ts';

/** Dossiers brought to Slack by a process that hears nothing from it. */
export interface Sending extends Notify {
  board: Board;
  idle(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * Begins to send. Shape: with the bot's token alone; whoever opened a claim where we may not write is told in a direct message, since what they typed went to another process.
 * Fails: AppError `slack_failed` when Slack cannot be reached or refuses the token.
 */
export async function startSending(options: SendingOptions): Promise<Sending> {
  const outgoing = await openOutgoing(options, (claim) => {
    tell(claim).catch(() => options.log('warn', 'slack.not-told', { claim: claim.id }));
  });
  const { calls, lanes, linkOf, me, outbox, people } = outgoing;
  const { store, log } = options;

  async function tell(claim: Claim): Promise<void> {
    const slot = `outside:${claim.by}`;
    const channel = await people.directWith(claim.by);
    const { isNew } = await options.store.claimSlot({ claimId: claim.id, slot, channel });
    if (!isNew) return;
    const identity = { claim: claim.id, slot, at: claim.at };
    const said = note(outsideText(claim, me.name));
    await lanes.post(channel, 0, () => calls.post({ channel }, said, identity));
  }

  return {
    show: outbox.show,
    forget: outbox.forget,
    board: openBoard({ calls, lanes, people, linkOf, store, log }),
    idle: outbox.idle,
    stop: outbox.stop,
  };
}

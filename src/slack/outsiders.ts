import type { Claim } from '../core/claim.ts';
import { note } from './blocks/question.ts';
import type { Log } from './options.ts';
import type { Respond } from './room.ts';

/** Slack takes answers to a command for so long. */
const RESPOND_FOR_MS = 30 * 60_000;

/** Tells whoever opened a claim when its channel does not let us in; the two may become known in either order. */
export type Outsiders = {
  expectCard: (claim: Claim, respond: Respond) => void;
  onOutside: (claim: Claim) => void;
};

/** What whoever opened the claim is told. */
export function outsideText(claim: Claim, botName: string): string {
  return `Claim ${claim.id} is open, but I am not in this channel and cannot show it. Type \`/invite @${botName}\` and claim again.`;
}

/** Starts with nobody waiting. Shape: `botName` is what one types after `/invite @`. */
export function openOutsiders(input: { botName: () => string; log: Log }): Outsiders {
  const waiting = new Map<number, { respond: Respond; until: number }>();
  const outside = new Set<number>();

  async function tell(claim: Claim, respond: Respond): Promise<void> {
    try {
      await respond(note(outsideText(claim, input.botName())));
    } catch {
      input.log('warn', 'slack.not-told', { claim: claim.id });
    }
  }

  return {
    expectCard(claim, respond) {
      if (outside.delete(claim.id)) {
        void tell(claim, respond);
        return;
      }
      const now = performance.now();
      for (const [id, { until }] of waiting) if (until < now) waiting.delete(id);
      waiting.set(claim.id, { respond, until: now + RESPOND_FOR_MS });
    },
    onOutside(claim) {
      const one = waiting.get(claim.id);
      waiting.delete(claim.id);
      if (one === undefined) outside.add(claim.id);
      else void tell(claim, one.respond);
    },
  };
}

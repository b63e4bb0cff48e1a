import type { Claim, ClaimEvent } from '../core/claim.ts';
import { isSameOptions } from '../core/cohort-options.ts';
import type { Desk, Incoming, IntakeResult } from '../core/intake.ts';
import { parseText } from '../rules/parse.ts';
import type { ClaimRunner } from './claim-runner.ts';
import type { FlowDeps } from './flow-deps.ts';
import { symptomChoices, takeIn } from './take-in.ts';

/** The desk: what people can do with claims. Everything it says is done is on disk; the work that follows is the runner's. */
export function openDesk(deps: Omit<FlowDeps, 'notify' | 'reader'>, runner: Pick<ClaimRunner, 'poke'>): Desk {
  async function change(
    claimId: number,
    by: string,
    what: ClaimEvent['what'],
    rest: { status?: Claim['status']; note?: string },
  ): Promise<Claim | undefined> {
    const note = rest.note === undefined || rest.note === '' ? {} : { note: rest.note };
    const status = rest.status === undefined ? {} : { status: rest.status };
    const claim = await deps.store.changeClaim(claimId, { ...status, event: { at: deps.clock(), by, what, ...note } });
    if (claim !== undefined) runner.poke(claimId);
    return claim;
  }

  async function intake(incoming: Incoming, mode: 'command' | 'plain'): Promise<IntakeResult> {
    const result = await takeIn(deps, incoming, mode);
    if (result.kind === 'claim') runner.poke(result.claim.id);
    return result;
  }

  return {
    intake,
    async reword(incoming) {
      const claim = await deps.store.findClaimBySource(incoming.sourceKey);
      if (claim === undefined) return intake(incoming, 'plain');
      const last = claim.events.findLast(({ what }) => what === 'reworded');
      const isNews = last === undefined ? claim.words !== incoming.text : last.at < incoming.at;
      if (claim.status === 'resolved' || !isNews || last?.note === incoming.text) {
        return { kind: 'claim', claim, isNew: false };
      }
      const event = { at: incoming.at, by: incoming.by, what: 'reworded' as const, note: incoming.text.slice(0, 1000) };
      const changed = await deps.store.changeClaim(claim.id, { event });
      runner.poke(claim.id);
      return { kind: 'claim', claim: changed ?? claim, isNew: false };
    },
    async withdraw(sourceKey, by, at) {
      const claim = await deps.store.findClaimBySource(sourceKey);
      // Of others who joined it the claim lives on; only the message that made it is missed.
      if (claim === undefined || claim.sourceKey !== sourceKey) return claim;
      if (claim.events.some(({ what }) => what === 'withdrawn')) return claim;
      const changed = await deps.store.changeClaim(claim.id, { event: { at, by, what: 'withdrawn' } });
      runner.poke(claim.id);
      return changed;
    },
    async refetch(claimId, key, by, options) {
      const known = await deps.store.getClaim(claimId);
      if (known === undefined) return undefined;
      const fetches = await deps.store.listFetches(claimId);
      const wanted = options ?? fetches.at(-1)?.options;
      // Whoever presses while a fetch is going on wants what it will bring; of other peers it brings nothing.
      const last = fetches.at(-1);
      if (last !== undefined && last.phase !== 'complete' && isSameOptions(last.options, wanted)) return known;
      const asked = wanted === undefined ? {} : { options: wanted };
      const { isNew } = await deps.store.addFetch(claimId, { key, by, askedAt: deps.clock(), ...asked });
      if (isNew) return change(claimId, by, 'refetched', {});
      return deps.store.getClaim(claimId);
    },
    take: (claimId, by) => change(claimId, by, 'taken', { status: 'taken' }),
    resolve: (claimId, by, note) => change(claimId, by, 'resolved', { status: 'resolved', note }),
    symptoms: () => symptomChoices(deps.book),
    understand(text) {
      const { serial, symptoms } = parseText(deps.book, text);
      return { serial, symptoms };
    },
  };
}

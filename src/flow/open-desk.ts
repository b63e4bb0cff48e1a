import type { Claim, ClaimEvent } from '../core/claim.ts';
import { rungBy } from '../core/bell-state.ts';
import { isSameOptions } from '../core/cohort-options.ts';
import type { CohortOptions } from '../core/cohort.ts';
import type { Desk, Incoming, IntakeResult } from '../core/intake.ts';
import { saysAnything } from '../core/said.ts';
import { UNTRACED } from '../core/tracing.ts';
import { parseText } from '../rules/parse.ts';
import { endedOf } from './ended-of.ts';
import type { ClaimRunner } from './claim-runner.ts';
import type { FlowDeps } from './flow-deps.ts';
import { importList } from './import-list.ts';
import { findNeighbours } from './find-neighbours.ts';
import { symptomChoices, takeIn } from './take-in.ts';

/** How long a muted bell is silent. Units: milliseconds. */
const BELL_MUTED_MS = 30 * 86_400_000;

/** The desk: what people can do with claims. Everything it says is done is on disk; the work that follows is the runner's. */
export function openDesk(deps: Omit<FlowDeps, 'notify' | 'reader'>, runner: Pick<ClaimRunner, 'poke'>): Desk {
  async function change(
    claimId: number,
    event: Omit<ClaimEvent, 'at'>,
    status?: Claim['status'],
  ): Promise<Claim | undefined> {
    const { note, ...rest } = event;
    const said = note === undefined || note === '' ? {} : { note };
    const dated = { at: deps.clock(), ...rest, ...said };
    const claim = await deps.store.changeClaim(claimId, { ...(status === undefined ? {} : { status }), event: dated });
    if (claim !== undefined) runner.poke(claimId);
    return claim;
  }

  const { tracing = UNTRACED } = deps;

  function intake(incoming: Incoming, mode: 'command' | 'plain'): Promise<IntakeResult> {
    return tracing.span('claim take-in', { facts: { 'claim.via': incoming.origin.via } }, async (span) => {
      const result = await takeIn(deps, incoming, mode);
      span.set({ 'intake.result': result.kind });
      if (result.kind === 'claim') {
        span.set({ 'claim.id': result.claim.id, 'claim.is_new': result.isNew });
        runner.poke(result.claim.id);
      }
      return result;
    });
  }

  async function refetch(
    claimId: number,
    key: string,
    by: string,
    how: { options?: CohortOptions | undefined; only?: 'absent' },
  ): Promise<Claim | undefined> {
    const known = await deps.store.getClaim(claimId);
    if (known === undefined) return undefined;
    const last = (await deps.store.listFetches(claimId)).at(-1);
    const options = how.options ?? last?.options;
    // Whoever presses while a fetch is going on wants what it will bring; of other peers, or of more items, it brings nothing.
    const isGoingOn = last !== undefined && last.phase !== 'complete' && isSameOptions(last.options, options);
    if (isGoingOn && (last.only === undefined || how.only !== undefined)) return known;
    const asked = {
      ...(options === undefined ? {} : { options }),
      ...(how.only === undefined ? {} : { only: how.only }),
    };
    const { isNew } = await deps.store.addFetch(claimId, { key, by, askedAt: deps.clock(), ...asked });
    if (!isNew) return deps.store.getClaim(claimId);
    return change(claimId, { by, what: 'refetched', note: how.only === undefined ? '' : 'what was absent' });
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
      const { about } = parseText(deps.book, incoming.text, { at: incoming.at, zone: deps.zone ?? 'UTC' });
      const event = {
        at: incoming.at,
        by: incoming.by,
        what: 'reworded' as const,
        note: incoming.text.slice(0, 1000),
        ...(saysAnything(about) ? { about } : {}),
      };
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
    refetch: (claimId, key, by, options) => refetch(claimId, key, by, { options }),
    refetchAbsent: (claimId, key, by) => refetch(claimId, key, by, { only: 'absent' }),
    take: (claimId, by) => change(claimId, { by, what: 'taken' }, 'taken'),
    async resolve(claimId, by, note, resolution) {
      const claim = await deps.store.getClaim(claimId);
      if (claim === undefined) return undefined;
      const said = resolution === undefined ? {} : { resolution };
      const ended = await endedOf(deps, claim, resolution);
      return change(claimId, { by, what: 'resolved', note, ...said, ...ended }, 'resolved');
    },
    reopen: (claimId, by) => change(claimId, { by, what: 'reopened' }, 'open'),
    async assign(claimId, by, now) {
      const before = (await deps.store.getClaim(claimId))?.handler;
      if (before === undefined) return undefined;
      return change(claimId, { by, what: 'assigned', handler: { before, now } });
    },
    escalate: (claimId, by, to, note) => change(claimId, { by, what: 'escalated', to, note }),
    exported: (claimId, by, note) => change(claimId, { by, what: 'exported', note }),
    async importList(claimId, by, list) {
      const brought = await importList(deps, { claimId, by, list });
      if (brought?.event !== undefined) await change(claimId, brought.event);
      return brought?.outcome;
    },
    async changeSymptoms(claimId, key, by, wanted) {
      const claim = await deps.store.getClaim(claimId);
      if (claim === undefined) return undefined;
      const now = [...new Set(wanted)].filter((id) => deps.book.symptoms.has(id));
      const isSame = now.length === claim.symptoms.length && now.every((id) => claim.symptoms.includes(id));
      if (now.length === 0 || isSame) return claim;
      // A fetch that is going on was planned for the symptoms before: what it brings is kept, and the one called for follows it.
      return change(claimId, {
        by,
        what: 'symptoms-changed',
        fetchKey: key,
        symptoms: { before: claim.symptoms, now },
      });
    },
    async answerBell(claimId, by, how) {
      const claim = await deps.store.getClaim(claimId);
      const rung = claim && rungBy(claim);
      if (rung === undefined || rung.end !== undefined) return rung && claim;
      const until = how === 'bell-muted' ? { until: deps.clock() + BELL_MUTED_MS } : {};
      return change(claimId, { by, what: how, ...until });
    },
    neighbours: (claimId, scope) => findNeighbours(deps, claimId, scope),
    symptoms: () => symptomChoices(deps.book),
    understand(text) {
      const { serial, symptoms } = parseText(deps.book, text);
      return { serial, symptoms };
    },
  };
}

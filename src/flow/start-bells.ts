import { type Bell, bellFor, type BellDevice, type BellRule, type LoggedClaim } from '../core/bell.ts';
import { bellPlaceOf, fleetWithout } from '../core/bell-place.ts';
import { holdsAt, type Rung, rungBy } from '../core/bell-state.ts';
import type { Claim } from '../core/claim.ts';
import type { Job, Queue } from '../core/ports.ts';
import { openBellLog } from './bell-log.ts';
import type { ClaimRunner } from './claim-runner.ts';
import type { FlowDeps } from './flow-deps.ts';
import { startRounds } from './start-rounds.ts';

/** Looks at the claims that are new; one process at a time. */
export const BELL_ROUND = 'bell-round';
/** Who rings. */
const BELL = 'claimscope';
/** Units: milliseconds. A claim that waited longer for a process to look at it is past. */
const ROUND_MS = 30_000;
const LATEST_MS = 2 * 86_400_000;
const RUNG_AT_MOST = 200;
/** So many claims are looked at before others have their turn. */
const AT_A_STRETCH = 10;

type BellDeps = Pick<FlowDeps, 'store' | 'clock' | 'wait' | 'log'>;

/**
 * Watches for more claims on a model, a firmware, a part or a lot than chance explains, and gathers them under the claim that made it too many.
 * A claim belongs to a bell for each of its symptoms, and what no bell has in hand is looked at beside those that stand.
 * Shape: a bell is an event of that claim, and what it gathers are events: who looks again at a claim finds it looked at, after a restart too. `to` is the channel it is told in;
 * claims of `desks` are told themselves that they are gathered, others not, since a customer may read there.
 * Fails: never; while the store or the queue is down nothing rings, and it goes on when they are back.
 */
export function startBells(
  deps: BellDeps,
  {
    queue,
    runner,
    rule,
    to,
    desks,
  }: { queue: Queue; runner: Pick<ClaimRunner, 'poke'>; rule: BellRule; to: string; desks: readonly string[] },
): { stop(): Promise<void> } {
  const { store, clock } = deps;
  const log = openBellLog(deps, rule);
  /** Claims that are still to be looked at; what could not be, because the store was down, is then. */
  const waiting: Claim[] = [];

  async function round(_: Job, signal: AbortSignal): Promise<void> {
    waiting.push(...(await log.learn()).filter(({ at }) => at >= clock() - LATEST_MS));
    if (waiting.length > 0) {
      const standing = (await store.listRung(RUNG_AT_MOST)).flatMap((claim) => rungBy(claim) ?? []);
      let looked = 0;
      for (let [claim] = waiting; claim !== undefined; [claim] = waiting) {
        signal.throwIfAborted();
        await look(claim, standing);
        waiting.shift();
        looked += 1;
        // In a rush thousands come in one round, and whoever waits for an answer shares this process with it.
        if (looked % AT_A_STRETCH === 0) await deps.wait(0, signal);
      }
    }
    await queue.put([{ kind: BELL_ROUND, key: 'next', body: null, at: clock() + ROUND_MS }]);
  }

  /** Looks at one claim. Shape: `standing` are all bells, newest first, and one that is rung now comes to stand before them. */
  async function look(claim: Claim, standing: Rung[]): Promise<void> {
    const known = log.deviceOf(claim.serial);
    const begin = log.begin();
    if (known === undefined || begin === undefined) return;
    const gathering = standing.filter(({ claims }) => claims.includes(claim.id));
    for (const rung of gathering) {
      // Who gathered it may have ended before it told so.
      for (const id of rung.claim === claim.id ? rung.claims : [claim.id]) await tellGathered(id, rung);
    }
    const symptoms = claim.symptoms.filter((symptom) => gathering.every(({ bell }) => bell.symptom !== symptom));
    const isBeside = standing.some(({ bell }) => bell.model === known.model && symptoms.includes(bell.symptom));
    if (!isBeside && !isWorthALook({ ...claim, symptoms }, known)) return;
    const ofModel = await log.ofModel(known, claim.at);
    const device = log.deviceOf(claim.serial);
    if (device === undefined) return;
    const fleet = { deviceOf: log.deviceOf, ofModel: () => ofModel };
    const found: Bell[] = [];
    for (const symptom of symptoms) {
      const place = bellPlaceOf({ device, symptom, at: claim.at }, standing, rule.windowMs);
      if (place.kind === 'held') {
        if (holdsAt(place.rung, claim.at) === 'gathers') await gather(place.rung, claim);
        continue;
      }
      const { after, apart } = place;
      const [one, rest] = [{ ...claim, symptoms: [symptom] }, fleetWithout(fleet, apart)];
      const bell = bellFor(one, log.upTo(claim.at), rest, { rule, begin, after });
      if (bell !== undefined) found.push(bell);
    }
    const [bell] = found.toSorted((a, b) => a.chance - b.chance);
    // A claim rings one bell; what else it has rings with the next.
    if (bell === undefined || gathering.some((rung) => rung.claim === claim.id)) return;
    const event = { at: clock(), by: BELL, what: 'rang' as const, bell, to };
    const rung = await store.changeClaim(claim.id, { event });
    const state = rung && rungBy(rung);
    if (state === undefined) return;
    standing.unshift(state);
    runner.poke(claim.id);
    for (const id of bell.claims) await tellGathered(id, state);
    deps.log('info', 'bell.rang', { claim: claim.id, kind: bell.kind, devices: bell.devices, chance: bell.chance });
  }

  /** Whether two other devices of the model complained of the same in the window: fewer never ring, and most claims end here. */
  function isWorthALook({ id, at, serial, symptoms }: LoggedClaim, { model }: BellDevice): boolean {
    const others = new Set<string>();
    for (const one of log.backFrom(at, at - rule.windowMs)) {
      if (one.id === id || one.serial === serial) continue;
      if (log.deviceOf(one.serial)?.model === model && one.symptoms.some((symptom) => symptoms.includes(symptom)))
        others.add(one.serial);
      if (others.size >= 2) return true;
    }
    return false;
  }

  async function gather(rung: Rung, claim: Claim): Promise<void> {
    const event = { at: clock(), by: BELL, what: 'gathered' as const, gathers: [claim.id] };
    await store.changeClaim(rung.claim, { event });
    rung.claims.push(claim.id);
    rung.lastAt = event.at;
    runner.poke(rung.claim);
    await tellGathered(claim.id, rung);
  }

  async function tellGathered(id: number, rung: Rung): Promise<void> {
    const claim = await store.getClaim(id);
    if (claim === undefined || !desks.includes(claim.origin.channel ?? '')) return;
    if (claim.events.some(({ under }) => under === rung.claim)) return;
    await store.changeClaim(id, { event: { at: clock(), by: BELL, what: 'gathered', under: rung.claim } });
    runner.poke(id);
  }

  return startRounds(deps, queue, { round: { kind: BELL_ROUND, handle: round }, event: 'bell-round.not-begun' });
}

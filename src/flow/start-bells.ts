import { bellFor, type BellDevice, type BellRule } from '../core/bell.ts';
import { holdsAt, isAbout, type Rung, rungBy } from '../core/bell-state.ts';
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

type BellDeps = Pick<FlowDeps, 'store' | 'clock' | 'wait' | 'log'>;

/**
 * Watches for more claims on a model, a firmware, a part or a lot than chance explains, and gathers them under the claim that made it too many.
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
      for (let [claim] = waiting; claim !== undefined; [claim] = waiting) {
        signal.throwIfAborted();
        await look(claim, standing);
        waiting.shift();
      }
    }
    await queue.put([{ kind: BELL_ROUND, key: 'next', body: null, at: clock() + ROUND_MS }]);
  }

  /** Looks at one claim. Shape: `standing` are all bells, newest first, and one that is rung now comes to stand before them. */
  async function look(claim: Claim, standing: Rung[]): Promise<void> {
    const known = log.deviceOf(claim.serial);
    const begin = log.begin();
    if (known === undefined || begin === undefined) return;
    const gathering = standing.find(({ claims }) => claims.includes(claim.id));
    if (gathering !== undefined) {
      // Who gathered it may have ended before it told so.
      for (const id of gathering.claim === claim.id ? gathering.claims : [claim.id]) await tellGathered(id, gathering);
      return;
    }
    const ofDesk = claim.symptoms.map((symptom) =>
      standing.find(({ bell }) => bell.symptom === symptom && bell.model === known.model),
    );
    const held = ofDesk.find((rung) => rung !== undefined && holdsAt(rung, claim.at) !== undefined);
    if (held === undefined && !isWorthALook(claim, known)) return;
    const ofModel = await log.ofModel(known);
    const device = log.deviceOf(claim.serial) ?? known;
    if (held !== undefined) {
      if (holdsAt(held, claim.at) === 'gathers' && isAbout(held.bell, device)) await gather(held, claim);
      return;
    }
    const after = Math.max(...ofDesk.map((rung) => rung?.end?.at ?? Number.NEGATIVE_INFINITY));
    const fleet = { deviceOf: log.deviceOf, ofModel: () => ofModel };
    const bell = bellFor(claim, log.upTo(claim.at), fleet, { rule, begin, after });
    if (bell === undefined) return;
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
  function isWorthALook({ id, at, serial, symptoms }: Claim, { model }: BellDevice): boolean {
    const others = new Set<string>();
    for (const one of log.upTo(at)) {
      if (one.at <= at - rule.windowMs || one.id === id || one.serial === serial) continue;
      if (log.deviceOf(one.serial)?.model === model && one.symptoms.some((symptom) => symptoms.includes(symptom)))
        others.add(one.serial);
    }
    return others.size >= 2;
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

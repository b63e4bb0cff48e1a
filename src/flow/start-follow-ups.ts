import { stageOf, type FollowUpRule, watchedSince } from '../core/follow-up.ts';
import { PAGES_ITEM } from '../core/pages.ts';
import type { Job, Queue } from '../core/ports.ts';
import type { ClaimRunner } from './claim-runner.ts';
import type { FlowDeps } from './flow-deps.ts';
import { counterAmong, followUp, type FollowDeps } from './follow-up.ts';
import { startRounds } from './start-rounds.ts';

/** Looks through the resolved claims that are still to be looked at again; one at a time over all processes. */
export const FOLLOW_UP_ROUND = 'follow-up-round';
/** Looks at one claim. */
const ONE = 'follow-up';
const CLAIMS_AT_ONCE = 200;
/** Sweeps come once a day; looking more often finds nothing sooner. Units: milliseconds. */
const ROUND_MS = 30 * 60_000;
/** Claims are looked at one after the other: nobody waits for it. */
const AT_ONCE = 1;

type Deps = FollowDeps & Pick<FlowDeps, 'wait' | 'log'>;

/**
 * Looks at resolved claims again once their devices have made enough pages, in this process and in all others that share the queue.
 * Shape: a recurring job looks by the stored counters which claims are due and queues them. Nothing is remembered in between: what a process did not do, the
 * next look finds. Devices are not asked for it.
 * Fails: never; while the store or the queue is down nothing is looked at, and it goes on when they are back.
 */
export function startFollowUps(
  deps: Deps,
  { queue, runner, rule }: { queue: Queue; runner: Pick<ClaimRunner, 'poke'>; rule: FollowUpRule },
): { stop(): Promise<void> } {
  async function plan(_: Job, signal: AbortSignal): Promise<void> {
    const startedAt = deps.clock();
    let watched = 0;
    for (let after = 0; ;) {
      signal.throwIfAborted();
      const claims = await deps.store.listWatched({ after, limit: CLAIMS_AT_ONCE });
      const last = claims.at(-1);
      if (last === undefined) break;
      after = last.id;
      watched += claims.length;
      const serials = [...new Set(claims.map(({ serial }) => serial))];
      const saved = await deps.store.latestValues(serials, [PAGES_ITEM], 0);
      const counters = new Map(saved.map(({ serial, readings }) => [serial, counterAmong(readings)]));
      const due = claims.filter((claim) => {
        const end = watchedSince(claim);
        const found = end && stageOf(end, counters.get(claim.serial), { now: startedAt, rule });
        return found !== undefined && found.stage !== 'wait';
      });
      await queue.put(due.map(({ id }) => ({ kind: ONE, key: String(id), body: null })));
    }
    await queue.put([{ kind: FOLLOW_UP_ROUND, key: 'next', body: null, at: startedAt + ROUND_MS }]);
    deps.log('info', 'follow-up.round', { watched, tookMs: deps.clock() - startedAt });
  }

  async function look({ key }: Job, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (await followUp(deps, Number(key), rule)) runner.poke(Number(key));
  }

  return startRounds(deps, queue, {
    round: { kind: FOLLOW_UP_ROUND, handle: plan },
    others: [{ kind: ONE, atOnce: AT_ONCE, handle: look }],
    event: 'follow-up.not-begun',
  });
}

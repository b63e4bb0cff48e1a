import { bulletinsDue } from '../core/bulletin.ts';
import type { ChannelSettings } from '../core/channel-settings.ts';
import type { Board, Job, Queue } from '../core/ports.ts';
import { remindAt } from '../core/reminder.ts';
import type { ClaimRunner } from './claim-runner.ts';
import type { FlowDeps } from './flow-deps.ts';
import { makeBulletin } from './make-bulletin.ts';
import { openClaims } from './open-claims.ts';
import { remind } from './remind.ts';
import { startRounds } from './start-rounds.ts';

/** Looks which channels are to be told something soon; one at a time over all processes. */
export const CHANNEL_ROUND = 'channel-round';
/** Brings one claim to mind. */
const REMIND = 'remind';
/** Posts what one channel is told. */
const BULLETIN = 'bulletin';
/** What is set now counts from the next look on. Units: milliseconds. */
const ROUND_MS = 5 * 60_000;
/** Nobody waits for it. */
const AT_ONCE = 2;
const JOBS_A_PUT = 500;

type RoundDeps = Pick<FlowDeps, 'store' | 'book' | 'clock' | 'zone' | 'callbackMs' | 'wait' | 'log'>;

/**
 * Brings claims to mind and posts digests where channels ask for it, in this process and in all others that share the queue.
 * Shape: a recurring job queues what will be due before the next look, each at its moment. Nothing is remembered in between: whether a claim was brought to mind
 * is told by its events, and whether a digest was posted by the board; what a process did not do, the next look finds.
 * Fails: never; while the store or the queue is down nothing is said, and it goes on when they are back.
 */
export function startChannelRounds(
  deps: RoundDeps,
  { queue, runner, board }: { queue: Queue; runner: Pick<ClaimRunner, 'poke'>; board: Board },
): { stop(): Promise<void> } {
  const { store, clock, zone = 'UTC' } = deps;

  async function plan(_: Job, signal: AbortSignal): Promise<void> {
    const now = clock();
    const until = now + ROUND_MS;
    const channels = await store.listChannels();
    await queue.put(
      channels.flatMap(({ channel, settings }) =>
        bulletinsDue(settings, { now, until, zone }).map(({ kind, name, at }) => ({
          kind: BULLETIN,
          key: `${kind}:${channel}:${name}`,
          body: { kind, name, channel },
          at,
        })),
      ),
    );
    const reminding = new Map(
      channels.flatMap(({ channel, settings }) => (settings.remindAfterMs === undefined ? [] : [[channel, settings]])),
    );
    if (reminding.size > 0) await planReminders(reminding, { now, until }, signal);
    await queue.put([{ kind: CHANNEL_ROUND, key: 'next', body: null, at: until }]);
  }

  async function planReminders(
    reminding: ReadonlyMap<string, ChannelSettings>,
    { now, until }: { now: number; until: number },
    signal: AbortSignal,
  ): Promise<void> {
    let jobs: Job[] = [];
    for await (const claims of openClaims(store)) {
      signal.throwIfAborted();
      for (const claim of claims) {
        const settings = reminding.get(claim.origin.channel ?? '');
        const at = settings && remindAt(claim, settings, { now, zone });
        if (at !== undefined && at <= until) jobs.push({ kind: REMIND, key: String(claim.id), body: null, at });
      }
      if (jobs.length >= JOBS_A_PUT) await queue.put(jobs.splice(0));
    }
    await queue.put(jobs);
  }

  async function bringToMind({ key }: Job, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (await remind(deps, Number(key))) runner.poke(Number(key));
  }

  async function tell({ body }: Job, signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    const wanted = wantedOf(body);
    const settings = wanted && (await store.getChannel(wanted.channel));
    if (wanted === undefined || settings === undefined) return;
    const now = clock();
    // Settings may be others by now, and a queue may bring it long after its time.
    const due = bulletinsDue(settings, { now, until: now, zone }).find(
      ({ kind, name }) => kind === wanted.kind && name === wanted.name,
    );
    if (due === undefined) return;
    const { channel } = wanted;
    const place = { channel, key: `${due.kind}:${channel}:${due.name}`, since: due.at };
    await board.post(place, async () => {
      const bulletin = await makeBulletin(deps, { channel, settings }, due);
      // A report may take long: whoever has the work by now posts it.
      signal.throwIfAborted();
      return bulletin;
    });
  }

  return startRounds(deps, queue, {
    round: { kind: CHANNEL_ROUND, handle: plan },
    others: [
      { kind: REMIND, atOnce: AT_ONCE, handle: bringToMind },
      { kind: BULLETIN, atOnce: AT_ONCE, handle: tell },
    ],
    event: 'channel-round.not-begun',
  });
}

/** Fails: never; a body that nobody here wrote is nothing. */
function wantedOf(body: unknown): { kind: string; name: string; channel: string } | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { kind, name, channel } = { kind: undefined, name: undefined, channel: undefined, ...body };
  if (typeof kind !== 'string' || typeof name !== 'string' || typeof channel !== 'string') return undefined;
  return { kind, name, channel };
}

import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../open-store.ts';
import { startDemoFleet } from '../demo-fleet.ts';
import { createRandom } from '../fleet/random.ts';
import type { LocalSlack } from '../slack/options.ts';
import { startLocalSlack } from '../slack/start-local-slack.ts';
import { type ChaosCount, countClaims, isSound, leftOf } from './count-claims.ts';
import { startPeople } from './people.ts';
import { prepareProgram } from './program.ts';
import { type Fsync, startRealRedis } from './real-redis.ts';

/** Units: milliseconds between a kill and the next, between a claim and the next, and, after all of it, until one more claim must have been finished. */
export type ChaosOptions = {
  kills: number;
  seed: string;
  fsync: Fsync;
  gapMs?: { least: number; most: number };
  /** After the last kill people go on until so many claims were taken in all. */
  leastTaken?: number;
  pauseMs?: { least: number; most: number };
  settleMs?: number;
  /** Told of each kill. */
  onKill?: (n: number, victim: string) => void;
};

export type ChaosReport = ChaosCount & {
  kills: Record<string, number>;
  seconds: number;
  /** How each process ended when it was told to at last. */
  ends: { name: string; code: number | null; tookMs: number }[];
};

const DEFAULT_GAP_MS = { least: 100, most: 1_800 };
/** Longer than the longest pause before work that failed is done again. */
const SETTLE_MS = 180_000;
const LOOK_MS = 250;
/** Counting looks through all there is, and takes the processor from those that are to finish. */
const COUNT_MS = 1_000;

/**
 * A bot, two workers and a Redis, with claims coming in; one of the four is killed with -9 and started again at moments that the seed draws,
 * so many times. Then nobody says anything more, and it is counted what stands.
 * Fails: AppError `bad_input` without a `redis-server` on the path.
 */
export async function runChaos(options: ChaosOptions): Promise<ChaosReport> {
  const { gapMs = DEFAULT_GAP_MS, settleMs = SETTLE_MS, leastTaken = 0 } = options;
  const from = performance.now();
  const ends: (() => Promise<unknown>)[] = [];
  try {
    const redis = await startRealRedis(options.fsync);
    ends.push(redis.remove);
    const slack = await startLocalSlack({
      transport: 'socket',
      limits: { postsPerSecondPerChannel: null },
      // Slack's own delays are a minute and five; the last one here still comes after a slow restart.
      retryDelaysMs: [100, 2_000, 8_000],
      ackTimeoutMs: 3_000,
    });
    ends.push(() => slack.stop());
    const fleet = await startDemoFleet(settingsFor(slack, redis.url));
    ends.push(fleet.stop);
    const programs = [
      prepareProgram('bot', ['start', '--config', fleet.file], fleet.env),
      prepareProgram('worker 1', ['worker', '--config', fleet.file], fleet.env),
      prepareProgram('worker 2', ['worker', '--config', fleet.file], fleet.env),
    ];
    ends.push(() => Promise.all(programs.map((program) => program.kill())));
    await Promise.all(programs.map((program) => program.start()));

    const random = createRandom(`chaos/${options.seed}`);
    const serials = fleet.fleet.devices.filter(({ model }) => model === 'SIM-3500').map(({ serial }) => serial);
    const people = startPeople(slack, serials, createRandom(`people/${options.seed}`), options.pauseMs);
    const kills: Record<string, number> = {};
    const victims = [...programs, { name: 'redis', kill: redis.kill, start: redis.start }];
    const starting = new Map<string, Promise<void>>();
    for (let n = 1; n <= options.kills; n += 1) {
      await sleep(random.between(gapMs.least, gapMs.most));
      // Drawn first, so that the draws do not depend on how long a start took.
      const victim = random.weighted(victims.map((one) => [one, 1] as const));
      const downMs = random.between(0, 400);
      await starting.get(victim.name);
      await victim.kill();
      kills[victim.name] = (kills[victim.name] ?? 0) + 1;
      options.onKill?.(n, victim.name);
      starting.set(
        victim.name,
        sleep(downMs).then(() => victim.start()),
      );
    }
    await Promise.all(starting.values());
    const goOn = performance.now() + settleMs;
    const taken = (): number => people.said.filter(({ outcome }) => outcome() === 'taken').length;
    while (taken() < leastTaken && performance.now() < goOn) await sleep(LOOK_MS);
    await people.stop();

    const store = await openStore(fleet.config);
    ends.push(() => store.close());
    await settled(() => countClaims(store, slack, people.said), settleMs);
    const ended = await Promise.all(programs.map(async (one) => ({ name: one.name, ...(await one.end()) })));
    // What is ending may still send; nothing may stand twice after that either.
    const count = await countClaims(store, slack, people.said);
    return { ...count, kills, seconds: (performance.now() - from) / 1000, ends: ended };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

/** Waits for all that is left to do, for as long as it gets less: how long a claim takes is the machine's business. */
async function settled(count: () => Promise<ChaosCount>, settleMs: number): Promise<void> {
  let left = Number.POSITIVE_INFINITY;
  for (let until = performance.now() + settleMs; performance.now() < until; await sleep(COUNT_MS)) {
    const now = await count();
    if (isSound(now)) return;
    const stillLeft = leftOf(now) + now.kept.length;
    if (stillLeft < left) until = performance.now() + settleMs;
    left = Math.min(left, stillLeft);
  }
}

function settingsFor(slack: LocalSlack, redisUrl: string): Parameters<typeof startDemoFleet>[0] {
  return {
    fleet: { quirks: false, devices: { 'SIM-3500': 30 }, latencyMs: 20 },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    handlers: [{ user: slack.users[0]?.id ?? '' }],
    peers: { deadlineSeconds: 3, standSeconds: 0.5 },
    queue: { leaseSeconds: 2 },
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken, REDIS_URL: redisUrl },
  };
}

import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../core/ports.ts';
import { openStore } from '../../open-store.ts';
import { SORRY_TEXT } from '../../slack/listeners/guard.ts';
import { type ChaosCount, countClaims, isSound } from '../chaos/count-claims.ts';
import type { Said } from '../chaos/people.ts';
import { type DemoFleet, startDemoFleet } from '../demo-fleet.ts';
import { SITES } from '../fleet/customers.ts';
import { BOT, type ChannelOption, type Person } from '../slack/cast.ts';
import type { LocalSlack } from '../slack/options.ts';
import { startLocalSlack } from '../slack/start-local-slack.ts';
import { startBotProcess } from './bot-process.ts';
import { rssMibOf } from './devices-passes.ts';
import { type Spread, spreadOf } from './figures.ts';
import { cpuSecondsOf } from './slack-load.ts';

/**
 * A rush of claims.
 * Shape: `postsPerSecond` is Slack's limit a channel, and the bot's own pace; with `hasTiers` Slack counts the calls of its other methods too.
 * Units: milliseconds over which the claims are said, evenly; for all to be done afterwards; between two looks.
 */
export type RushOptions = {
  claims: number;
  channels: number;
  devices: number;
  peers: number;
  overMs: number;
  postsPerSecond: number;
  hasTiers: boolean;
  settleMs: number;
  lookMs: number;
  onLook?: ((look: Look) => void) | undefined;
};

/** How it stood at a moment. Units: milliseconds since the first claim, MiB of the bot's process. Shape: `unfinished` are claims still to be answered or shown, `limited` answers of Slack that told to wait. `cpuS` seconds of processors that the bot's process used. */
export type Look = {
  atMs: number;
  said: number;
  unfinished: number;
  calls: number;
  limited: number;
  rssMib: number;
  cpuS: number;
};

/** What came of it. Units: milliseconds; `drainedMs` from the last claim until nothing was left to do, absent where something was. */
export type RushReport = ChaosCount & {
  looks: Look[];
  ack: Spread;
  drainedMs: number | undefined;
  charts: number;
  /** How the bot's process ended when it was told to. */
  code: number | null;
};

/** What is said of a device, so that not all claims call for the same items. */
const SYMPTOMS = ['light-print', 'background-fog', 'black-lines', 'jam-feed', 'offline', 'slow', 'ghosting', 'noise'];
const HANDLERS = 10;
/** All is done when nothing was left to do for so long. Units: milliseconds. */
const QUIET_MS = 2_000;

/** Says so many claims in so many channels to a bot of its own process, waits until all is done, and counts what stands. */
export async function runRush(options: RushOptions): Promise<RushReport> {
  const people = Array.from({ length: HANDLERS }, (_, n) => personOf(n));
  const channels = Array.from({ length: options.channels }, (_, n) => channelOf(n, people));
  const limits = { postsPerSecondPerChannel: options.postsPerSecond, tiers: options.hasTiers };
  const slack = await startLocalSlack({ transport: 'socket', users: people, channels, limits });
  const ends: (() => Promise<unknown>)[] = [() => slack.stop()];
  try {
    const fleet = await startFleetFor(options, slack, people);
    ends.push(fleet.stop);
    const store = await openStore(fleet.config);
    ends.push(() => store.close());
    const bot = await startBotProcess(fleet.file, fleet.env);
    let code: number | null = null;
    const stop = async (): Promise<void> => {
      code = await bot.stop();
    };
    ends.push(stop);
    const report = await rush(options, { slack, fleet, store, pid: bot.pid ?? 0 });
    ends.pop();
    await stop();
    return { ...report, code };
  } finally {
    for (const end of ends.toReversed()) await end();
  }
}

type Stage = { slack: LocalSlack; fleet: DemoFleet; store: Store; pid: number };

async function rush(options: RushOptions, stage: Stage): Promise<Omit<RushReport, 'code'>> {
  const { slack, store } = stage;
  const from = performance.now();
  const acks: number[] = [];
  const said: Said[] = [];
  const answers: Promise<void>[] = [];
  const looks: Look[] = [];
  const over = new AbortController();
  const looking = lookOn();

  async function lookOn(): Promise<void> {
    const seen = new WeakSet<object>();
    let [calls, limited] = [0, 0];
    while (!over.signal.aborted) {
      const news = slack.control.calls.filter((call) => !seen.has(call));
      for (const call of news) seen.add(call);
      calls += news.length;
      limited += news.filter(({ status }) => status === 429).length;
      const { length: unfinished } = await store.listUnfinished();
      const rssMib = rssMibOf(stage.pid);
      const cpuS = await cpuSecondsOf(stage.pid).catch(() => Number.NaN);
      const look = { atMs: performance.now() - from, said: said.length, unfinished, calls, limited, rssMib, cpuS };
      looks.push(look);
      options.onLook?.(look);
      await sleep(options.lookMs, undefined, { signal: over.signal }).catch(() => undefined);
    }
  }

  for (let n = 0; n < options.claims; n += 1) {
    await sleep(Math.max(0, from + (n * options.overMs) / options.claims - performance.now()));
    answers.push(say(n));
  }
  await Promise.all(answers);
  const lastAt = performance.now();

  async function say(n: number): Promise<void> {
    const mark = `case-${n}.`;
    const { devices } = stage.fleet.fleet;
    const serial = devices[n % devices.length]?.serial ?? '';
    let outcome: ReturnType<Said['outcome']> = 'open';
    said.push({ mark, outcome: () => outcome });
    const typedAt = performance.now();
    const typed = `/claim serial=${serial} symptom=${SYMPTOMS[n % SYMPTOMS.length]} note=${mark}`;
    const person = personOf(n % HANDLERS).handle;
    const result = await slack.control.typeCommand(person, nameOf(n % options.channels), typed);
    acks.push(performance.now() - typedAt);
    if (result.ok) outcome = JSON.stringify(result.body ?? '').includes(SORRY_TEXT) ? 'refused' : 'taken';
  }

  const until = lastAt + options.settleMs;
  let doneAt: number | undefined;
  // Who waits for a bot that has ended waits in vain.
  while (performance.now() < until && !Number.isNaN(rssMibOf(stage.pid))) {
    const isDone = (await store.listUnfinished()).length === 0;
    if (!isDone) doneAt = undefined;
    else if (doneAt === undefined) doneAt = performance.now();
    else if (performance.now() - doneAt > QUIET_MS) break;
    await sleep(Math.min(options.lookMs, 500));
  }
  over.abort();
  await looking;
  const charts = slack.control.calls.filter(({ method, ok }) => method === 'files.completeUploadExternal' && ok).length;
  const count = await countClaims(store, slack, said);
  const drainedMs = doneAt === undefined || !isSound(count) ? undefined : Math.max(0, doneAt - lastAt);
  return { ...count, looks, ack: spreadOf(acks), drainedMs, charts };
}

function personOf(n: number): Person {
  const two = String(n + 1).padStart(2, '0');
  return { id: `U0HANDLER${two}`, handle: `handler-${two}`, realName: `Handler ${n + 1}`, isBot: false };
}

function nameOf(n: number): string {
  return `claims-${String(n + 1).padStart(2, '0')}`;
}

function channelOf(n: number, people: readonly Person[]): ChannelOption {
  const id = `C0CLAIMS${String(n + 1).padStart(3, '0')}`;
  return { id, name: nameOf(n), members: [...people.map((person) => person.id), BOT.id] };
}

/** A fleet of one model and its registry; each customer's claims go to one of the people. */
function startFleetFor(options: RushOptions, slack: LocalSlack, people: readonly Person[]): Promise<DemoFleet> {
  const customers = [...new Set(SITES.map(({ customer }) => customer))];
  return startDemoFleet({
    fleet: { quirks: false, latencyMs: 20, devices: { 'SIM-3500': options.devices } },
    slack: {
      apiUrl: slack.apiUrl,
      postsPerSecond: options.postsPerSecond,
      claimsChannels: [nameOf(0)],
      deskChannels: [],
    },
    peers: { live: options.peers },
    handlers: customers.map((customer, n) => ({ customer, user: people[n % people.length]?.id ?? '' })),
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
}

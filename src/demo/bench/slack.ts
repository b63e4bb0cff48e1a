import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { AppError } from '../../core/errors.ts';
import { openSqliteStore } from '../../store/sqlite-store.ts';
import { freePort } from '../free-port.ts';
import { startDemoFleet } from '../demo-fleet.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import { startLocalSlack } from '../slack/start-local-slack.ts';
import { startBotProcess, startProcess } from './bot-process.ts';
import { openStage, runClaim, type Stage } from './claims.ts';
import { columns } from './figures.ts';
import { type Load, type LoadFigures, sendCommands } from './slack-load.ts';

/** What a claim cost in Slack: calls by method, and how often one of its people was rung at most. */
type ClaimCost = { calls: Record<string, number>; all: number; mostPings: number };

/** Of the bare app's rate, and calls a claim may cost: what is to be reached. */
const GOALS = { share: 0.7, calls: 12, pings: 1 };
const AT_ONCE = 32;
const PEERS = 30;
/** A fleet of which some answer late, and a few never. */
const SLOW: FleetOptions = { latencyMs: { min: 20, max: 100 }, lossPercent: 1, deadPerHundred: 4 };
/** Nothing more comes of a claim when Slack was left alone for so long. Units: milliseconds. */
const QUIET_MS = 4000;

/** Prints how many signed commands a second are acknowledged beside a Bolt app that only acknowledges, and what a claim costs in calls. */
export async function benchSlack({ seconds, runs, asJson }: Options): Promise<void> {
  const load = { atOnce: AT_ONCE, forMs: seconds * 1000 };
  const rounds: Round[] = [];
  for (let run = 0; run < runs; run += 1) rounds.push(await oneRound(load));
  const [first, later] = await claimCosts({ latencyMs: 20 });
  const [firstSlow, laterSlow] = await claimCosts(SLOW);
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ goals: GOALS, rounds, first, later, firstSlow, laterSlow })}\n`);
    return;
  }
  const rows = (['bare', 'help', 'claims'] as const).map((who) => rowOf(rounds, who));
  process.stdout.write(
    [
      `Signed slash commands over HTTP, ${AT_ONCE} under way at once, ${runs} rounds of ${seconds} s; each bot a process of its own with SQLite on disk.`,
      '',
      columns([
        [
          '',
          'acked a second',
          'a second of CPU',
          'of the bare app',
          'p50 ms',
          'p99 ms',
          'refused',
          'us of CPU, all in',
        ],
        ...rows,
      ]),
      '',
      `To reach: ${GOALS.share * 100} % of the bare app. The words of a claim are on disk before it is acknowledged; all in is with what comes of them then, until the claim is on disk.`,
      '',
      `A whole claim with ${PEERS} peers, its chart included, at one post a second (to reach: at most ${GOALS.calls} calls, ${GOALS.pings} ping a person):`,
      `  the first after a start: ${costInWords(first)};`,
      `  one later, when names and conversations are known: ${costInWords(later)};`,
      `  where one peer in 25 is dead and 1 % of datagrams are lost, the first: ${costInWords(firstSlow)};`,
      `  and one later: ${costInWords(laterSlow)}`,
      '',
    ].join('\n'),
  );
}

type Options = { seconds: number; runs: number; asJson: boolean };
type Who = 'bare' | 'help' | 'claims';
type Round = Record<Who, LoadFigures>;

function rowOf(rounds: readonly Round[], who: Who): string[] {
  const of = (pick: (figures: LoadFigures) => number, which = who): number =>
    middle(rounds.map((round) => pick(round[which])));
  const names = { bare: 'bare Bolt, ack alone', help: '/claim help', claims: '/claim serial=… symptom=…' };
  const share = of((one) => one.perCpuSecond) / of((one) => one.perCpuSecond, 'bare');
  return [
    names[who],
    of((one) => one.perSecond).toFixed(0),
    of((one) => one.perCpuSecond).toFixed(0),
    `${(share * 100).toFixed(0)} %`,
    of((one) => one.waits.median).toFixed(1),
    of((one) => one.waits.p99).toFixed(1),
    String(rounds.reduce((sum, round) => sum + round[who].refused, 0)),
    of((one) => one.wholeUs).toFixed(0),
  ];
}

function middle(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

async function oneRound(load: Pick<Load, 'atOnce' | 'forMs'>): Promise<Round> {
  const port = await freePort();
  const slack = await startLocalSlack({ transport: { http: `http://127.0.0.1:${port}/slack/events` } });
  const { apiUrl, botToken, signingSecret } = slack;
  const fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 60 } },
    slack: { apiUrl, postsPerSecond: null, mode: 'http', port },
    env: { SLACK_BOT_TOKEN: botToken, SLACK_SIGNING_SECRET: signingSecret },
  });
  const claims = fleet.fleet.devices.map(({ serial }) => `serial=${serial} symptom=light-print caller is waiting`);
  const { config } = fleet;
  if (config.store.kind !== 'sqlite') throw new AppError('bug', 'the demo keeps its claims in SQLite');
  const store = await openSqliteStore({ path: config.store.path });
  const left = async (): Promise<number> => (await store.listIncoming()).length;
  async function under(texts: readonly string[], process: Promise<Started>): Promise<LoadFigures> {
    const { pid, stop } = await process;
    try {
      return await sendCommands({ port, pid: pid ?? 0, signingSecret }, { ...load, texts, left });
    } finally {
      await stop();
    }
  }
  try {
    const bareScript = fileURLToPath(new URL('./slack-bare.js', import.meta.url));
    const bare = await under(claims, startProcess([bareScript, String(port), signingSecret, botToken], {}));
    // Workers answer claims: what is measured is the door.
    const help = await under(['help'], startBotProcess(fleet.file, fleet.env, ['--no-work']));
    const ours = await under(claims, startBotProcess(fleet.file, fleet.env, ['--no-work']));
    return { bare, help, claims: ours };
  } finally {
    await store.close();
    await fleet.stop();
    await slack.stop();
  }
}

type Started = { pid: number | undefined; stop: () => Promise<unknown> };

/** Two claims at Slack's own pace and ours, each from the command to the chart. */
async function claimCosts(fleet: FleetOptions): Promise<[ClaimCost, ClaimCost]> {
  const stage = await openStage(PEERS, fleet, 10, 1);
  try {
    return [await costOf(stage), await costOf(stage)];
  } finally {
    await stage.stop();
  }
}

async function costOf(stage: Stage): Promise<ClaimCost> {
  await runClaim(stage);
  const { control } = stage.slack;
  const hasChart = (): boolean => control.calls.some(({ method }) => method === 'files.completeUploadExternal');
  await control.waitFor(hasChart, 20_000, 'the chart');
  for (let seen = -1; seen !== control.calls.length; await sleep(QUIET_MS)) seen = control.calls.length;
  const calls: Record<string, number> = {};
  for (const { method } of control.calls) calls[method] = (calls[method] ?? 0) + 1;
  const pings = stage.slack.users.map(({ handle }) => control.pings(handle).length);
  return { calls, all: control.calls.length, mostPings: Math.max(...pings) };
}

function costInWords({ calls, all, mostPings }: ClaimCost): string {
  const methods = Object.entries(calls).map(([method, count]) => `${count} ${method}`);
  return `${all} calls (${methods.join(', ')}), ${mostPings} pings at most`;
}

import { isSound } from '../chaos/count-claims.ts';
import { columns, spreadInWords } from './figures.ts';
import { type Look, type RushReport, runRush } from './rush.ts';

type Options = {
  claims: number;
  channels: number;
  minutes: number;
  devices: number;
  peers: number;
  hasTiers: boolean;
  asJson: boolean;
};

const LOOK_MS = 30_000;
/** With the limits of all methods what is left takes hours; the bench tells then how far it came. */
const SETTLE_MS = 30 * 60_000;

/** Says so many claims to a bot over so many channels, and prints what came of each, how long the rest took and what the bot held in memory. */
export async function benchRush({ minutes, asJson, ...wish }: Options): Promise<void> {
  const report = await runRush({
    ...wish,
    overMs: minutes * 60_000,
    postsPerSecond: 1,
    settleMs: SETTLE_MS,
    lookMs: LOOK_MS,
    // Shown as it goes, since it takes long.
    onLook: (look) => process.stderr.write(`${rowOf(look).join('  ')}\n`),
  });
  process.stdout.write(asJson ? `${JSON.stringify(report)}\n` : textOf({ minutes, ...wish }, report));
  process.exitCode = isSound(report) ? 0 : 1;
}

function textOf(wish: Omit<Options, 'asJson'>, report: RushReport): string {
  const { claims, channels, minutes, devices, peers, hasTiers } = wish;
  const complete = report.claims - report.notShown.length;
  const last = report.looks.at(-1);
  const drained =
    report.drainedMs === undefined ? 'not within the time given' : `${(report.drainedMs / 1000).toFixed(0)} s after`;
  const tiers = hasTiers ? 'and counts the calls of its other methods' : 'and counts no other calls';
  return [
    `${claims} claims over ${channels} channels in ${minutes} min, as they pass on the clock; ${devices} simulated devices, ${peers} peers asked live a claim.`,
    `Slack takes one message a second and channel ${tiers}; the bot is one process with SQLite on disk.`,
    '',
    `taken            ${report.taken} of ${report.said}; ${report.refused} were told that it did not work; acknowledged after ${spreadInWords(report.ack)} ms (median / p99)`,
    `claims           ${report.claims}`,
    `threads complete ${complete} (card, comparison), ${report.charts} with a chart; ${report.messages} messages of ours`,
    `lost             ${report.lost.length}`,
    `kept only        ${report.kept.length}`,
    `unfinished       ${report.unfinished.length}`,
    `doubled          ${report.doubled.length} claims, ${report.repeated.length} messages`,
    `all done         ${drained} the last claim`,
    `told to wait     ${last?.limited ?? 0} of ${last?.calls ?? 0} calls (429)`,
    `CPU of the bot   ${(((last?.cpuS ?? 0) - (report.looks[0]?.cpuS ?? 0)) / report.claims).toFixed(2)} s a claim`,
    `ended            with code ${report.code}`,
    '',
    columns([['after', 'said', 'to be done', 'calls', '429', 'resident', 'CPU'], ...report.looks.map(rowOf)]),
    '',
  ].join('\n');
}

function rowOf({ atMs, said, unfinished, calls, limited, rssMib, cpuS }: Look): string[] {
  return [
    `${(atMs / 1000).toFixed(0)} s`,
    String(said),
    String(unfinished),
    String(calls),
    String(limited),
    `${rssMib.toFixed(0)} MiB`,
    `${cpuS.toFixed(0)} s`,
  ];
}

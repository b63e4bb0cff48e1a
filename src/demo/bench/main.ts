import { cpus } from 'node:os';
import { floorOf, openStage, type Run, runClaim, type Stage } from './claims.ts';
import { benchDevices } from './devices.ts';
import { benchFleet } from './fleet.ts';
import { columns, type Spread, spreadInWords, spreadOf } from './figures.ts';
import { benchFolds, benchIntake } from './intake.ts';
import { benchRush } from './rush-report.ts';
import { benchSlack } from './slack.ts';
import { benchSweep } from './sweep.ts';

const PEERS = [1, 30, 100];
const LATENCIES = [0, 20, 100];
const WARM_UP = 3;

/** One row of the table: what was run, the floor and what people saw. Units: milliseconds. */
type Row = { peers: number; latencyMs: number; floor: Spread; ack: Spread; card: Spread; complete: Spread };

async function measure(stage: Stage, peers: number, latencyMs: number, runs: number): Promise<Row> {
  await stage.fleet.fleet.setLatency(latencyMs);
  const floors: number[] = [];
  const claims: Run[] = [];
  for (let run = -WARM_UP; run < runs; run += 1) {
    const floor = await floorOf(stage, peers);
    const claim = await runClaim(stage);
    if (run < 0) continue;
    floors.push(floor);
    claims.push(claim);
  }
  return {
    peers,
    latencyMs,
    floor: spreadOf(floors),
    ack: spreadOf(claims.map((claim) => claim.ack)),
    card: spreadOf(claims.map((claim) => claim.card)),
    complete: spreadOf(claims.map((claim) => claim.complete)),
  };
}

async function benchClaims(runs: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const peers of PEERS) {
    const stage = await openStage(peers, { latencyMs: 0 });
    try {
      for (const latencyMs of LATENCIES) rows.push(await measure(stage, peers, latencyMs, runs));
    } finally {
      await stage.stop();
    }
  }
  return rows;
}

/** Peers that lose datagrams or are dead: when does a comparison stand, and how many does it say are missing? */
async function benchLossy(runs: number, deadlineSeconds: number): Promise<Run[]> {
  const stage = await openStage(
    100,
    { latencyMs: { min: 20, max: 100 }, lossPercent: 1, deadPerHundred: 2 },
    deadlineSeconds,
  );
  try {
    const claims: Run[] = [];
    for (let run = -1; run < runs; run += 1) {
      const claim = await runClaim(stage);
      if (run >= 0) claims.push(claim);
    }
    return claims;
  } finally {
    await stage.stop();
  }
}

/** The whole number after an option, or what it is without it. Fails: throws RangeError. */
function wholeNumber(option: string, usual: number): number {
  const at = process.argv.indexOf(option);
  const number = at > 0 ? Number(process.argv[at + 1]) : usual;
  if (!Number.isInteger(number) || number < 1) throw new RangeError(`${option} takes a whole number from 1`);
  return number;
}

/** The word after an option alone, or all that it may be without it. Fails: throws RangeError. */
function oneOf(option: string, words: readonly string[]): readonly string[] {
  const at = process.argv.indexOf(option);
  if (at < 0) return words;
  const word = process.argv[at + 1] ?? '';
  if (!words.includes(word)) throw new RangeError(`${option} takes ${words.join(' or ')}`);
  return [word];
}

async function reportClaims(runs: number, asJson: boolean): Promise<void> {
  const deadlineSeconds = 4;
  const rows = await benchClaims(runs);
  const lossy = await benchLossy(runs, deadlineSeconds);
  const stands = spreadOf(lossy.map((run) => run.stands));
  const completes = spreadOf(lossy.map((run) => run.complete));
  const missing = lossy.map((run) => run.missing);
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ runs, rows, lossy: { deadlineSeconds, stands, completes, missing } })}\n`);
  } else {
    const head = ['live peers', 'latency', 'floor: slowest round trip', 'ack', 'first card', 'complete comparison'];
    const table = rows.map((row) => [
      String(row.peers),
      `${row.latencyMs} ms`,
      ...[row.floor, row.ack, row.card, row.complete].map(spreadInWords),
    ]);
    process.stdout.write(
      [
        `From the command, in ms, median / p99 of ${runs} runs; ${cpus().length} x ${cpus()[0]?.model ?? 'unknown'}, Node ${process.version}`,
        'The bot is a process of its own; the local Slack and the fleet are two threads of another. Slack sets no pace here.',
        '',
        columns([head, ...table]),
        '',
        '100 live peers at 20 to 100 ms, 1 % of datagrams lost, one peer in 50 dead:',
        `  the comparison over those that answered stands after ${spreadInWords(stands)} ms and says ${Math.min(...missing)} to ${Math.max(...missing)} are missing;`,
        `  late answers are taken in until the deadline of ${deadlineSeconds} s: complete after ${spreadInWords(completes)} ms`,
        '',
      ].join('\n'),
    );
  }
}

const USAGE = `npm run bench -- [BENCH] [--json]

  (none)    from the command to ack, card and comparison      --runs 20
  devices   reading many devices                              --devices 5000 --runs 3
  fleet     a registry of many, kept and compared with        --devices 1000000 --models 400 --runs 20 --store sqlite|redis
  sweep     from the registry to the store                    --devices 5000 --runs 3
  claims    many claims over many channels at Slack's pace    --claims 1000 --channels 20 --minutes 10 --devices 500 --peers 100 --tiers
  slack     signed commands acknowledged, and a claim's calls --seconds 2 --runs 3
  intake    words to symptoms                                 --folds N
`;

const asJson = process.argv.includes('--json');
if (process.argv.includes('--help')) {
  process.stdout.write(USAGE);
} else if (process.argv[2] === 'intake' && process.argv.includes('--folds')) {
  await benchFolds(wholeNumber('--folds', 5), asJson);
} else if (process.argv[2] === 'intake') {
  await benchIntake(asJson);
} else if (process.argv[2] === 'devices') {
  await benchDevices({ devices: wholeNumber('--devices', 5000), runs: wholeNumber('--runs', 3), asJson });
} else if (process.argv[2] === 'slack') {
  await benchSlack({ seconds: wholeNumber('--seconds', 2), runs: wholeNumber('--runs', 3), asJson });
} else if (process.argv[2] === 'claims') {
  await benchRush({
    claims: wholeNumber('--claims', 1000),
    channels: wholeNumber('--channels', 20),
    minutes: wholeNumber('--minutes', 10),
    devices: wholeNumber('--devices', 500),
    peers: wholeNumber('--peers', 100),
    hasTiers: process.argv.includes('--tiers'),
    asJson,
  });
} else if (process.argv[2] === 'sweep') {
  await benchSweep({ devices: wholeNumber('--devices', 5000), runs: wholeNumber('--runs', 3), asJson });
} else if (process.argv[2] === 'fleet') {
  await benchFleet({
    devices: wholeNumber('--devices', 1_000_000),
    models: wholeNumber('--models', 400),
    runs: wholeNumber('--runs', 20),
    stores: oneOf('--store', ['sqlite', 'redis']),
    asJson,
  });
} else {
  await reportClaims(wholeNumber('--runs', 20), asJson);
}

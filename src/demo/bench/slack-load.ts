import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { Agent } from 'undici';
import { signatureOf } from '../slack/delivery/http-transport.ts';
import { type Spread, spreadOf } from './figures.ts';

/**
 * What a bot made of a load of commands.
 * Units: `perSecond` by the clock, `perCpuSecond` by its processor time while they were sent; `waits` milliseconds; `wholeUs` microseconds of its processor
 * time a command, with all that followed once they were acknowledged.
 */
export type LoadFigures = {
  acked: number;
  refused: number;
  perSecond: number;
  perCpuSecond: number;
  waits: Spread;
  wholeUs: number;
};

/**
 * A load: the texts of the commands in turn, how many are under way at once, for how long.
 * Units: milliseconds. Shape: `left` tells how many were acknowledged and wait to be worked with.
 */
export type Load = {
  texts: readonly string[];
  atOnce: number;
  forMs: number;
  left?: (() => Promise<number>) | undefined;
};

/** Code that runs often is compiled by then, on a slow machine too. */
const WARM_UP = { forMs: 1500, commands: 3000 };
/** How often it is looked whether anything is left. Units: milliseconds. */
const LOOK_EVERY_MS = 250;
const STUCK_MS = 60_000;
/** Source: proc(5), stat: utime and stime in ticks of USER_HZ, which is 100 on every Linux that Node runs on. */
const TICKS_PER_SECOND = 100;

/** Sends signed slash commands as Slack does, each as soon as one before was acknowledged. */
export async function sendCommands(
  to: { port: number; pid: number; signingSecret: string },
  load: Load,
): Promise<LoadFigures> {
  const agent = new Agent({ connections: load.atOnce, pipelining: 1 });
  // Whatever is said later goes where Slack would take it.
  const later = createServer((request, response) => {
    request.resume();
    response.end('ok');
  }).listen(0, '127.0.0.1');
  await once(later, 'listening');
  const responseUrl = `http://127.0.0.1:${portOf(later)}/later`;
  let n = 0;
  async function runFor(forMs: number, atLeast = 0): Promise<{ waits: number[]; refused: number }> {
    const until = performance.now() + forMs;
    const upTo = n + atLeast;
    const waits: number[] = [];
    let refused = 0;
    async function sender(): Promise<void> {
      while (performance.now() < until || n < upTo) {
        n += 1;
        const from = performance.now();
        if (await isAcked(agent, { ...to, responseUrl }, load.texts[n % load.texts.length] ?? '', n))
          waits.push(performance.now() - from);
        else refused += 1;
      }
    }
    await Promise.all(Array.from({ length: load.atOnce }, sender));
    return { waits, refused };
  }
  try {
    const cpuAtStart = await cpuSecondsOf(to.pid);
    await runFor(WARM_UP.forMs, WARM_UP.commands);
    const cpuBefore = await cpuSecondsOf(to.pid);
    const from = performance.now();
    const { waits, refused } = await runFor(load.forMs);
    const seconds = (performance.now() - from) / 1000;
    const cpuSeconds = (await cpuSecondsOf(to.pid)) - cpuBefore;
    const acked = waits.length;
    if (load.left !== undefined) await untilNoneIsLeft(load.left, to.pid);
    const wholeUs = (((await cpuSecondsOf(to.pid)) - cpuAtStart) / n) * 1e6;
    const perCpuSecond = acked / cpuSeconds;
    return { acked, refused, perSecond: acked / seconds, perCpuSecond, waits: spreadOf(waits), wholeUs };
  } finally {
    await agent.close();
    later.close();
    later.closeAllConnections();
  }
}

/** Fails: when the process is gone, or comes no further for so long that it never will. */
async function untilNoneIsLeft(left: () => Promise<number>, pid: number): Promise<void> {
  let fewest = Number.POSITIVE_INFINITY;
  for (let until = performance.now() + STUCK_MS; ; await sleep(LOOK_EVERY_MS)) {
    const now = await left();
    if (now === 0) return;
    await cpuSecondsOf(pid);
    if (now < fewest) until = performance.now() + STUCK_MS;
    fewest = Math.min(fewest, now);
    if (performance.now() > until)
      throw new RangeError(`${now} commands that were acknowledged are still to be worked with`);
  }
}

async function isAcked(
  agent: Agent,
  { port, signingSecret, responseUrl }: { port: number; signingSecret: string; responseUrl: string },
  text: string,
  n: number,
): Promise<boolean> {
  const body = new URLSearchParams({
    command: '/claim',
    text,
    team_id: 'T0LOCALTEAM',
    channel_id: 'C0CLAIMS001',
    channel_name: 'claims',
    user_id: 'U0BENOKAFO1',
    user_name: 'ben',
    api_app_id: 'A0CLAIMAPP1',
    response_url: responseUrl,
    trigger_id: `${n}.1.bench`,
  }).toString();
  const timestamp = String(Math.floor(Date.now() / 1000));
  const { statusCode, body: answer } = await agent.request({
    origin: `http://127.0.0.1:${port}`,
    path: '/slack/events',
    method: 'POST',
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': signatureOf(signingSecret, timestamp, body),
    },
    body,
  });
  await answer.dump();
  return statusCode === 200;
}

/** What a process has used of processors since its start, its own and the system's for it. Source: proc(5), stat. */
export async function cpuSecondsOf(pid: number): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
  // The name of the program stands in brackets and may hold anything; the fields after it are counted from the third.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

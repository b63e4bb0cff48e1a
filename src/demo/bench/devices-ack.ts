import { setTimeout as sleep } from 'node:timers/promises';
import { startLocalSlack } from '../slack/start-local-slack.ts';
import { COMMUNITY_NAME, USER_NAME } from './devices-bot.ts';
import { type Child, startChild } from './devices-orders.ts';
import { type Spread, spreadOf } from './figures.ts';

/** How long Slack waited for acknowledgements: with nothing else to do, and during passes over all devices. Units: milliseconds. */
export type AckFigures = { quiet: Spread; community: Spread; coldUsers: Spread };

/** Commands come at this pace whether or not the ones before were acknowledged. Units: milliseconds. */
const EVERY_MS = 5;
const QUIET_MS = 2000;

/** Has people type commands while a bot's worker reads every device: first those that no user has met, then `runs` times with a community. */
export async function measureAcks(count: number, port: number, runs: number, nodeFlags: string[]): Promise<AckFigures> {
  const slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: null } });
  const { apiUrl, botToken, appToken, control } = slack;
  const child = startChild(nodeFlags);

  async function acksDuring(work: Promise<unknown>): Promise<number[]> {
    const acks: Promise<number>[] = [];
    const state = { isOver: false };
    const over = work.finally(() => {
      state.isOver = true;
    });
    while (!state.isOver) {
      const from = performance.now();
      acks.push(control.typeCommand('ben', 'claims', '/claim help').then(() => performance.now() - from));
      await sleep(EVERY_MS);
    }
    await over;
    return await Promise.all(acks);
  }

  try {
    await child.tell({ kind: 'bot', slack: { apiUrl, botToken, appToken } });
    await acksDuring(sleep(QUIET_MS));
    const quiet = await acksDuring(sleep(QUIET_MS));
    const cold = await acksDuring(readAll(child, USER_NAME, count, port));
    const passes: number[] = [];
    for (let run = 0; run < runs; run += 1)
      passes.push(...(await acksDuring(readAll(child, COMMUNITY_NAME, count, port))));
    await child.tell({ kind: 'stop-bot' });
    return { quiet: spreadOf(quiet), community: spreadOf(passes), coldUsers: spreadOf(cold) };
  } finally {
    await child.stop();
    await slack.stop();
  }
}

async function readAll(child: Child, credential: string, count: number, port: number): Promise<void> {
  const answered = await child.tell({ kind: 'read-all', credential, count, port });
  if (answered !== count) throw new RangeError(`${answered} of ${count} devices answered the bot`);
}

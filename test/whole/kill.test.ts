import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoFleet, startDemoFleet } from '../../src/demo/demo-fleet.ts';
import type { LocalSlack } from '../../src/demo/slack/options.ts';
import { startLocalSlack } from '../../src/demo/slack/start-local-slack.ts';
import type { Message } from '../../src/demo/slack/world/message.ts';

const cli = join(dirname(fileURLToPath(import.meta.url)), '../../dist/cli/main.js');

/** When the process is killed, after the claim was made: from before the acknowledgement to after the last message. Units: milliseconds. */
const KILL_AFTER_MS = [0, 3, 10, 25, 45, 70, 110, 180, 300, 700];

let slack: LocalSlack;
let fleet: DemoFleet;
let bot: ChildProcess | undefined;

async function startBot(): Promise<ChildProcess> {
  const child = spawn(process.execPath, [cli, 'start', '--json', '--config', fleet.file], {
    env: { PATH: process.env['PATH'], ...fleet.env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line]: unknown[] = await once(child.stdout, 'data');
  expect(JSON.parse(String(line))).toMatchObject({ started: true });
  return child;
}
async function kill(child: ChildProcess): Promise<void> {
  const gone = once(child, 'exit');
  child.kill('SIGKILL');
  await gone;
}

beforeAll(async () => {
  if (!existsSync(cli)) throw new Error('dist is missing: run npm run build first');
  slack = await startLocalSlack({
    transport: 'socket',
    limits: { postsPerSecondPerChannel: null },
    // Slack's own delays are a minute and five; the last one here still comes after a slow restart.
    retryDelaysMs: [100, 1500, 8000],
    ackTimeoutMs: 1500,
  });
  fleet = await startDemoFleet({
    fleet: { quirks: false, devices: { 'SIM-3500': 45 }, latencyMs: 20 },
    slack: { apiUrl: slack.apiUrl, postsPerSecond: null },
    handlers: [{ user: slack.users[0]?.id ?? '' }],
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
});

afterAll(async () => {
  if (bot !== undefined) await kill(bot);
  await fleet?.stop();
  await slack?.stop();
});

function roots(serial: string): Message[] {
  return slack.control
    .messages('claims')
    .filter((message) => message.fromBot && message.threadTs === undefined && message.text.includes(serial));
}
function isComplete(message: Message | undefined): boolean {
  return message?.text.includes('Complete') === true;
}

describe('a bot that is killed with -9 and started again', () => {
  it.each(KILL_AFTER_MS.map((ms, index) => [ms, index]))(
    'after %i ms leaves no claim unfinished and no message twice',
    async (ms, index) => {
      const serial = `SIM-3500-00${10 + index}`;
      bot ??= await startBot();
      const asMessage = index % 3 === 2;
      const made = asMessage
        ? Promise.resolve({
            ok: true,
            sent: slack.control.typeMessage('ben', 'claims', `${serial} prints are too light`),
          })
        : slack.control.typeCommand('ben', 'claims', `/claim serial=${serial} symptom=light-print`);
      await sleep(ms);
      await kill(bot);
      bot = await startBot();
      const result = await made;
      if (!result.ok) {
        // The person was told that it did not work; what they see next is their choice, and a claim on disk is completed all the same.
        await slack.control.typeCommand('ben', 'claims', `/claim serial=${serial} symptom=light-print`);
      }
      await slack.control.waitFor(() => roots(serial).some(isComplete), 60_000, `${serial} to be complete`);
      await slack.control.waitFor(
        () => roots(serial).every(isComplete),
        60_000,
        `every card of ${serial} to be complete`,
      );
      const cards = roots(serial);
      expect(cards.length).toBeLessThanOrEqual(result.ok ? 1 : 2);
      for (const card of cards) {
        await slack.control.waitFor(
          () => slack.control.thread('claims', card.ts).length >= 3,
          60_000,
          `the thread of ${serial}`,
        );
        const thread = slack.control.thread('claims', card.ts).slice(1);
        await slack.control.waitFor(
          () =>
            slack.control
              .thread('claims', card.ts)
              .some((reply) => reply.blocks.some((block) => block['type'] === 'table')),
          60_000,
          'the comparison',
        );
        // Rows that the comparison has no room for stand in the items' message, in a table of their own.
        const compared = thread.filter((reply) => JSON.stringify(reply.blocks).includes('beside other customers'));
        expect(compared.length).toBe(1);
        expect(thread.length).toBe(2);
      }
      await slack.control.waitFor(
        () =>
          slack.control.dms('aiko').filter((message) => message.fromBot && message.text.includes(serial)).length >=
          cards.length,
        60_000,
        'the handler to be told',
      );
      const told = slack.control.dms('aiko').filter((message) => message.fromBot && message.text.includes(serial));
      expect(told.length).toBe(cards.length);
    },
  );

  it('keeps the buttons of a claim made before the restart working', async () => {
    const serial = 'SIM-3500-0010';
    const before = roots(serial);
    const [card] = before;
    const comparison = slack.control
      .thread('claims', card?.ts ?? '')
      .find((reply) => reply.blocks.some((block) => block['type'] === 'actions'));
    await slack.control.press('carla', 'claims', comparison?.ts ?? '', 'claim_refetch');
    await slack.control.waitFor(
      () => roots(serial)[0]?.text.includes('Fetch 2: Complete'),
      60_000,
      'the refetch to complete',
    );
    expect(roots(serial).length).toBe(before.length);
  });
});

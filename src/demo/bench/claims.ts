import { setTimeout } from 'node:timers/promises';
import type { Device } from '../../core/device.ts';
import { type DemoFleet, startDemoFleet } from '../demo-fleet.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import type { LocalSlack } from '../slack/options.ts';
import { startLocalSlack } from '../slack/start-local-slack.ts';
import type { Message } from '../slack/world/message.ts';
import { startBotProcess } from './bot-process.ts';
import { slowestRoundTrip } from './floor.ts';

/** One claim as the person who typed it saw it. Units: milliseconds from the command; `missing` as the comparison said when it stood. */
export type Run = { ack: number; card: number; stands: number; complete: number; missing: number };

/** A bench's stage: a bot in its own process, and `peers` live peers of one model behind every claim. */
export type Stage = {
  slack: LocalSlack;
  fleet: DemoFleet;
  claimed: Device;
  devices: Device[];
  stop: () => Promise<void>;
};

const MODEL = 'SIM-3500';
/** A pause between claims, for what follows a claim in the bot: peers' readings are kept, messages edited a last time. */
const QUIET_MS = 150;
/** After its card a claim is waited for so long at least. Units: milliseconds. */
const REST_MS = 20_000;

/** Starts fleet, Slack and bot for claims with so many peers. Shape: with a pace Slack sets it too, without one neither does. */
export async function openStage(
  peers: number,
  fleetOptions: FleetOptions,
  deadlineSeconds = 10,
  postsPerSecond: number | null = null,
): Promise<Stage> {
  const slack = await startLocalSlack({ transport: 'socket', limits: { postsPerSecondPerChannel: postsPerSecond } });
  const fleet = await startDemoFleet({
    // Devices of the claimed one's own customer are no peers, so there are more devices than peers.
    fleet: { quirks: false, devices: { [MODEL]: Math.ceil(peers * 1.4) + 10 }, ...fleetOptions },
    slack: { apiUrl: slack.apiUrl, postsPerSecond },
    handlers: [{ user: slack.users[0]?.id ?? '' }],
    peers: { live: peers, deadlineSeconds },
    env: { SLACK_BOT_TOKEN: slack.botToken, SLACK_APP_TOKEN: slack.appToken },
  });
  const bot = await startBotProcess(fleet.file, fleet.env);
  const { devices } = fleet.fleet;
  const claimed = devices[0];
  if (claimed === undefined) throw new RangeError('the fleet is empty');
  return {
    slack,
    fleet,
    claimed,
    devices,
    async stop() {
      await bot.stop();
      await fleet.stop();
      await slack.stop();
    },
  };
}

/** The floor of a claim on this stage: the slowest round trip among as many devices as the claim asks. Units: milliseconds. */
export function floorOf(stage: Stage, peers: number): Promise<number> {
  return slowestRoundTrip(stage.devices.slice(0, peers + 1), stage.fleet.fleet.community);
}

/** Types the claim, and again where Slack says that it did not work: a busy machine loses connections. Units: `until` of the monotonic clock. */
async function typeUntilTaken({ slack, claimed }: Pick<Stage, 'slack' | 'claimed'>, until: number): Promise<void> {
  const command = `/claim serial=${claimed.serial} symptom=light-print`;
  for (let isTaken = false; !isTaken && performance.now() < until;) {
    isTaken = (await slack.control.typeCommand('ben', 'claims', command)).ok;
  }
}

/** Types one claim and watches Slack until it is complete. Units: `patienceMs` milliseconds until the card must have come, and each step after it. */
export async function runClaim(stage: Pick<Stage, 'slack' | 'claimed'>, patienceMs = 10_000): Promise<Run> {
  const { control } = stage.slack;
  control.reset();
  const from = performance.now();
  let ack = Number.NaN;
  const typed = typeUntilTaken(stage, from + patienceMs).then(() => {
    ack = performance.now() - from;
  });
  const root = (): Message | undefined => control.messages('claims').find((message) => message.threadTs === undefined);
  const card = await control.waitFor(root, patienceMs, 'the card');
  const cardAt = card.postedAt - from;
  const comparison = (): string => {
    const message = control
      .thread('claims', card.ts)
      .find((reply) => reply.blocks.some((block) => block['type'] === 'table'));
    return message === undefined ? '' : JSON.stringify(message.blocks);
  };
  let said = '';
  const restMs = Math.max(patienceMs, REST_MS);
  await control.waitFor(
    () => /Comparison stands|Complete/.test((said = comparison())),
    restMs,
    'a comparison that stands',
  );
  const stands = performance.now() - from;
  const missing = Number(/(\d+) peers? still missing/.exec(said)?.[1] ?? /, (\d+) missing/.exec(said)?.[1] ?? 0);
  await control.waitFor(() => comparison().includes('Complete'), restMs, 'the complete comparison');
  const complete = performance.now() - from;
  await typed;
  // Everything a claim brings has arrived before the next one begins: the items, and the handler's direct message.
  await control.waitFor(
    () => control.thread('claims', card.ts).length >= 3 && control.dms('aiko').some((message) => message.fromBot),
    restMs,
    'the rest of the thread',
  );
  await setTimeout(QUIET_MS);
  return { ack, card: cardAt, stands, complete, missing };
}

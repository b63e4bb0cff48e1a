import type { Device } from '../../core/device.ts';
import type { FleetOptions } from '../fleet/fleet.ts';
import type { Message } from '../slack/world/message.ts';
import { type Demo, startDemo } from '../start-demo.ts';
import { slowestRoundTrip } from './floor.ts';

/** One claim as the person who typed it saw it. Units: milliseconds from the command; `missing` as the comparison said when it stood. */
export type Run = { ack: number; card: number; stands: number; complete: number; missing: number };

/** A bench's stage: `peers` live peers of one model behind every claim, no pace on Slack's side. */
export type Stage = { demo: Demo; claimed: Device; devices: Device[]; stop: () => Promise<void> };

const MODEL = 'SIM-3500';

/** Starts fleet, Slack and bot for claims with so many peers. */
export async function openStage(peers: number, fleet: FleetOptions, deadlineSeconds = 10): Promise<Stage> {
  // Devices of the claimed one's own customer are no peers, so there are more devices than peers.
  const demo = await startDemo({
    fleet: { quirks: false, devices: { 'SIM-1200': 0, [MODEL]: Math.ceil(peers * 1.4) + 10, 'SIM-9100': 0 }, ...fleet },
    pace: null,
    peers: { live: peers, deadlineSeconds },
  });
  const devices = demo.fleet.fleet.devices;
  const claimed = devices[0];
  if (claimed === undefined) throw new RangeError('the fleet is empty');
  return { demo, claimed, devices, stop: () => demo.stop() };
}

/** The floor of a claim on this stage: the slowest round trip among as many devices as the claim asks. Units: milliseconds. */
export function floorOf(stage: Stage, peers: number): Promise<number> {
  return slowestRoundTrip(stage.devices.slice(0, peers + 1), stage.demo.fleet.fleet.community);
}

/** Types one claim and watches Slack until it is complete. */
export async function runClaim(stage: Stage): Promise<Run> {
  const { control } = stage.demo.slack;
  control.reset();
  const from = performance.now();
  let ack = Number.NaN;
  const typed = control
    .typeCommand('ben', 'claims', `/claim serial=${stage.claimed.serial} symptom=light-print`)
    .then(() => {
      ack = performance.now() - from;
    });
  const root = (): Message | undefined => control.messages('claims').find((message) => message.threadTs === undefined);
  const card = await control.waitFor(root, 10_000, 'the card');
  const cardAt = card.postedAt - from;
  const comparison = (): string => {
    const message = control
      .thread('claims', card.ts)
      .find((reply) => reply.blocks.some((block) => block['type'] === 'table'));
    return message === undefined ? '' : JSON.stringify(message.blocks);
  };
  let said = '';
  await control.waitFor(
    () => /Comparison stands|Complete/.test((said = comparison())),
    20_000,
    'a comparison that stands',
  );
  const stands = performance.now() - from;
  const missing = Number(/(\d+) peers? still missing/.exec(said)?.[1] ?? /, (\d+) missing/.exec(said)?.[1] ?? 0);
  await control.waitFor(() => comparison().includes('Complete'), 20_000, 'the complete comparison');
  const complete = performance.now() - from;
  await typed;
  await stage.demo.bot.idle();
  return { ack, card: cardAt, stands, complete, missing };
}

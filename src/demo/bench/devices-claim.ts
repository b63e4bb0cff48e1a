import type { Reader } from '../../core/ports.ts';
import { slowestRoundTrip } from './floor.ts';
import { deviceOf, openOurs, requestFor } from './devices-ours.ts';

/** The devices of one claim: the claimed one and its peers. Units: `deadlineMs` milliseconds. */
export type ClaimOrder = { port: number; from: number; devices: number; rounds: number; deadlineMs: number };

/** One claim's reading: until the last device had answered or was given up, until the last answer, and how many did answer. Units: milliseconds. */
export type ClaimRound = { allMs: number; lastAnswerMs: number; answered: number; floorMs: number };

/** Opened once, so that every claim but the first meets devices that are known. */
let opened: Reader | undefined;

/** Reads the devices of a claim at once, as a claim does, round after round; a first round lets the reader meet them. */
export async function readClaims(order: ClaimOrder, isFloor: boolean): Promise<ClaimRound[]> {
  opened ??= openOurs('worker');
  const reader = opened;
  const devices = Array.from({ length: order.devices }, (_, n) => deviceOf(order.from + n, order.port));
  const rounds: ClaimRound[] = [];
  for (let round = -2; round < order.rounds; round += 1) {
    const floorMs = isFloor ? await slowestRoundTrip(devices, 'public') : 0;
    const from = performance.now();
    let lastAnswerMs = 0;
    let answered = 0;
    const reads = devices.map(async (_, n) => {
      const request = { ...requestFor(order.from + n, order.port), deadlineMs: order.deadlineMs };
      const { outcome } = await reader.read(request);
      if (outcome.kind !== 'answered') return;
      answered += 1;
      lastAnswerMs = performance.now() - from;
    });
    await Promise.all(reads);
    if (round >= 0) rounds.push({ allMs: performance.now() - from, lastAnswerMs, answered, floorMs });
  }
  return rounds;
}

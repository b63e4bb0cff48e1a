import type { Timing } from '../timing.ts';
import type { Version } from './codec.ts';

/**
 * Which version the n-th try of a request speaks.
 * Shape: `n` from 0. `sure` is the version the device is known to answer in this read; `remembered` what it answered before.
 * `isDoubtful` is a device that answered version 1 after silence to 2c, which may have been a lost packet: 2c is tried once more.
 * Source: some agents of version 1 drop 2c without a word.
 */
export function versionOfTry(
  n: number,
  known: { configured: Version; sure?: Version | undefined; remembered?: Version | undefined; isDoubtful: boolean },
): Version {
  if (known.configured !== '2c') return known.configured;
  if (known.sure !== undefined) return known.isDoubtful && n === 0 ? '2c' : known.sure;
  const first = known.remembered ?? '2c';
  const other = first === '2c' ? '1' : '2c';
  return n >= 2 && n % 2 === 0 ? other : first;
}

/**
 * How long to wait after the n-th try before the next.
 * Units: milliseconds. Shape: `n` from 0; three times the round trip that is known, which is nearly the longest of late; then by a factor of 1.6 more, because
 * an answer to an earlier try counts all the same.
 */
export function waitOfTry(n: number, rttMs: number | undefined, timing: Timing): number {
  const first = rttMs === undefined ? timing.firstTimeoutMs : Math.max(timing.leastTimeoutMs, 3 * rttMs);
  return Math.min(timing.mostTimeoutMs, first * 1.6 ** n);
}

/** What is remembered of a device's round trips: nearly the longest of late, the usual one, and how much they differ from that. */
export type RoundTrip = { rttMs: number | undefined; usualMs: number | undefined; jitterMs: number };

/** Beyond the usual round trip: at least so many milliseconds, such a share of it, and so many times what round trips differ by. */
const MARGIN = { leastMs: 4, share: 1 / 6, jitters: 2 };
/** Where packets are being lost, a late answer is rather a lost one. */
const LOSSY_MARGIN = { leastMs: 2, share: 1 / 10, jitters: 1 };

/**
 * How long after a request its answer is late, where others are answered meanwhile: then a packet was lost, and neither the network nor we are slow.
 * Units: milliseconds.
 */
export function lateAfter({ usualMs, jitterMs }: RoundTrip, isLossy: boolean): number {
  if (usualMs === undefined) return Number.POSITIVE_INFINITY;
  const { leastMs, share, jitters } = isLossy ? LOSSY_MARGIN : MARGIN;
  return usualMs + Math.max(leastMs, share * usualMs) + jitters * jitterMs;
}

/** Notes a round trip. One that is far longer than usual counts as twice the usual one: a pause of ours holds up all devices at once. */
export function learnRoundTrip(known: RoundTrip, answer: { sinceFirstMs: number; sinceLastMs: number }): void {
  known.rttMs = nextRtt(known.rttMs, answer);
  const { usualMs } = known;
  if (usualMs === undefined) {
    known.usualMs = answer.sinceLastMs;
    known.jitterMs = answer.sinceLastMs / 2;
    return;
  }
  const sample = Math.min(answer.sinceLastMs, 2 * usualMs);
  known.jitterMs = 0.75 * known.jitterMs + 0.25 * Math.abs(sample - usualMs);
  known.usualMs = 0.75 * usualMs + 0.25 * sample;
}

/**
 * The round trip to remember after an answer.
 * Units: milliseconds. Shape: after several tries the last one counts as the one that was answered, so that a device that was asleep or a packet
 * that was lost does not slow the rest. Where that is far less than what is known, an earlier try was answered, and a quarter of the whole counts.
 * Rises at once and sinks slowly, because a wait too short costs the device and one too long costs only us.
 */
function nextRtt(known: number | undefined, answer: { sinceFirstMs: number; sinceLastMs: number }): number {
  const { sinceFirstMs, sinceLastMs } = answer;
  const isEarlier = known !== undefined && sinceLastMs < known / 2;
  const sample = isEarlier ? Math.max(sinceLastMs, sinceFirstMs / 4) : sinceLastMs;
  return known === undefined || sample > known ? sample : 0.7 * known + 0.3 * sample;
}

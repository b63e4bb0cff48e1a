import { ascending } from './stats.ts';

/** A device that stood behind figures, and what it was found to fit. */
export type FrameMember = { serial: string; customer: string; cell: number };

/**
 * Who stood behind the figures of a claim, so that two of its fetches never differ by a device or two, whose values could be worked out from both.
 * Shape: `used` are the options that were used, in that order. `sets` are members by number (`0-57,59`); `behind` says by item and part which sets
 * came in one after the other.
 */
export type Frame = { used: number[]; members: FrameMember[]; sets: string[]; behind: Record<string, number[]> };

/** By item and part (in a unit), who stood behind it and with which wave each came in. */
export type Waves = Map<string, Map<string, number>>;

/** Reads the sets of a frame. Fails: never; numbers of nobody are passed over. */
export function readWaves(frame: Frame | undefined): Waves {
  const waves: Waves = new Map();
  if (frame === undefined) return waves;
  const sets = frame.sets.map(numbersIn);
  for (const [key, indices] of Object.entries(frame.behind)) {
    const byPeer = new Map<string, number>();
    for (const [wave, index] of indices.entries()) {
      for (const number of sets[index] ?? []) {
        const member = frame.members[number];
        if (member !== undefined) byPeer.set(member.serial, wave);
      }
    }
    waves.set(key, byPeer);
  }
  return waves;
}

/** Writes who stood behind what; items that were answered by the same devices share one set. */
export function writeFrame(used: number[], members: readonly FrameMember[], waves: Waves): Frame {
  const numberOf = new Map(members.map(({ serial }, number) => [serial, number]));
  const sets = new Map<string, number>();
  const behind: Frame['behind'] = {};
  for (const [key, byPeer] of waves) {
    const byWave: number[][] = [];
    for (const [serial, wave] of byPeer) (byWave[wave] ??= []).push(numberOf.get(serial) ?? 0);
    behind[key] = [...byWave].map((numbers) => {
      const text = textOf(numbers ?? []);
      const index = sets.get(text) ?? sets.size;
      sets.set(text, index);
      return index;
    });
  }
  return { used, members: [...members], sets: [...sets.keys()], behind };
}

/** `0-57,59` of numbers in any order. */
function textOf(numbers: readonly number[]): string {
  const sorted = ascending(numbers);
  const spans: [number, number][] = [];
  for (const number of sorted) {
    const last = spans.at(-1);
    if (last !== undefined && last[1] === number - 1) last[1] = number;
    else spans.push([number, number]);
  }
  return spans.map(([from, to]) => (from === to ? `${from}` : `${from}-${to}`)).join(',');
}

function numbersIn(text: string): number[] {
  return text.split(',').flatMap((span) => {
    const [from = Number.NaN, to = from] = span === '' ? [] : span.split('-').map(Number);
    return Number.isNaN(from) ? [] : Array.from({ length: to - from + 1 }, (_, index) => from + index);
  });
}

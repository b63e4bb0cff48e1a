import { type Frame, type FrameMember, readWaves, type Waves, writeFrame } from './frame-sets.ts';
import type { PeerValue } from './make-baseline.ts';
import { bitsIn, hasEnough, type Needs, withheldBecause } from './withhold.ts';

/** The values that may stand behind an item and part, or why nothing may be said. */
export type Taken = { values: PeerValue[]; why?: string | undefined };

/** What one fetch does with the frame of those before it. */
export type Framing = {
  /** Options that were used before, in that order. */
  used: readonly number[];
  /** Everybody who stood there before, as of now or else as last known, and newcomers where they are a crowd of their own. */
  take: (key: string, now: readonly PeerValue[], before: readonly PeerValue[]) => Taken;
  /** Notes that something was said over these values. */
  note: (key: string, values: readonly PeerValue[]) => void;
  /** How many devices stay out of anything, because they came alone. */
  late: () => number;
  /** The frame for the fetches after this one. */
  next: () => Frame;
};

/** Begins a fetch that is narrowed to `tight`, after those that left `before`. */
export function openFraming(before: Frame | undefined, { tight, needs }: { tight: number; needs: Needs }): Framing {
  const used = before?.used ?? [];
  const waves: Waves = readWaves(before);
  const seen: Waves = new Map(waves);
  const members = new Map<string, FrameMember>(before?.members.map((member) => [member.serial, member]));
  const late = new Set<string>();

  return {
    used,
    take(key, now, earlier) {
      const known = waves.get(key);
      if (known === undefined) return { values: [...now] };
      const isHere = new Set(now.map(({ serial }) => serial));
      const staying = [...now, ...earlier.filter(({ serial }) => !isHere.has(serial))].flatMap((value) => {
        const wave = known.get(value.serial ?? '');
        return wave === undefined ? [] : [{ ...value, wave }];
      });
      if (staying.length < known.size) return { values: [...now], why: 'some peers gave it before and do not now' };
      const wave = 1 + Math.max(0, ...known.values());
      const coming = now.filter(({ serial }) => !known.has(serial ?? '')).map((value) => ({ ...value, wave }));
      const foreign = coming.filter(({ isOwn }) => isOwn !== true);
      const all = [...staying, ...coming];
      const isCrowd =
        foreign.length === 0 || (hasEnough(foreign, needs) && withheldBecause(all, tight, needs, used) === undefined);
      if (isCrowd) return { values: [...staying, ...coming] };
      for (const { serial } of foreign) late.add(serial ?? '');
      return { values: [...staying, ...coming.filter(({ isOwn }) => isOwn === true)] };
    },
    note(key, values) {
      const byPeer = new Map<string, number>();
      for (const value of values) {
        const { serial, customer = '', cell = 0, wave = 0, isOwn } = value;
        // Of the own customer's devices anything may be said; they come and go.
        if (serial === undefined || isOwn === true) continue;
        byPeer.set(serial, wave);
        const known = members.get(serial);
        if (known?.customer !== customer || known.cell !== cell) members.set(serial, { serial, customer, cell });
      }
      seen.set(key, byPeer);
    },
    late: () => late.size,
    next: () =>
      writeFrame([...used, ...bitsIn(tight).filter((bit) => !used.includes(bit))], [...members.values()], seen),
  };
}

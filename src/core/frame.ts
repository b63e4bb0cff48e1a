import { type Frame, type FrameMember, readWaves, type Waves, writeFrame } from './frame-sets.ts';
import { columnOf, type PeerColumn, valuesOf } from './peer-column.ts';
import { bitsIn, hasEnough, type Needs, withheldBecause } from './withhold.ts';

/** The values that may stand behind an item and part, or why nothing may be said. */
export type Taken = { values: PeerColumn; why?: string | undefined };

/** What one fetch does with the frame of those before it. */
export type Framing = {
  /** Options that were used before, in that order. */
  used: readonly number[];
  /** Everybody who stood there before, as of now or else as last known, and newcomers where they are a crowd of their own. */
  take: (key: string, now: PeerColumn, before: PeerColumn) => Taken;
  /** Notes that something was said over these values. */
  note: (key: string, values: PeerColumn) => void;
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
  // Only the last state of a fetch leaves a frame; who is in it is gathered then.
  const noted: { key: string; values: PeerColumn }[] = [];

  return {
    used,
    take(key, now, earlier) {
      const known = waves.get(key);
      if (known === undefined) return { values: now };
      const here = valuesOf(now);
      const isHere = new Set(here.map(({ serial }) => serial));
      const staying = [...here, ...valuesOf(earlier).filter(({ serial }) => !isHere.has(serial))].flatMap((value) => {
        const wave = known.get(value.serial ?? '');
        return wave === undefined ? [] : [{ ...value, wave }];
      });
      if (staying.length < known.size) return { values: now, why: 'some peers gave it before and do not now' };
      const wave = 1 + Math.max(0, ...known.values());
      const coming = here.filter(({ serial }) => !known.has(serial ?? '')).map((value) => ({ ...value, wave }));
      const foreign = coming.filter(({ isOwn }) => isOwn !== true);
      const all = [...staying, ...coming];
      const isCrowd =
        foreign.length === 0 || (hasEnough(foreign, needs) && withheldBecause(all, tight, needs, used) === undefined);
      if (isCrowd) return { values: columnOf(all) };
      for (const { serial } of foreign) late.add(serial ?? '');
      return { values: columnOf([...staying, ...coming.filter(({ isOwn }) => isOwn === true)]) };
    },
    note(key, values) {
      noted.push({ key, values });
    },
    late: () => late.size,
    next() {
      for (const { key, values } of noted) enter(key, values);
      return writeFrame([...used, ...bitsIn(tight).filter((bit) => !used.includes(bit))], [...members.values()], seen);
    },
  };

  function enter(key: string, { whose }: PeerColumn): void {
    const byPeer = new Map<string, number>();
    for (const { serial, customer = '', cell = 0, wave = 0, isOwn } of whose) {
      // Of the own customer's devices anything may be said; they come and go.
      if (serial === undefined || isOwn === true) continue;
      byPeer.set(serial, wave);
      const known = members.get(serial);
      if (known?.customer !== customer || known.cell !== cell) members.set(serial, { serial, customer, cell });
    }
    seen.set(key, byPeer);
  }
}

import type { Bell, BellDevice, BellFleet } from './bell.ts';
import { holdsAt, isAbout, type Rung } from './bell-state.ts';

/**
 * What the bells that stand are to one symptom of a claim: one of them has it in hand, or it is looked at beside them.
 * Shape: `apart` are the bells that have other devices of the model in hand, so that what rings is of the rest. Units: `after` milliseconds since 1970, what is older was answered; minus infinity where nothing was.
 */
export type BellPlace = { kind: 'held'; rung: Rung } | { kind: 'open'; after: number; apart: Bell[] };

/**
 * Finds it. Shape: `standing` all bells, newest first; a bell is about a model, or a firmware, part or lot of it, and one symptom, and the newest about the same counts.
 * Of two that have a device in hand it is that of the part rather than of the whole model. One that was answered within the window still has what it gathered.
 * Units: `at` milliseconds since 1970, `windowMs` milliseconds.
 */
export function bellPlaceOf(
  { device, symptom, at }: { device: BellDevice; symptom: string; at: number },
  standing: readonly Rung[],
  windowMs: number,
): BellPlace {
  const newest = new Map<string, Rung>();
  for (const rung of standing) {
    const { bell } = rung;
    if (bell.symptom !== symptom || bell.model !== device.model) continue;
    const subject = JSON.stringify([bell.kind, bell.value]);
    if (!newest.has(subject)) newest.set(subject, rung);
  }
  const bells = [...newest.values()];
  const mine = bells.filter(({ bell }) => isAbout(bell, device));
  const held = mine.filter((rung) => holdsAt(rung, at) !== undefined);
  const rung = held.find(({ bell }) => bell.kind !== 'model') ?? held[0];
  if (rung !== undefined) return { kind: 'held', rung };
  const others = bells.filter(
    (one) => !mine.includes(one) && (holdsAt(one, at) !== undefined || (one.end?.at ?? 0) > at - windowMs),
  );
  const after = Math.max(...mine.map(({ end }) => end?.at ?? Number.NEGATIVE_INFINITY));
  return { kind: 'open', after, apart: others.map(({ bell }) => bell) };
}

/** The registry without the devices that bells are about. */
export function fleetWithout(fleet: BellFleet, bells: readonly Bell[]): BellFleet {
  if (bells.length === 0) return fleet;
  const isLeft = (device: BellDevice): boolean => bells.every((bell) => !isAbout(bell, device));
  return {
    deviceOf(serial) {
      const device = fleet.deviceOf(serial);
      return device !== undefined && isLeft(device) ? device : undefined;
    },
    ofModel: (model) => fleet.ofModel(model).filter(isLeft),
  };
}

import { seatOf, type Device } from './device.ts';
import { isSameSerial } from './serial.ts';

/**
 * What is known of a device because it was asked, never because it was typed.
 * Shape: `silences` counts tries in vain since it last answered. `refusedAt`: it was there and let nothing be read. `otherAt`: its address answered with another serial. `seenAt`: it answered at the
 * address of another device. Both go when it answers where it is registered.
 * Units: times milliseconds since 1970.
 */
export type Learnt = {
  answeredAt?: number | undefined;
  silentAt?: number | undefined;
  silences: number;
  refusedAt?: number | undefined;
  /** Its seat (see device.ts) when it last answered. */
  address?: string | undefined;
  model?: string | undefined;
  firmware?: string | undefined;
  otherAt?: { serial: string; address: string; at: number } | undefined;
  seenAt?: { address: string; at: number } | undefined;
};

/** One thing that was seen of a device. `address` is a seat. */
export type Sighting = { serial: string; at: number } & (
  | { kind: 'answered'; address: string; model?: string | undefined; firmware?: string | undefined }
  | { kind: 'silent' }
  | { kind: 'refused' }
  | { kind: 'other'; address: string; saidSerial: string }
  | { kind: 'elsewhere'; address: string }
);

/** Active and silent follow from what was learnt; the others are what people decided, and no answer changes them. */
export type DeviceState = 'active' | 'silent' | 'unmonitored' | 'retired';

/** A device that was asked so often in vain is silent; fewer may be a paper jam or a switch that starts anew. */
const SILENT_AFTER = 3;

/** The state of a device, from what people decided and what was learnt. */
export function stateOf(device: Pick<Device, 'state'>, learnt: Learnt | undefined): DeviceState {
  if (device.state !== undefined) return device.state;
  return (learnt?.silences ?? 0) >= SILENT_AFTER ? 'silent' : 'active';
}

/**
 * What is known after a sighting.
 * Shape: a sighting from before the last answer adds nothing; an answer that names no model or firmware leaves those that were named.
 * Fails: never.
 */
export function learn(before: Learnt | undefined, seen: Sighting): Learnt {
  const known: Learnt = before ?? { silences: 0 };
  if (seen.at < Math.max(known.answeredAt ?? 0, known.silentAt ?? 0)) return known;
  switch (seen.kind) {
    case 'answered':
      return {
        ...known,
        answeredAt: seen.at,
        silences: 0,
        address: seen.address,
        model: seen.model ?? known.model,
        firmware: seen.firmware ?? known.firmware,
        otherAt: undefined,
        seenAt: undefined,
      };
    case 'silent':
      return { ...known, silentAt: seen.at, silences: known.silences + 1 };
    case 'refused':
      return { ...known, refusedAt: seen.at };
    case 'other':
      return { ...known, otherAt: { serial: seen.saidSerial, address: seen.address, at: seen.at } };
    case 'elsewhere':
      return { ...known, seenAt: { address: seen.address, at: seen.at } };
    default:
      return seen satisfies never;
  }
}

/** What of the two troubles with addresses still holds: one is over once the device is registered elsewhere, or there, or under that serial. */
export function addressTroubles(
  device: Pick<Device, 'serial' | 'address' | 'snmpPort'>,
  learnt: Learnt | undefined,
): Pick<Learnt, 'otherAt' | 'seenAt'> {
  const { otherAt, seenAt } = learnt ?? {};
  const seat = seatOf(device);
  return {
    otherAt: otherAt?.address === seat && !isSameSerial(otherAt.serial, device.serial) ? otherAt : undefined,
    seenAt: seenAt === undefined || seenAt.address === seat ? undefined : seenAt,
  };
}

import { seatOf, type Device } from '../core/device.ts';
import type { Sighting } from '../core/learnt.ts';
import type { DeviceAnswer } from '../core/ports.ts';
import { isSameSerial } from '../core/serial.ts';
import type { FlowDeps } from './flow-deps.ts';
import { lookUpDevice } from './look-up-device.ts';

/** How one device answered. Units: `at` milliseconds since 1970. */
export type Heard = { device: Device; answer: DeviceAnswer; at: number };

/**
 * Keeps with each device how it was seen: that it answered, with its model and firmware; that it was silent; that its address answered with another
 * serial, which is kept with that other device too, where it is registered; that it refused, which says nothing of who is there.
 * Fails: never; what cannot be kept is logged and seen again.
 */
export async function noteSeen(deps: Pick<FlowDeps, 'store' | 'log'>, heard: readonly Heard[]): Promise<void> {
  try {
    const sightings: Sighting[] = [];
    for (const each of heard) sightings.push(...(await sightingsOf(deps, each)));
    await deps.store.learnDevices(sightings);
  } catch (error) {
    deps.log('warn', 'device.sighting-not-kept', { devices: heard.length, error });
  }
}

async function sightingsOf(deps: Pick<FlowDeps, 'store'>, { device, answer, at }: Heard): Promise<Sighting[]> {
  const { serial } = device;
  const address = seatOf(device);
  switch (answer.outcome.kind) {
    case 'answered':
      return [{ serial, kind: 'answered', at, address, model: answer.saidModel, firmware: firmwareOf(answer) }];
    case 'silent':
      return answer.outcome.isUnasked === true ? [] : [{ serial, kind: 'silent', at }];
    case 'refused':
      return [{ serial, kind: 'refused', at }];
    case 'wrong-device': {
      const saidSerial = answer.saidSerial ?? answer.outcome.said;
      const { device: other } = await lookUpDevice(deps.store, saidSerial);
      const seen: Sighting = { serial, kind: 'other', at, address, saidSerial };
      // An asset tag or an alias that happens to be this serial is no sign of that device.
      return other === undefined || !isSameSerial(other.serial, saidSerial)
        ? [seen]
        : [seen, { serial: other.serial, kind: 'elsewhere', at, address }];
    }
    default:
      return answer.outcome satisfies never;
  }
}

function firmwareOf({ readings }: DeviceAnswer): string | undefined {
  for (const { item, value } of readings) {
    if (item === 'firmware.version' && value.kind === 'text' && value.text.trim() !== '') return value.text.trim();
  }
  return undefined;
}

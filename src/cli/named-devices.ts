import type { Device } from '../core/device.ts';
import { AppError } from '../core/errors.ts';
import type { Store } from '../core/ports.ts';
import { lookUpDevice } from '../flow/look-up-device.ts';
import { noDeviceText } from './fleet-show.ts';

/**
 * The devices of these names, each once.
 * Shape: `otherwise` says what did not happen where a name is nobody's.
 * Fails: AppError `not_found` naming every one that is no device's, with those that may be meant.
 */
export async function namedDevices(store: Store, names: readonly string[], otherwise: string): Promise<Device[]> {
  const devices = new Map<string, Device>();
  const unknown: string[] = [];
  for (const said of names) {
    const found = await lookUpDevice(store, said);
    if (found.device !== undefined) {
      devices.set(found.device.serial, found.device);
      continue;
    }
    const near = found.candidates.map(({ device: { serial, model, customer }, why }) => {
      return { serial, model, customer, why };
    });
    unknown.push(noDeviceText({ unknown: said, near }));
  }
  if (unknown.length > 0) throw new AppError('not_found', `${otherwise}\n${unknown.join('\n')}`, { names });
  return [...devices.values()];
}

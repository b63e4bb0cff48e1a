import type { Device } from '../core/device.ts';
import { stateOf, type DeviceState, type Learnt } from '../core/learnt.ts';
import type { Store } from '../core/ports.ts';

/** A device with all that is known of it beside its readings. */
export type FleetEntry = { device: Device; learnt: Learnt | undefined; state: DeviceState };

const DEVICES_A_PAGE = 1_000;

/** All devices in the order of their serials, a page at a time, so that a large registry is never held whole. */
export async function* fleetPages(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  from?: string,
): AsyncGenerator<FleetEntry[]> {
  for (let after = from; ;) {
    const devices = await store.pageDevices({ after, limit: DEVICES_A_PAGE });
    const learnt = await store.listLearnt(devices.map(({ serial }) => serial));
    yield devices.map((device, index) => {
      return { device, learnt: learnt[index], state: stateOf(device, learnt[index]) };
    });
    after = devices.at(-1)?.serial;
    if (devices.length < DEVICES_A_PAGE) return;
  }
}

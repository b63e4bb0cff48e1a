import type { Device } from '../core/device.ts';
import { evenHash } from '../core/even-hash.ts';
import type { Store } from '../core/ports.ts';
import type { SweepEntry } from './sweep-devices.ts';

/** Devices that stand side by side in the order of their serials; the range is known by the serial before its first, or null for the first range. */
export type SweepRange = { after: string | null; entries: SweepEntry[] };

/** Devices in a range, on average. */
const DEVICES_A_RANGE = 256;
/** One that is so long is one in nine million; nobody's serials may make one that fills the memory. */
const MOST_A_RANGE = 16 * DEVICES_A_RANGE;
const DEVICES_A_PAGE = 1_000;

/**
 * The registry in ranges, a page at a time.
 * Shape: which serial ends a range is told by the serial itself, so that a device that is added or gone moves no other into another range, and the same
 * work has the same name tomorrow.
 */
export async function* sweepRanges(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  from: string | null = null,
  devicesAPage = DEVICES_A_PAGE,
): AsyncGenerator<SweepRange> {
  let range: SweepRange = { after: from, entries: [] };
  for (let after = from ?? undefined; ;) {
    const devices = await store.pageDevices({ after, limit: devicesAPage });
    const learnt = await store.listLearnt(devices.map(({ serial }) => serial));
    for (const [index, device] of devices.entries()) {
      range.entries.push({ device, learnt: learnt[index] });
      if (!isLast(device) && range.entries.length < MOST_A_RANGE) continue;
      yield range;
      range = { after: device.serial, entries: [] };
    }
    after = devices.at(-1)?.serial;
    if (devices.length < devicesAPage) break;
  }
  if (range.entries.length > 0) yield range;
}

/** The entries of one range as it is now; none where there is nothing behind that serial. */
export async function loadRange(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  after: string | null,
): Promise<SweepEntry[]> {
  for await (const { entries } of sweepRanges(store, after, DEVICES_A_RANGE)) return entries;
  return [];
}

function isLast({ serial }: Device): boolean {
  return evenHash(serial) % DEVICES_A_RANGE === 0;
}

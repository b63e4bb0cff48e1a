import type { Device } from '../core/device.ts';
import { namesOf } from '../core/device-names.ts';
import type { Store } from '../core/ports.ts';
import { ageInWords } from '../core/words.ts';
import { fleetPages, type FleetEntry } from './fleet-pages.ts';
import { plain, table } from './terminal-text.ts';

/** Which devices are listed; texts are looked for anywhere in theirs, case aside. `after` is the serial that the page before ended with. */
export type FleetFilter = {
  model?: string | undefined;
  customer?: string | undefined;
  site?: string | undefined;
  state?: string | undefined;
  text?: string | undefined;
  after?: string | undefined;
  limit: number;
};

/** One page of a list; `next` is what the page after it is asked with. */
export type FleetList = { devices: FleetEntry[]; next?: string | undefined };

/** Lists the devices that fit. Shape: reads on until the page is full or the registry ends. */
export async function listFleet(
  store: Pick<Store, 'pageDevices' | 'listLearnt'>,
  filter: FleetFilter,
): Promise<FleetList> {
  const devices: FleetEntry[] = [];
  for await (const page of fleetPages(store, filter.after)) {
    for (const entry of page) {
      if (!fits(entry, filter)) continue;
      if (devices.length === filter.limit) return { devices, next: devices.at(-1)?.device.serial };
      devices.push(entry);
    }
  }
  return { devices };
}

/** The list as a table; where there is none, what is to be done where nothing was looked for. Units: `now` milliseconds since 1970. */
export function fleetListText({ devices, next }: FleetList, now: number, filter: Partial<FleetFilter> = {}): string {
  if (devices.length === 0) {
    const { model, customer, site, state, text, after } = filter;
    const isAll = [model, customer, site, state, text, after].every((one) => one === undefined);
    return isAll ? 'The registry is empty: "claimscope fleet import FILE" fills it.' : 'No device fits.';
  }
  const rows = devices.map(({ device, state, learnt }) => {
    const answered = learnt?.answeredAt === undefined ? 'never' : ageInWords(learnt.answeredAt, now);
    return [device.serial, device.model, device.customer, device.site ?? '', device.address, state, answered].map(
      plain,
    );
  });
  const lines = table([['Serial', 'Model', 'Customer', 'Site', 'Address', 'State', 'Last answer'], ...rows]);
  return [...lines, ...(next === undefined ? [] : [`More follow: --after ${JSON.stringify(plain(next))}`])].join('\n');
}

/** Whether a device is of the model, customer and site that are wished for, as far as they are. */
export function fitsFilter(device: Device, filter: Pick<FleetFilter, 'model' | 'customer' | 'site'>): boolean {
  return (
    holds([device.model], filter.model) &&
    holds([device.customer], filter.customer) &&
    holds([device.site], filter.site)
  );
}

function fits({ device, state, learnt }: FleetEntry, filter: FleetFilter): boolean {
  const { serial: _serial, ...rest } = device;
  const texts = [...namesOf(device), ...Object.values(rest).flat().map(String), learnt?.firmware, learnt?.model];
  return (
    (filter.state === undefined || filter.state === state) && fitsFilter(device, filter) && holds(texts, filter.text)
  );
}

function holds(texts: readonly (string | undefined)[], wanted: string | undefined): boolean {
  if (wanted === undefined) return true;
  const folded = fold(wanted);
  return texts.some((text) => text !== undefined && fold(text).includes(folded));
}

function fold(text: string): string {
  return text.normalize('NFKC').toLowerCase().trim();
}

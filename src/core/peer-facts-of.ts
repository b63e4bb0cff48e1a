import type { Device } from './device.ts';
import type { Learnt } from './learnt.ts';
import type { PeerFacts } from './peer-facts.ts';
import type { Reading } from './reading.ts';

/** Items whose stored readings tell how a device is used. */
export const USE_ITEMS = ['copies.total', 'toner.cartridges-used'];

const DAY_MS = 86_400_000;
/** The Gregorian year in days, by months. */
const MONTH_DAYS = 365.2425 / 12;
/** Over fewer days a volume says what was done this week, not what is usual. */
const FEWEST_DAYS = 30;

/**
 * What is known of a device that others can be like: its firmware as last seen, its region and how it is used.
 * Shape: tags `region:north` and `installed:2024-03-01` (or 2024-03) of the registry, what was learnt, and stored readings of `USE_ITEMS`.
 * Units: see PeerFacts. The volume is the total over the months since it was installed; the colour share that of the toner cartridges used.
 * Fails: never; what is not known is left out, and so is a total that counts something else than impressions.
 */
export function peerFactsOf(
  device: Pick<Device, 'tags'>,
  learnt: Learnt | undefined,
  readings: readonly Reading[],
): PeerFacts {
  return {
    learnt,
    firmware: learnt?.firmware,
    region: tagOf(device, 'region')?.toLowerCase(),
    monthlyVolume: monthlyVolume(tagOf(device, 'installed'), readings),
    colourShare: colourShare(readings),
  };
}

function tagOf({ tags }: Pick<Device, 'tags'>, name: string): string | undefined {
  for (const tag of tags ?? []) {
    const [, key, value] = /^\s*([a-z]+)\s*[:=]\s*(.*?)\s*$/i.exec(tag) ?? [];
    if (key?.toLowerCase() === name && value !== undefined && value !== '') return value;
  }
  return undefined;
}

function monthlyVolume(installed: string | undefined, readings: readonly Reading[]): number | undefined {
  const total = readings.find(({ item, part }) => item === 'copies.total' && part === undefined);
  if (installed === undefined || total?.value.kind !== 'number' || total.value.unit !== 'impressions') return undefined;
  const since = /^\d{4}-\d\d(-\d\d)?$/.test(installed) ? Date.parse(installed) : Number.NaN;
  const days = (total.at - since) / DAY_MS;
  return days >= FEWEST_DAYS && total.value.number > 0 ? total.value.number / (days / MONTH_DAYS) : undefined;
}

function colourShare(readings: readonly Reading[]): number | undefined {
  let all = 0;
  let colour = 0;
  let isBlackKnown = false;
  for (const { item, part = '', value } of readings) {
    if (item !== 'toner.cartridges-used' || value.kind !== 'number') continue;
    const isBlack = /black/.test(part);
    if (!isBlack && !/cyan|magenta|yellow/.test(part)) continue;
    isBlackKnown ||= isBlack;
    all += value.number;
    if (!isBlack) colour += value.number;
  }
  return isBlackKnown && all > 0 ? (colour / all) * 100 : undefined;
}

import type { ItemDef } from '../core/item.ts';
import type { SavedReadings } from '../core/ports.ts';
import { dayOf, isReport, type Reading } from '../core/reading.ts';
import type { PeerSettings } from './flow-deps.ts';

/**
 * What a device said, with the readings of service-mode lists in the place of items that it does not offer at all. Anything it says itself wins.
 * Shape: such a reading keeps its own time; its evidence begins with the places that were tried in vain.
 */
export function withReports(live: readonly Reading[], reports: readonly Reading[]): Reading[] {
  if (reports.length === 0) return [...live];
  const offered = new Set(
    live.flatMap(({ item, value }) => (value.kind === 'absent' && value.reason === 'unsupported' ? [] : [item])),
  );
  const taken = new Set<string>();
  return live.flatMap((reading) => {
    const listed = offered.has(reading.item) ? [] : reports.filter(({ item }) => item === reading.item);
    if (listed.length === 0) return [reading];
    // Two readings that both say "not offered" do not bring the list in twice.
    if (taken.has(reading.item)) return [];
    taken.add(reading.item);
    return listed.map((one) => ({ ...one, evidence: [...reading.evidence, ...one.evidence] }));
  });
}

/** The values of service-mode lists that are young enough to stand in. Units: `now` milliseconds since 1970. */
export function reportsAmong(stored: readonly Reading[], now: number, settings: Ages): Reading[] {
  return stored.filter(
    (reading) => isReport(reading) && reading.value.kind !== 'absent' && reading.at >= now - settings.reportMaxAgeMs,
  );
}

type Ages = Pick<PeerSettings, 'storedMaxAgeMs' | 'reportMaxAgeMs'>;

/** Stored readings that are young enough for a peer: those of a list may be older than what a device said itself. */
export function youngEnough(saved: readonly SavedReadings[], now: number, settings: Ages): SavedReadings[] {
  return saved.flatMap(({ serial, readings }) => {
    const kept = readings.filter(
      (reading) => reading.at >= now - (isReport(reading) ? settings.reportMaxAgeMs : settings.storedMaxAgeMs),
    );
    return kept.length === 0 ? [] : [{ serial, readings: kept }];
  });
}

/** Which values are from a list, so that nobody takes them for live; a sentence for each day on which one was made. */
export function reportNotes(readings: readonly Reading[], defs: readonly ItemDef[]): string[] {
  const titles = new Map(defs.map(({ id, title }) => [id, title]));
  const days = new Map<string, Set<string>>();
  for (const reading of readings) {
    if (!isReport(reading) || reading.value.kind === 'absent') continue;
    const day = dayOf(reading.at);
    days.set(day, (days.get(day) ?? new Set()).add(titles.get(reading.item) ?? reading.item));
  }
  return [...days].map(
    ([day, names]) => `From a service-mode list of ${day}, not read live: ${[...names].join('; ')}.`,
  );
}

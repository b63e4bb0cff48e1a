import { absentItems } from '../core/absent-items.ts';
import type { Fetch } from '../core/dossier.ts';
import type { ItemDef } from '../core/item.ts';
import { isReport, type Reading } from '../core/reading.ts';

/** What was read of the device longer ago is no figure of now. Units: milliseconds. */
const KEPT_FOR_MS = 3_600_000;

/** Of a fetch that asks for what was absent: the items that are asked again, and what stays of the others, each with its own time. */
export type KeptReadings = { again: ReadonlySet<string>; kept: Reading[] };

/**
 * Sorts what the fetch before brought: what was absent is asked again, and so is what was read too long ago to stand beside it.
 * Shape: what a service-mode list said stays as long as a list may stand in; it is shown as such. Units: milliseconds, `now` since 1970.
 */
export function keepReadingsOf(
  before: Fetch,
  defs: readonly ItemDef[],
  { now, reportMaxAgeMs }: { now: number; reportMaxAgeMs: number },
): KeptReadings {
  const again = absentItems(
    defs.map(({ id }) => id),
    before,
  );
  for (const reading of before.readings) {
    if (reading.at < now - (isReport(reading) ? reportMaxAgeMs : KEPT_FOR_MS)) again.add(reading.item);
  }
  return { again, kept: before.readings.filter(({ item }) => !again.has(item)) };
}

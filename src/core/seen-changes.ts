import type { PastSeries } from './history.ts';
import type { ItemDef } from './item.ts';
import type { SeenChange } from './look-back.ts';
import { pastRuleOf } from './past-rule.ts';
import { readingKey, type Reading } from './reading.ts';

/** What a device said before, to be set against what it says now; what stands first goes before what follows. */
export type Before = {
  /** As it was read for the claim before. */
  claim: readonly Reading[];
  /** States of its past, and the moment up to which they are from before. Units: milliseconds since 1970. */
  past: readonly PastSeries[];
  upTo: number;
  /** As it was last stored before this fetch; it also stands for what this fetch does not read. */
  stored: readonly Reading[];
};

/** Whether an item tells what a machine is or is set to, and not what it is doing. */
export function tellsASetting(item: ItemDef): boolean {
  if (item.kind === 'text') return true;
  return item.kind === 'state' && item.compare.as !== 'none' && pastRuleOf(item).as !== 'none';
}

/**
 * What is not as it was when it was last known to be: settings, versions, addresses, serial numbers of what is fitted.
 * Shape: what one of two readings does not say has not changed as far as anybody knows. What was last read by somebody else is told as stored.
 */
export function seenChanges(items: Iterable<ItemDef>, now: readonly Reading[], before: Before): SeenChange[] {
  const live = new Map(now.map((reading) => [readingKey(reading), reading]));
  const stored = new Map(before.stored.map((reading) => [readingKey(reading), reading]));
  const atClaim = new Map(before.claim.map((reading) => [readingKey(reading), reading]));
  const changes: SeenChange[] = [];
  for (const item of items) {
    if (!tellsASetting(item)) continue;
    const keys = new Set([...live, ...stored].flatMap(([key, reading]) => (reading.item === item.id ? [key] : [])));
    for (const key of keys) {
      const latest = said(live.get(key)) ?? said(stored.get(key));
      if (latest === undefined) continue;
      const isStored = said(live.get(key)) === undefined;
      const was = said(atClaim.get(key)) ?? pastState(latest, before) ?? (isStored ? undefined : said(stored.get(key)));
      if (was === undefined || was.at >= latest.at || isSame(was, latest)) continue;
      const { part, partTitle } = latest;
      changes.push({
        item: item.id,
        title: item.title,
        ...(part === undefined ? {} : { part }),
        ...(partTitle === undefined ? {} : { partTitle }),
        before: was.value,
        now: latest.value,
        was: was.at,
        at: latest.at,
        ...(isStored ? { isStored: true } : {}),
      });
    }
  }
  return changes;
}

function said(reading: Reading | undefined): Reading | undefined {
  return reading?.value.kind === 'state' || reading?.value.kind === 'text' ? reading : undefined;
}

/** The last state of the past that is from before. */
function pastState({ item, part, value }: Reading, { past, upTo }: Before): Pick<Reading, 'value' | 'at'> | undefined {
  if (value.kind !== 'state') return undefined;
  const series = past.find((one) => one.kind === 'state' && one.item === item && one.part === part);
  if (series?.kind !== 'state') return undefined;
  const last = series.points.filter(({ at }) => at <= upTo).toSorted((a, b) => b.at - a.at)[0];
  return last && { value: { kind: 'state', state: last.state }, at: last.at };
}

function isSame({ value: one }: Pick<Reading, 'value'>, { value: other }: Pick<Reading, 'value'>): boolean {
  if (one.kind === 'state' && other.kind === 'state') return one.state === other.state;
  if (one.kind === 'text' && other.kind === 'text') return one.text.trim() === other.text.trim();
  // A state that became a text is the profile's doing and not the device's.
  return true;
}

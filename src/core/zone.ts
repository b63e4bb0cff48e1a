const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
/** Rules of time zones begin and end on quarters of an hour. */
const QUARTER = 15 * MINUTE;
const MOST_QUARTERS = 2_000;

type Zone = { format: Intl.DateTimeFormat; offsets: Map<number, number> };
const zones = new Map<string, Zone>();

/** Short names that Intl takes besides, each for one of the places that go by it: BST is Dhaka to it, and IST Calcutta. Source: ICU, its old names of zones. */
const SHORT_NAMES =
  /^(ACT|AET|AGT|ART|AST|BET|BST|CAT|CNT|CST|CTT|EAT|ECT|IET|IST|JST|MIT|NET|NST|PLT|PNT|PRT|PST|SST|VST)$/i;

/** Whether there is such a time zone. Shape: names of the IANA database. */
export function isTimeZone(name: string): boolean {
  if (SHORT_NAMES.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}

/** The time zone that is named by its place alone (`berlin`, `New York`). Shape: undefined where no zone is, or several are. */
export function zoneOfPlace(place: string): string | undefined {
  const wanted = place.trim().replaceAll(/\s+/g, '_').toLowerCase();
  const found = Intl.supportedValuesOf('timeZone').filter((name) => name.toLowerCase().endsWith(`/${wanted}`));
  return found.length === 1 ? found[0] : undefined;
}

/** How far the clocks of a time zone are before UTC. Units: milliseconds. Fails: RangeError for a zone that does not exist. */
export function offsetAt(timeZone: string, at: number): number {
  const zone = zones.get(timeZone) ?? openZone(timeZone);
  const quarter = Math.floor(at / QUARTER);
  const known = zone.offsets.get(quarter);
  if (known !== undefined) return known;
  const parts: Record<string, number> = {};
  for (const { type, value } of zone.format.formatToParts(quarter * QUARTER)) parts[type] = Number(value);
  const { year = 1970, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  const offset = Date.UTC(year, month - 1, day, hour, minute, second) - quarter * QUARTER;
  if (zone.offsets.size >= MOST_QUARTERS) zone.offsets.clear();
  zone.offsets.set(quarter, offset);
  return offset;
}

/** The local day of a moment, as days since 1970 by the calendar of the zone. Units: `at` milliseconds since 1970. */
export function localDay(timeZone: string, at: number): number {
  return Math.floor((at + offsetAt(timeZone, at)) / DAY);
}

/**
 * The moment at which the clocks of a zone show a minute of a day. Where they skip it, as much later as they were set on; where they show it twice, the first time.
 * Units: `day` as localDay gives it, `minute` since local midnight; milliseconds since 1970.
 */
export function momentOf(timeZone: string, day: number, minute: number): number {
  const local = day * DAY + minute * MINUTE;
  // Clocks before and after a change of the day: the right one shows what was asked for.
  const [before, after] = [local - DAY, local + DAY].map((at) => local - offsetAt(timeZone, at));
  const tries = [before ?? local, after ?? local].toSorted((a, b) => a - b);
  return tries.find((at) => at + offsetAt(timeZone, at) === local) ?? tries.at(-1) ?? local;
}

function openZone(timeZone: string): Zone {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  });
  const zone = { format, offsets: new Map<number, number>() };
  zones.set(timeZone, zone);
  return zone;
}

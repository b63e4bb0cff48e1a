import { type HistorySettings, markOf, type PastSeries, seriesOf } from '../core/history.ts';
import { mergePast } from '../core/history-merge.ts';
import type { Reading } from '../core/reading.ts';
import type { Unit } from '../core/value.ts';
import { toJson } from './keys.ts';

/** So many visits are kept as they came before they are packed: an append costs little, and packing is shared by all of them. */
export const MOST_VISITS = 8;

/** So many packed moments are kept apart from what is older, which is then not packed again for every few visits. */
const MOST_YOUNG = 64;

const MINUTE_MS = 60_000;

/** Unit, or 0 for states, and item; behind them each part and what it said. */
type VisitEntry = [unit: Unit | 0, item: string, ...parts: (number | string | null)[]];
/** What was read in one minute. */
type Visit = [minute: number, ...entries: VisitEntry[]];

type Name = [unit: Unit | 0, item: string, part: string | null];
/** Which of the shared times it has, then its numbers, or which of `states` it was in. */
type PackedSeries = [...Name, times: string, said: string, states?: string[]];
type Packed = { t: string; s: PackedSeries[] };

/** What one visit leaves in the past, as one line; empty where it leaves nothing. Shape: JSON without a line break. */
export function visitLine(readings: readonly Reading[]): string {
  const visits = new Map<number, Map<string, VisitEntry>>();
  for (const reading of readings) {
    const mark = markOf(reading);
    if (mark === undefined) continue;
    const { item, part = null } = reading;
    const minute = mark.at / MINUTE_MS;
    const visit = visits.get(minute) ?? new Map<string, VisitEntry>();
    if (visit.size === 0) visits.set(minute, visit);
    const key = `${mark.unit} ${item}`;
    const entry = visit.get(key);
    if (entry === undefined) visit.set(key, [mark.unit, item, part, mark.said]);
    else entry.push(part, mark.said);
  }
  if (visits.size === 0) return '';
  return toJson([...visits].map(([minute, entries]): Visit => [minute, ...entries.values()]));
}

/**
 * The past of one device, of these items or of all, from what was packed and the visits since.
 * Shape: `lines` as `visitLine` gave them; `packed` as `packVisits` gave it, empty for none.
 */
export function readPast(
  packed: string,
  lines: readonly string[],
  settings: HistorySettings,
  items?: ReadonlySet<string>,
): PastSeries[] {
  const isWanted = (item: string): boolean => items === undefined || items.has(item);
  const pieces: PastSeries[] = [];
  let newest = Number.NEGATIVE_INFINITY;
  for (const body of packed.split('\n')) {
    const { t, s }: Packed = body === '' ? { t: '', s: [] } : JSON.parse(body);
    const minutes = sums(numbersOf(t));
    pieces.push(...unpack(s, minutes, isWanted));
    newest = Math.max(newest, minutes.at(-1) ?? newest);
  }
  for (const line of lines) {
    const visits: Visit[] = JSON.parse(line);
    for (const [minute, ...entries] of visits) {
      newest = Math.max(newest, minute);
      for (const entry of entries) if (isWanted(entry[1])) pieces.push(...piecesOf(minute * MINUTE_MS, entry));
    }
  }
  return mergePast(pieces, settings, newest * MINUTE_MS);
}

/** What was packed, with the visits since. Shape: two lines, what is old and what is young; either may be empty. */
export function packVisits(packed: string, lines: readonly string[], settings: HistorySettings): string {
  const [old = '', before = ''] = packed.split('\n');
  const young = pack(readPast(before, lines, settings));
  if (young.moments < MOST_YOUNG) return `${old}\n${young.body}`;
  return `${pack(readPast(`${old}\n${young.body}`, [], settings)).body}\n`;
}

/** A past as one text: each time once, what stays the same once, counters by what they rose. */
function pack(past: readonly PastSeries[]): { body: string; moments: number } {
  const read = new Set<number>();
  for (const { points } of past) for (const { at } of points) read.add(at / MINUTE_MS);
  const minutes = [...read].sort((one, other) => one - other);
  const places = new Map(minutes.map((minute, index) => [minute, index]));
  const packed: Packed = { t: runsOf(rises(minutes)), s: past.map((series) => packSeries(series, places)) };
  return { body: toJson(packed), moments: minutes.length };
}

function packSeries(series: PastSeries, places: ReadonlyMap<number, number>): PackedSeries {
  const times = runsOf(rises(series.points.map(({ at }) => places.get(at / MINUTE_MS) ?? 0)));
  if (series.kind === 'number') {
    const values = series.points.map(({ value }) => value);
    // The differences of whole numbers are whole; those of others would not give back what was read.
    const isWhole = values.every((value) => Number.isSafeInteger(value) && Math.abs(value) < 2 ** 51);
    return [...nameOf(series), times, isWhole ? `d${runsOf(rises(values))}` : runsOf(values)];
  }
  const states = [...new Set(series.points.map(({ state }) => state))];
  return [...nameOf(series), times, runsOf(series.points.map(({ state }) => states.indexOf(state))), states];
}

function unpack(
  packed: readonly PackedSeries[],
  minutes: readonly number[],
  isWanted: (item: string) => boolean,
): PastSeries[] {
  return packed.flatMap(([unit, item, part, times, said, states = []]): PastSeries[] => {
    if (!isWanted(item)) return [];
    const at = sums(numbersOf(times)).map((place) => (minutes[place] ?? 0) * MINUTE_MS);
    const values = said.startsWith('d') ? sums(numbersOf(said.slice(1))) : numbersOf(said);
    const name = { item, ...(part === null ? {} : { part }) };
    if (unit === 0) {
      const points = values.map((state, index) => ({ at: at[index] ?? 0, state: states[state] ?? '' }));
      return [{ ...name, kind: 'state', points }];
    }
    return [{ ...name, kind: 'number', unit, points: values.map((value, index) => ({ at: at[index] ?? 0, value })) }];
  });
}

function piecesOf(at: number, [unit, item, ...parts]: VisitEntry): PastSeries[] {
  const pieces: PastSeries[] = [];
  for (let index = 0; index + 1 < parts.length; index += 2) {
    const [part, said] = [parts[index], parts[index + 1]];
    pieces.push(seriesOf(item, typeof part === 'string' ? part : undefined, { at, unit, said: said ?? '' }));
  }
  return pieces;
}

function nameOf(series: PastSeries): Name {
  return [series.kind === 'number' ? series.unit : 0, series.item, series.part ?? null];
}

/** Numbers as text, those that come several times in a row once: `5 3*7 2`. */
function runsOf(numbers: readonly number[]): string {
  const runs: string[] = [];
  for (let from = 0; from < numbers.length;) {
    let to = from + 1;
    while (to < numbers.length && numbers[to] === numbers[from]) to += 1;
    runs.push(to - from === 1 ? String(numbers[from]) : `${numbers[from]}*${to - from}`);
    from = to;
  }
  return runs.join(' ');
}

function numbersOf(runs: string): number[] {
  const numbers: number[] = [];
  if (runs === '') return numbers;
  for (const run of runs.split(' ')) {
    const star = run.indexOf('*');
    const number = Number(star < 0 ? run : run.slice(0, star));
    for (let left = star < 0 ? 1 : Number(run.slice(star + 1)); left > 0; left -= 1) numbers.push(number);
  }
  return numbers;
}

function rises(numbers: readonly number[]): number[] {
  return numbers.map((number, index) => number - (index === 0 ? 0 : (numbers[index - 1] ?? 0)));
}

function sums(numbers: readonly number[]): number[] {
  let sum = 0;
  return numbers.map((number) => {
    sum += number;
    return sum;
  });
}

import type { PastSeries } from '../core/history.ts';
import type { ItemDef } from '../core/item.ts';
import type { Store } from '../core/ports.ts';
import { type Past, pastOf } from '../core/past.ts';
import { pastInWords } from '../core/past-words.ts';
import type { Reading } from '../core/reading.ts';
import { dayInWords } from '../core/trend-words.ts';
import { numberInWords } from '../core/words.ts';
import { lookUpDevice } from '../flow/look-up-device.ts';
import { type NoDevice, noDevice } from './fleet-show.ts';
import { plain, table } from './terminal-text.ts';

/** The past of one item or part: what is kept of it, and what follows from it where its rule looks at it. */
export type ShownSeries = { series: PastSeries; past?: Past | undefined };

/** The past of one device. */
export type ShownPast = { serial: string; model: string; past: ShownSeries[] };

/**
 * Looks up the past of a device, of one item or of all.
 * Shape: nothing is asked of the device; the newest reading that is kept stands for the present one.
 */
export async function showPast(
  store: Store,
  said: string,
  items: ReadonlyMap<string, ItemDef>,
  item?: string,
): Promise<ShownPast | NoDevice> {
  const found = await lookUpDevice(store, said);
  if (found.device === undefined) return noDevice(said, found.candidates);
  const { serial, model } = found.device;
  const [known] = await store.listPast([serial]);
  const series = known?.series ?? [];
  const past = series
    .filter((one) => item === undefined || one.item === item)
    .map((one): ShownSeries => {
      const def = items.get(one.item);
      const last = lastOf(one);
      return { series: one, past: def === undefined || last === undefined ? undefined : pastOf(def, last, series, []) };
    });
  return { serial, model, past };
}

/** The past as text: for each item and part a curve from the oldest reading to the newest, and what follows from it. */
export function pastText({ serial, model, past }: ShownPast, now: number): string {
  const head = `${serial}: ${model}`;
  if (past.length === 0)
    return [head, 'Nothing of the past is kept yet; it begins with what is read of the device.'].map(plain).join('\n');
  const rows = past.map(({ series }) => {
    const [first, last] = [series.points[0], series.points.at(-1)];
    const span =
      first === undefined || last === undefined ? '' : `${dayInWords(first.at, now)} to ${dayInWords(last.at, now)}`;
    return [series.item, series.part ?? '', String(series.points.length), span, curveOf(series), newestOf(series)];
  });
  const told = past.flatMap(({ series, past: one }) => {
    if (one === undefined) return [];
    const name = series.part === undefined ? series.item : `${series.item}, ${series.part}`;
    return [`  ${name}: ${pastInWords(one, now).join('; ')}`];
  });
  const lines = [head, ...table([['Item', 'Part', 'Readings', 'From, to', 'Curve', 'Newest'], ...rows]), '', ...told];
  return lines.map(plain).join('\n');
}

const STEPS = '▁▂▃▄▅▆▇█';
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
/** Places of a curve; each stands for the newest reading of its share of the time. */
const PLACES = 24;

/** Numbers as heights between the least and the most; states as letters, in the order in which they came. Places without a reading are dots. */
function curveOf(series: PastSeries): string {
  const values = series.kind === 'number' ? series.points.map(({ value }) => value) : orderOf(series.points);
  const [first, last] = [series.points[0], series.points.at(-1)];
  if (first === undefined || last === undefined) return '';
  const span = Math.max(1, last.at - first.at);
  const places = Array.from({ length: Math.min(PLACES, values.length) }, (): number | undefined => undefined);
  for (const [index, { at }] of series.points.entries())
    places[Math.min(places.length - 1, Math.floor(((at - first.at) / span) * places.length))] = values[index];
  let [least, most] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) [least, most] = [Math.min(least, value), Math.max(most, value)];
  const height = (value: number): string =>
    STEPS[most > least ? Math.round(((value - least) / (most - least)) * (STEPS.length - 1)) : 3] ?? '';
  const letter = (value: number): string => LETTERS[value % LETTERS.length] ?? '';
  return places
    .map((value) => (value === undefined ? '·' : series.kind === 'number' ? height(value) : letter(value)))
    .join('');
}

function orderOf(points: readonly { state: string }[]): number[] {
  const states = [...new Set(points.map(({ state }) => state))];
  return points.map(({ state }) => states.indexOf(state));
}

function newestOf(series: PastSeries): string {
  if (series.kind === 'state') return series.points.at(-1)?.state ?? '';
  const last = series.points.at(-1);
  return last === undefined ? '' : numberInWords(last.value, series.unit);
}

function lastOf(series: PastSeries): Reading | undefined {
  const name = { item: series.item, ...(series.part === undefined ? {} : { part: series.part }), evidence: [] };
  if (series.kind === 'state') {
    const last = series.points.at(-1);
    return last && { ...name, value: { kind: 'state', state: last.state }, at: last.at };
  }
  const last = series.points.at(-1);
  return last && { ...name, value: { kind: 'number', number: last.value, unit: series.unit }, at: last.at };
}

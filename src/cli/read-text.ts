import { absentInWords, ageInWords, valueInWords } from '../core/words.ts';
import type { ReadDevice, ReadRow } from './read-one.ts';
import { plain, table } from './terminal-text.ts';

/** Longer than any read takes: what is older was not read just now. */
const JUST_NOW_MS = 60_000;

/**
 * A device as it was read, as text for a terminal: who it is, what it says with its age where that is not now, and what it does not say.
 * Shape: lines joined by newlines. Units: `now` milliseconds since 1970.
 */
export function readText(device: ReadDevice, now: number): string {
  const there = device.rows.filter(({ value }) => value.kind !== 'absent');
  const absent = device.rows.filter(({ value }) => value.kind === 'absent');
  const isNamedOtherwise = device.saidModel !== undefined && device.saidModel !== device.model;
  return [
    `${device.address}: ${device.model ?? 'model not said'}, serial ${device.serial ?? 'not said'}`,
    ...(isNamedOtherwise ? [`model in its own words: ${device.saidModel}`] : []),
    `sysObjectID ${device.sysObjectID ?? 'not said'}, profile ${device.profile}`,
    ...(device.description === undefined ? [] : [device.description]),
    '',
    ...table([
      ['Item', 'Part', 'Value', 'Age', 'Place', 'Raw'],
      ...there.map((row) => [row.item, row.part ?? '', valueInWords(row.value), ageOf(row, now), ...whereOf(row)]),
    ]),
    ...(absent.length === 0 ? [] : ['', 'Not read', ...absent.flatMap(absentLines)]),
  ]
    .map(plain)
    .join('\n');
}

function absentLines(row: ReadRow): string[] {
  const name = row.part === undefined ? row.item : `${row.item}/${row.part}`;
  const why = row.value.kind === 'absent' ? absentInWords(row.value.reason) : '';
  const [place, raw] = whereOf(row);
  return [
    `  ${name}: ${why}${place === '' ? '' : ` (${place}: ${raw})`}`,
    ...(row.serviceMode === undefined ? [] : [`    an engineer finds it at: ${row.serviceMode}`]),
  ];
}

function ageOf({ at }: ReadRow, now: number): string {
  return now - at < JUST_NOW_MS ? '' : ageInWords(at, now);
}

/** Place and raw answer of the last place that was tried, which is the one that counts. */
function whereOf({ evidence }: ReadRow): [place: string, raw: string] {
  const last = evidence.at(-1);
  return last === undefined ? ['', ''] : [`${last.protocol} ${last.place}`, last.raw];
}

import { absentInWords, valueInWords } from '../core/words.ts';
import type { ReadDevice, ReadRow } from './read-one.ts';
import { plain, table } from './terminal-text.ts';

/** A device as it was read, as text for a terminal: who it is, what it says, and what it does not say. Shape: lines joined by newlines. */
export function readText(device: ReadDevice): string {
  const there = device.rows.filter(({ value }) => value.kind !== 'absent');
  const absent = device.rows.filter(({ value }) => value.kind === 'absent');
  return [
    `${device.address}: ${device.model ?? 'model not said'}, serial ${device.serial ?? 'not said'}`,
    `sysObjectID ${device.sysObjectID ?? 'not said'}, profile ${device.profile}`,
    ...(device.description === undefined ? [] : [device.description]),
    '',
    ...table([
      ['Item', 'Part', 'Value', 'Place', 'Raw'],
      ...there.map((row) => [row.item, row.part ?? '', valueInWords(row.value), ...whereOf(row)]),
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

/** Place and raw answer of the last place that was tried, which is the one that counts. */
function whereOf({ evidence }: ReadRow): [place: string, raw: string] {
  const last = evidence.at(-1);
  return last === undefined ? ['', ''] : [`${last.protocol} ${last.place}`, last.raw];
}

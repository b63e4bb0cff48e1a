import type { Machine } from '../machine.ts';
import { counter32, integer, text } from '../snmp/object.ts';
import { type Entry, fixed, row } from './entries.ts';

const PRT = '1.3.6.1.2.1.43';
const UNIT = { impressions: 7, sheets: 8 } as const;
const UNKNOWN = integer(-2);

/** The printer, its trays and its marker. Source: Printer-MIB v2 (RFC 3805). */
export function printerEntries(machine: Machine): Entry[] {
  return [
    ...row(`${PRT}.5.1.1`, '1', {
      1: fixed(integer(1)),
      2: fixed(integer(1)),
      16: fixed(text(machine.spec.name)),
      17: fixed(text(machine.saidSerial)),
      18: fixed(integer(1)),
    }),
    ...machine.feeds.flatMap((feed, i) => inputRow(feed, i + 1)),
    ...row(`${PRT}.10.2.1`, '1.1', {
      2: fixed(integer(4)),
      3: fixed(integer(UNIT.impressions)),
      4: (at) => counter32(at.impressions),
      5: (at) => counter32(at.impressionsSincePowerOn),
      6: fixed(integer(machine.spec.colours.length)),
      7: fixed(integer(0)),
      15: fixed(integer(0)),
    }),
    ...machine.spec.colours.flatMap((colour, i) =>
      row(`${PRT}.12.1.1`, `1.${i + 1}`, {
        2: fixed(integer(1)),
        3: fixed(integer(3)),
        4: fixed(text(colour)),
        5: fixed(integer(256)),
      }),
    ),
  ];
}

function inputRow(feed: Machine['feeds'][number], index: number): Entry[] {
  const isBypass = feed.tray.key === 'bypass';
  return row(`${PRT}.8.2.1`, `1.${index}`, {
    2: fixed(integer(isBypass ? 5 : 3)),
    3: fixed(integer(4)),
    8: fixed(integer(UNIT.sheets)),
    9: fixed(integer(feed.tray.capacity)),
    10: fixed(integer(feed.level)),
    11: fixed(integer(0)),
    12: fixed(text(feed.media)),
    13: fixed(text(feed.tray.name)),
    14: fixed(text('')),
    15: fixed(text('')),
    18: fixed(text(`${feed.tray.name}, ${feed.tray.capacity} sheets`)),
    20: feed.media === 'Thick' ? fixed(integer(160)) : fixed(UNKNOWN),
    21: fixed(text('stationery')),
  });
}

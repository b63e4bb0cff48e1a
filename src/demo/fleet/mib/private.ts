import type { Machine } from '../machine.ts';
import { counter32, gauge32, integer, ipAddress, text } from '../snmp/object.ts';
import { copiedAt, jamsAt, leftOf, sheetsFrom, type Snapshot } from '../snapshot.ts';
import { type Entry, fixed, row } from './entries.ts';

const SIM = '1.3.6.1.4.1.99999.2';

/**
 * The simulated maker's own objects, for what no standard object offers.
 * Shape: scalars .1.1 to .1.8, the last two being prints and copies; tables .10 sheets by feed stage, .11 jams by place, .12 feed rollers, .13 cartridges used; in each table column 2 is
 * the key and column 3 the name.
 */
export function privateEntries(machine: Machine): Entry[] {
  const subnet = machine.network.address.split('.').slice(0, 3).join('.');
  return [
    { oid: `${SIM}.1.1.0`, read: fixed(text(machine.firmware)) },
    // Tenths of a percent.
    { oid: `${SIM}.1.2.0`, read: fixed(gauge32(Math.round(machine.coverage * 10))) },
    { oid: `${SIM}.1.3.0`, read: fixed(integer(machine.densitySetting)) },
    { oid: `${SIM}.1.4.0`, read: fixed(integer(machine.tonerSave ? 1 : 2)) },
    { oid: `${SIM}.1.5.0`, read: fixed(counter32(machine.powerOns)) },
    { oid: `${SIM}.1.6.0`, read: fixed(ipAddress(`${subnet}.2`)) },
    { oid: `${SIM}.1.7.0`, read: (at) => counter32(at.impressions - copiedAt(at)) },
    ...(machine.spec.hasAdf ? [{ oid: `${SIM}.1.8.0`, read: (at: Snapshot) => counter32(copiedAt(at)) }] : []),
    ...machine.feeds.flatMap((feed, i) =>
      row(`${SIM}.10.1`, String(i + 1), {
        1: fixed(integer(i + 1)),
        2: fixed(text(feed.tray.key)),
        3: fixed(text(feed.tray.name)),
        4: (at) => counter32(sheetsFrom(at, feed)),
      }),
    ),
    ...machine.jams.flatMap((place, i) =>
      row(`${SIM}.11.1`, String(i + 1), {
        1: fixed(integer(i + 1)),
        2: fixed(text(place.key)),
        3: fixed(text(place.name)),
        4: (at) => counter32(jamsAt(at, place)),
      }),
    ),
    ...machine.feeds.flatMap((feed, i) =>
      row(`${SIM}.12.1`, String(i + 1), {
        1: fixed(integer(i + 1)),
        2: fixed(text(feed.tray.key)),
        3: fixed(text(`Rollers, ${feed.tray.name}`)),
        4: fixed(integer(machine.spec.life.roller)),
        5: (at) => integer(Math.round(leftOf(at, feed.roller) * machine.spec.life.roller)),
      }),
    ),
    ...machine.spec.colours.flatMap((colour, i) =>
      row(`${SIM}.13.1`, String(i + 1), {
        1: fixed(integer(i + 1)),
        2: fixed(text(`toner-${colour}`)),
        3: fixed(text(`${colour} cartridges`)),
        4: fixed(counter32(machine.colours[colour]?.toner.replaced ?? 0)),
      }),
    ),
  ];
}

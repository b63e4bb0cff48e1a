import {
  counter32,
  gauge32,
  integer,
  ipAddress,
  octets,
  oid,
  timeTicks,
  type ObjectEntry,
  type ObjectValue,
  text,
} from '../fleet/snmp/object.ts';

export const SUPPLIES = '1.3.6.1.2.1.43.11.1.1';
export const COLORANTS = '1.3.6.1.2.1.43.12.1.1';
export const PRIVATE = '1.3.6.1.4.1.99999.2';
const COLOURS = ['black', 'cyan', 'magenta', 'yellow', 'waste'];

/** What a machine with this serial answers over SNMP: identity, counters, five supplies, four trays, records, flags, one interface. */
export function snmpObjects(serial: string): ObjectEntry<undefined>[] {
  const objects: [string, ObjectValue][] = [
    ['1.3.6.1.2.1.1.2.0', oid([1, 3, 6, 1, 4, 1, 99_999, 1, 3500])],
    ['1.3.6.1.2.1.1.3.0', timeTicks(86_400)],
    ['1.3.6.1.2.1.43.5.1.1.17.1', text(serial)],
    ['1.3.6.1.2.1.25.3.2.1.3.1', text('SIM-3500')],
    ['1.3.6.1.2.1.43.10.2.1.3.1.1', integer(7)],
    ['1.3.6.1.2.1.43.10.2.1.4.1.1', counter32(184_233)],
    ['1.3.6.1.2.1.4.20.1.2.127.0.0.1', integer(2)],
    ['1.3.6.1.2.1.4.20.1.3.127.0.0.1', ipAddress('255.255.255.0')],
    ['1.3.6.1.2.1.2.2.1.5.2', gauge32(100_000_000)],
    ['1.3.6.1.2.1.2.2.1.6.2', octets([0, 0x1b, 0xa9, 1, 2, 0xff])],
    ['1.3.6.1.2.1.25.3.5.1.2.1', octets([0x41, 0x08])],
    [`${PRIVATE}.7.1`, octets([0x63, 1, 4, 0, 0, 0x2e, 0xe0, 0x64, 1, 4, 0, 0, 0, 9, 0xff])],
    [`${PRIVATE}.7.2`, octets([0x11, 2, 0x0d, 0xac, 0x12, 1, 7, 0xff])],
    [`${PRIVATE}.8.1`, counter32(100)],
    [`${PRIVATE}.8.2`, counter32(200)],
    [`${PRIVATE}.8.3`, integer(1000)],
  ];
  for (const [n, colour] of COLOURS.entries()) {
    const row = n + 1;
    if (colour !== 'waste') objects.push([`${COLORANTS}.4.1.${row}`, text(colour)]);
    objects.push(
      [`${SUPPLIES}.3.1.${row}`, integer(colour === 'waste' ? 0 : row)],
      [`${SUPPLIES}.5.1.${row}`, integer(colour === 'waste' ? 4 : 3)],
      [`${SUPPLIES}.6.1.${row}`, text(`${colour} cartridge`)],
      [`${SUPPLIES}.8.1.${row}`, integer(200)],
      [`${SUPPLIES}.9.1.${row}`, integer(row === 3 ? -3 : row * 20)],
    );
  }
  for (let tray = 1; tray <= 4; tray += 1) objects.push([`${PRIVATE}.3.1.1.2.${tray}`, counter32(tray * 1000)]);
  return objects.map(([oid, value]) => ({ oid, read: () => value }));
}

import type { Machine } from '../machine.ts';
import { integer, oid, text, timeTicks } from '../snmp/object.ts';
import { parseOid } from '../snmp/oid.ts';
import { type Entry, fixed, row } from './entries.ts';

const SYSTEM = '1.3.6.1.2.1.1';
const HOST = '1.3.6.1.2.1.25';
const PRINTER_DEVICE = parseOid('1.3.6.1.2.1.25.3.1.5');
/** Seconds a simulated device needs from power-on until its agent counts. */
const BOOT_SECONDS = 40;

/** Who the device is and how long it has been up. Source: SNMPv2-MIB (RFC 3418), HOST-RESOURCES-MIB (RFC 2790). */
export function systemEntries(machine: Machine): Entry[] {
  const { spec } = machine;
  const name = machine.hostileName ?? machine.network.hostname;
  return [
    { oid: `${SYSTEM}.1.0`, read: fixed(text(`${spec.name} ${spec.title}, firmware ${machine.firmware}`)) },
    { oid: `${SYSTEM}.2.0`, read: fixed(oid(parseOid(`1.3.6.1.4.1.99999.1.${spec.arc}`))) },
    { oid: `${SYSTEM}.3.0`, read: (at) => timeTicks(at.uptimeSeconds) },
    {
      oid: `${SYSTEM}.4.0`,
      read: fixed(text(`desk@${machine.site.name.toLowerCase().replaceAll(/[^a-z0-9]+/g, '-')}.example`)),
    },
    { oid: `${SYSTEM}.5.0`, read: fixed(text(name)) },
    { oid: `${SYSTEM}.6.0`, read: fixed(text(`${machine.site.customer}, ${machine.site.name}`)) },
    { oid: `${SYSTEM}.7.0`, read: fixed(integer(72)) },
    { oid: `${HOST}.1.1.0`, read: (at) => timeTicks(at.uptimeSeconds + BOOT_SECONDS) },
    ...row(`${HOST}.3.2.1`, '1', {
      1: fixed(integer(1)),
      2: fixed(oid(PRINTER_DEVICE)),
      3: fixed(text(spec.name)),
      4: fixed(oid([0, 0])),
      5: fixed(integer(2)),
      6: fixed(integer(0)),
    }),
    ...row(`${HOST}.3.5.1`, '1', {
      1: (at) => integer(isPrinting(at.printed, at.uptimeSeconds) ? PRINTING : IDLE),
      2: fixed({ tag: text('').tag, bytes: Uint8Array.of(0) }),
    }),
  ];
}

const IDLE = 3;
const PRINTING = 4;

/** A device prints in jobs: some of the time it is at work, whatever its average. */
function isPrinting(printed: number, uptimeSeconds: number): boolean {
  return (printed + Math.floor(uptimeSeconds / 20)) % 5 === 0;
}

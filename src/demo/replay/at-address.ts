import { TAG } from '../fleet/snmp/ber-writer.ts';
import type { ObjectEntry, ObjectValue } from '../fleet/snmp/object.ts';
import { ipAddress } from '../fleet/snmp/object.ts';

/** ipAdEntAddr: one row for each address of the device, with the address as index. Source: RFC 1213. */
const OWN_ADDRESS = '1.3.6.1.2.1.4.20.1.1.';
/** Any column of its table, for a row that is not loopback; some recordings lack the first. */
const OWN_ROW = /^1\.3\.6\.1\.2\.1\.4\.20\.1\.\d+\.((?!0\.|127\.)\d+\.\d+\.\d+\.\d+)$/;
/** The tables whose index is an address of the device itself: ipAddrTable, and ipAddressTable with type and length before it. */
const ADDRESS_ROW = /^(1\.3\.6\.1\.2\.1\.4\.(?:20\.1\.\d+|34\.1\.\d+\.1\.4)\.)(\d+\.\d+\.\d+\.\d+)$/;

/**
 * A recording as the device would answer at another address: what it says of the address it was recorded at, it says of the new one, so
 * that whoever asks there finds the interface that owns it.
 * Shape: the first address of the device that is not loopback moves; its gateway, servers and neighbours stay. Without one, nothing changes.
 */
export function atAddress(objects: readonly ObjectEntry<void>[], address: string): ObjectEntry<void>[] {
  const old = objects.map(({ oid }) => OWN_ROW.exec(oid)?.[1]).find((own) => own !== undefined);
  if (old === undefined || old === address) return [...objects];
  const moved = new Map<string, ObjectEntry<void>>();
  const others: ObjectEntry<void>[] = [];
  for (const entry of objects) {
    const [, column, index] = ADDRESS_ROW.exec(entry.oid) ?? [];
    // What the recording says of the new address (its own loopback) is of another interface, and gives way even where the address that moves lacks it.
    if (column !== undefined && index === address) continue;
    if (column === undefined || index !== old) {
      others.push(entry);
      continue;
    }
    const value = entry.read();
    const own: ObjectValue = column === OWN_ADDRESS && value.tag === TAG.ipAddress ? ipAddress(address) : value;
    moved.set(`${column}${address}`, { oid: `${column}${address}`, read: () => own });
  }
  return [...others, ...moved.values()];
}

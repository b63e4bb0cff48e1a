import { isIPv4 } from 'node:net';
import type { SnmpGetPlace } from '../../core/place.ts';
import { type Cell, textOf } from './cell.ts';

const OWNER_OF_ADDRESS = '1.3.6.1.2.1.4.20.1.2';
const OWNER_OF_INET_ADDRESS = '1.3.6.1.2.1.4.34.1.3.1.4';

/**
 * The objects that tell which interface owns the address we talk to, the older one first.
 * Source: RFC 4293, ipAdEntIfIndex and ipAddressIfIndex.
 */
export function ownerOids(address: string): string[] {
  return isIPv4(address) ? [`${OWNER_OF_ADDRESS}.${address}`, `${OWNER_OF_INET_ADDRESS}.${address}`] : [];
}

/**
 * What the device says of the owner of the address, or the object that must be asked for it.
 * Shape: the first that is a number; where none is, what the first one said. Undefined for an address that is not IPv4.
 */
export function ownerOf(address: string, cells: ReadonlyMap<string, Cell>): Cell | { need: string } | undefined {
  let first: Cell | undefined;
  for (const oid of ownerOids(address)) {
    const cell = cells.get(oid);
    if (cell === undefined) return { need: oid };
    if (cell.kind === 'value' && typeof cell.value === 'number') return cell;
    first ??= cell;
  }
  return first;
}

/**
 * The OID of a place with its instance; what must be asked before it is known; or why it has none.
 */
export function resolveOid(
  place: SnmpGetPlace,
  address: string,
  cells: ReadonlyMap<string, Cell>,
): { oid: string } | { why: Cell | string } | { need: string } {
  switch (place.instance) {
    case undefined:
      return { oid: place.oid };
    case 'management-address':
      return isIPv4(address) ? { oid: `${place.oid}.${address}` } : { why: 'the device has no IPv4 address here' };
    case 'management-inet-address':
      return isIPv4(address) ? { oid: `${place.oid}.1.4.${address}` } : { why: 'the device has no IPv4 address here' };
    case 'management-interface': {
      const owner = ownerOf(address, cells);
      if (owner === undefined) return { why: 'the device has no IPv4 address here' };
      if ('need' in owner) return owner;
      return owner.kind === 'value' && typeof owner.value === 'number'
        ? { oid: `${place.oid}.${textOf(owner)}` }
        : { why: owner };
    }
  }
}

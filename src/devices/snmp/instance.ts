import { isIPv4 } from 'node:net';
import type { SnmpGetPlace } from '../../core/place.ts';
import { type Cell, textOf } from './cell.ts';

const OWNER_OF_ADDRESS = '1.3.6.1.2.1.4.20.1.2';

/**
 * The object that tells which interface owns the address we talk to.
 * Source: RFC 4293, ipAdEntIfIndex.
 */
export function ownerOid(address: string): string | undefined {
  return isIPv4(address) ? `${OWNER_OF_ADDRESS}.${address}` : undefined;
}

/**
 * The OID of a place with its instance; or why it has none, as text.
 * Shape: `owner` is the answer to `ownerOid`; undefined when it was not asked yet, and then so is the result.
 */
export function resolveOid(
  place: SnmpGetPlace,
  address: string,
  owner: Cell | undefined,
): { oid: string } | { why: Cell | string } | undefined {
  switch (place.instance) {
    case undefined:
      return { oid: place.oid };
    case 'management-address':
      return isIPv4(address) ? { oid: `${place.oid}.${address}` } : { why: 'the device has no IPv4 address here' };
    case 'management-inet-address':
      return isIPv4(address) ? { oid: `${place.oid}.1.4.${address}` } : { why: 'the device has no IPv4 address here' };
    case 'management-interface':
      if (ownerOid(address) === undefined) return { why: 'the device has no IPv4 address here' };
      if (owner === undefined) return undefined;
      return owner.kind === 'value' && typeof owner.value === 'number'
        ? { oid: `${place.oid}.${textOf(owner)}` }
        : { why: owner };
  }
}

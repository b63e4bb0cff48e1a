import type { Place, SnmpPlace } from '../core/place.ts';
import type { Protocol } from '../core/reading.ts';

/** The protocol that reads a place. */
export function protocolOf(place: Place): Protocol {
  return place.kind === 'http' || place.kind === 'ipp' || place.kind === 'pjl' ? place.kind : 'snmp';
}

/** Whether a place is read over SNMP. */
export function isSnmp(place: Place): place is SnmpPlace {
  return protocolOf(place) === 'snmp';
}

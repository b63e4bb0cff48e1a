import type { Place } from '../core/place.ts';
import type { DeviceAnswer, ReadRequest } from '../core/ports.ts';
import { protocolOf } from './protocol-of.ts';

/** The answer of a device that was not asked, with the reason as evidence beside the place each ask would have begun with. */
export function withReason(answer: DeviceAnswer, { asks }: ReadRequest, raw: string): DeviceAnswer {
  const readings = answer.readings.map((reading, n) => {
    const place = asks[n]?.places[0];
    if (place === undefined) return reading;
    return {
      ...reading,
      evidence: [{ protocol: protocolOf(place), place: nameOf(place), raw, at: reading.at, tookMs: 0 }],
    };
  });
  return { ...answer, readings };
}

function nameOf(place: Place): string {
  switch (place.kind) {
    case 'snmp-get':
    case 'snmp-bits':
      return place.oid;
    case 'snmp-table': {
      const column = place.columns[place.value];
      return typeof column === 'string' ? column : (column?.oid ?? place.value);
    }
    case 'snmp-objects':
      return (place.sum ?? Object.values(place.parts ?? {}).flatMap(({ sum }) => sum))[0]?.oid ?? 'no object';
    case 'http':
      return `${place.service ?? place.path ?? ''} ${place.pick}`;
    case 'ipp':
      return place.attribute;
    case 'pjl':
      return place.info ?? place.inquire ?? place.dinquire ?? 'no question';
  }
}

import type { ItemDef } from '../core/item.ts';
import type { SnmpObjectsPlace, SnmpTerm } from '../core/place.ts';
import type { Finding } from './fault.ts';

/** What is wrong with a place made of single objects beyond its shape: what it is made of must fit what the item is. */
export function objectsFindings(place: SnmpObjectsPlace, item: ItemDef | undefined, where: PropertyKey[]): Finding[] {
  const { sum, parts } = place;
  if ((sum === undefined) === (parts === undefined)) {
    const what = sum === undefined ? 'neither sum nor parts' : 'sum beside parts';
    return [{ what, where, why: 'an snmp-objects place has exactly one of the two', on: 'value' }];
  }
  if (sum !== undefined) return termFindings(sum, item, [...where, 'sum']);
  const each = Object.entries(parts ?? {});
  if (each.length === 0) {
    return [{ what: 'no part is listed', where: [...where, 'parts'], why: 'nothing would be read', on: 'value' }];
  }
  return each.flatMap(([part, { sum: terms, outOf }]) => {
    const path = [...where, 'parts', part];
    const found = termFindings(terms, item, [...path, 'sum']);
    if (outOf !== undefined) found.push(...termFindings([outOf], item, [...path, 'outOf']));
    if (outOf !== undefined && item !== undefined && item.kind !== 'number') {
      const why = 'only numbers are shares of others';
      found.push({ what: `"${item.id}" is a ${item.kind}`, where: [...path, 'outOf'], why, on: 'key' });
    }
    return found;
  });
}

function termFindings(terms: SnmpTerm[], item: ItemDef | undefined, where: PropertyKey[]): Finding[] {
  if (item === undefined || item.kind === 'number') return [];
  const what = `"${item.id}" is a ${item.kind}`;
  if (terms.length > 1) return [{ what, where, why: 'a state or a text is what one object says', on: 'value' }];
  const hasArithmetic = terms.some(({ scale, offset }) => scale !== undefined || offset !== undefined);
  return hasArithmetic ? [{ what, where, why: 'only numbers have scale and offset', on: 'value' }] : [];
}

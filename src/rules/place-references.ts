import type { ItemDef } from '../core/item.ts';
import type { Decode, IppPlace, PjlPlace, Place, SnmpTablePlace } from '../core/place.ts';
import type { Finding } from './fault.ts';
import { nearWord } from './near-word.ts';

/** What is wrong with a place beyond its shape: columns it names and lacks, and codes that do not fit the item. */
export function placeFindings(place: Place, item: ItemDef | undefined, where: PropertyKey[]): Finding[] {
  const found = item === undefined ? [] : decodeFindings(place.decode, item, [...where, 'decode']);
  if (place.kind === 'snmp-table') found.push(...columnFindings(place, where));
  if (place.kind === 'ipp') found.push(...ippFindings(place, where));
  if (place.kind === 'pjl') found.push(...pjlFindings(place, where));
  return found;
}

function ippFindings({ each, index }: IppPlace, where: PropertyKey[]): Finding[] {
  if (each === undefined || index === undefined) return [];
  return [{ what: 'index beside each', where: [...where, 'index'], why: 'each reads every value', on: 'key' }];
}

function pjlFindings(place: PjlPlace, where: PropertyKey[]): Finding[] {
  const found: Finding[] = [];
  const questions = (['info', 'inquire', 'dinquire'] as const).filter((key) => place[key] !== undefined);
  if (questions.length !== 1) {
    const why = 'a pjl place has exactly one of info, inquire and dinquire';
    found.push({ what: `there are ${questions.length} questions`, where, why, on: 'value' });
  }
  const hasKeys = place.info === 'STATUS' || place.info === 'VARIABLES';
  if (hasKeys !== (place.pick !== undefined)) {
    const why = 'replies of KEY=VALUE lines (info: STATUS or VARIABLES) need pick, the others have nothing to pick';
    found.push({ what: hasKeys ? 'pick is missing' : 'pick has no use', where, why, on: 'value' });
  }
  return found;
}

function columnFindings(place: SnmpTablePlace, where: PropertyKey[]): Finding[] {
  const columns = Object.keys(place.columns);
  const found: Finding[] = [];
  const need = (name: string, path: PropertyKey[], on: Finding['on'] = 'value'): void => {
    if (columns.includes(name) || isOfIndex(name)) return;
    const near = nearWord(name, columns);
    found.push({
      what: `there is no column "${name}"`,
      where: [...where, ...path],
      why: near === undefined ? `columns here: ${columns.join(', ')}` : `did you mean "${near}"?`,
      on,
    });
  };
  need(place.value, ['value']);
  if (place.outOf !== undefined) need(place.outOf, ['outOf']);
  for (const name of Object.keys(place.where ?? {})) need(name, ['where', name], 'key');
  for (const [name, column] of Object.entries(place.columns))
    if (typeof column !== 'string') need(column.by, ['columns', name, 'by']);
  for (const name of templateNames(place.part?.key ?? '')) need(name, ['part', 'key']);
  for (const name of templateNames(place.part?.title ?? '')) need(name, ['part', 'title']);
  for (const name of Object.keys(place.part?.maps ?? {})) need(name, ['part', 'maps', name], 'key');
  return found;
}

function decodeFindings(decode: Decode, item: ItemDef, where: PropertyKey[]): Finding[] {
  if (item.kind === 'number') {
    if (decode.enum === undefined) return [];
    return [
      {
        what: `"${item.id}" is a number`,
        where: [...where, 'enum'],
        why: 'a code is never turned into a number: use sentinels',
        on: 'key',
      },
    ];
  }
  const arithmetic = (['scale', 'offset', 'unit'] as const).filter((key) => decode[key] !== undefined);
  return arithmetic.map((key) => ({
    what: `"${item.id}" is a ${item.kind}`,
    where: [...where, key],
    why: 'only numbers have one',
    on: 'key',
  }));
}

/** A number of the row's index, which every row has. */
function isOfIndex(name: string): boolean {
  return /^index(:[1-9])?$/.test(name);
}

function templateNames(template: string): string[] {
  return [...template.matchAll(/\{([^{}]*)\}/g)].map((match) => match[1] ?? '');
}

import type { ItemDef } from '../core/item.ts';
import type { Decode, HttpPlace, IppPlace, PjlPlace, Place, SnmpBitsPlace, SnmpTablePlace } from '../core/place.ts';
import type { Finding } from './fault.ts';
import { nearWord } from '../core/near-word.ts';
import { objectsFindings } from './objects-references.ts';

/** What is wrong with a place beyond its shape: columns it names and lacks, and codes that do not fit the item. */
export function placeFindings(place: Place, item: ItemDef | undefined, where: PropertyKey[]): Finding[] {
  const found = item === undefined ? [] : decodeFindings(place.decode, item, [...where, 'decode']);
  if (place.kind === 'snmp-table') found.push(...columnFindings(place, where), ...togetherFindings(place, item, where));
  if (place.kind === 'snmp-objects') found.push(...objectsFindings(place, item, where));
  if (place.kind === 'snmp-bits') found.push(...bitsFindings(place, item, where));
  if (place.kind === 'snmp-get' || place.kind === 'snmp-table') found.push(...unitFindings(place, item, where));
  if (place.kind === 'http') found.push(...httpFindings(place, where));
  if (place.kind === 'ipp') found.push(...ippFindings(place, where));
  if (place.kind === 'pjl') found.push(...pjlFindings(place, where));
  return found;
}

function ippFindings({ each, index }: IppPlace, where: PropertyKey[]): Finding[] {
  if (each === undefined || index === undefined) return [];
  return [{ what: 'index beside each', where: [...where, 'index'], why: 'each reads every value', on: 'key' }];
}

function httpFindings({ service, path, listedIn }: HttpPlace, where: PropertyKey[]): Finding[] {
  const found: Finding[] = [];
  if ((service === undefined) === (path === undefined)) {
    const what = service === undefined ? 'neither service nor path' : 'service beside path';
    found.push({ what, where, why: 'a document is of a configured service or of the device itself', on: 'value' });
  }
  if (listedIn !== undefined && path === undefined) {
    const why = 'it names the documents of the device itself';
    found.push({ what: 'listedIn without path', where: [...where, 'listedIn'], why, on: 'key' });
  }
  return found;
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
  const words = Object.keys(place.words ?? {});
  const found: Finding[] = [];
  const needColumn = (name: string, path: PropertyKey[], on: Finding['on'] = 'value'): void => {
    if (columns.includes(name)) return;
    const near = nearWord(name, columns);
    found.push({
      what: `there is no column "${name}"`,
      where: [...where, ...path],
      why: near === undefined ? `columns here: ${columns.join(', ')}` : `did you mean "${near}"?`,
      on,
    });
  };
  const need: typeof needColumn = (name, path, on) => {
    if (!isOfIndex(name) && !words.includes(name)) needColumn(name, path, on);
  };
  for (const [word, rules] of Object.entries(place.words ?? {})) {
    for (const [n, rule] of rules.entries()) needColumn(rule.column, ['words', word, n, 'column']);
  }
  needColumn(place.value, ['value']);
  if (place.outOf !== undefined) needColumn(place.outOf, ['outOf']);
  if (place.unitOf !== undefined) needColumn(place.unitOf.column, ['unitOf', 'column']);
  for (const name of Object.keys(place.percentWhen ?? {})) need(name, ['percentWhen', name], 'key');
  if (Array.isArray(place.where)) {
    for (const [n, any] of place.where.entries())
      for (const name of Object.keys(any)) need(name, ['where', n, name], 'key');
  } else for (const name of Object.keys(place.where ?? {})) need(name, ['where', name], 'key');
  for (const [name, column] of Object.entries(place.columns))
    if (typeof column !== 'string') needColumn(column.by, ['columns', name, 'by']);
  for (const name of templateNames(place.part?.key ?? '')) need(name, ['part', 'key']);
  for (const name of templateNames(place.part?.title ?? '')) need(name, ['part', 'title']);
  for (const name of Object.keys(place.part?.maps ?? {})) need(name, ['part', 'maps', name], 'key');
  return found;
}

/** Rows of one key that become one value: only numbers add up, and shares of different wholes do not. */
function togetherFindings(place: SnmpTablePlace, item: ItemDef | undefined, where: PropertyKey[]): Finding[] {
  const found: Finding[] = [];
  const { same } = place;
  if (same === 'sum' || same === 'count') {
    const path = [...where, 'same'];
    if (item !== undefined && item.kind !== 'number') {
      found.push({ what: `"${item.id}" is a ${item.kind}`, where: path, why: 'only numbers add up', on: 'value' });
    }
    if (place.outOf !== undefined) {
      found.push({
        what: `${same} beside outOf`,
        where: path,
        why: 'shares of different wholes do not add up',
        on: 'value',
      });
    }
  }
  if (same === 'only' && place.part !== undefined) {
    const why = 'one row is the whole item';
    found.push({ what: 'only beside part', where: [...where, 'same'], why, on: 'value' });
  }
  if (place.has !== undefined && place.empty === undefined) {
    const why = 'it tells when the state of empty is true';
    found.push({ what: 'has without empty', where: [...where, 'has'], why, on: 'key' });
  }
  return found;
}

function unitFindings(
  place: Extract<Place, { kind: 'snmp-get' | 'snmp-table' }>,
  item: ItemDef | undefined,
  where: PropertyKey[],
): Finding[] {
  if (place.unitOf === undefined) return [];
  const path = [...where, 'unitOf'];
  if (item !== undefined && item.kind !== 'number') {
    return [{ what: `"${item.id}" is a ${item.kind}`, where: path, why: 'only numbers have a unit', on: 'key' }];
  }
  if (place.kind === 'snmp-table' && place.outOf !== undefined) {
    return [{ what: 'unitOf beside outOf', where: path, why: 'a share is in percent', on: 'key' }];
  }
  return [];
}

function bitsFindings(place: SnmpBitsPlace, item: ItemDef | undefined, where: PropertyKey[]): Finding[] {
  const found: Finding[] = [];
  if (Object.keys(place.bits).length === 0) {
    found.push({ what: 'no flag is listed', where: [...where, 'bits'], why: 'nothing would be read', on: 'value' });
  }
  if (item !== undefined && item.kind !== 'state') {
    const why = 'flags are states';
    found.push({ what: `"${item.id}" is a ${item.kind}`, where: [...where, 'bits'], why, on: 'key' });
  }
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

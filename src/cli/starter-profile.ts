import { plainSerial } from '../core/serial.ts';
import { absentInWords, valueInWords } from '../core/words.ts';
import type { WalkedObject } from '../devices/walk-device.ts';
import type { RuleBook } from '../rules/book.ts';
import type { ProfileDef } from '../rules/schema.ts';
import { candidateLines } from './candidate-lines.ts';
import { planAll } from './plan-all.ts';
import type { ReadDevice, ReadRow } from './read-one.ts';

/** A profile to begin with and the test beside it, as the texts of two files named after `id`. */
export type Starter = { id: string; profile: string; test: string };

/** What a starter is made of. `on` is the day it was read (`2026-11-23`); `objects` are those of the maker's own subtree, scrubbed. */
export type StarterInput = {
  read: ReadDevice;
  on: string;
  id?: string | undefined;
  objects?: { list: readonly WalkedObject[]; notes: readonly string[] } | undefined;
};

/** Shorter ones are part of too many figures to be looked for in every line. */
const LEAST_SERIAL = 5;

/**
 * A profile for the model of a device that was read: how it is recognised, what is read already, and what still needs a place.
 * Shape: texts that `claimscope rules check` takes; without serial number, addresses and host name.
 * Fails: undefined when the device says neither model nor sysObjectID.
 */
export function starterProfile(book: RuleBook, { read, on, id, objects }: StarterInput): Starter | undefined {
  const { sysObjectID } = read;
  const name = oneLine(read.model ?? '');
  const hidden = hiderOf(read.serial);
  if (name === '' && sysObjectID === undefined) return undefined;
  const title = name === '' ? `What says ${sysObjectID}` : name;
  const own = book.profiles.find((profile) => profile.id === read.profile);
  const lines = [
    '# yaml-language-server: $schema=../schema/profile.json',
    `id: ${id ?? idOf(title)}`,
    `title: ${quoted(title)}`,
    `source: ${quoted(`read from one device on ${on}`)}`,
    ...(own === undefined ? [] : [`# Its places stand behind those of this one.`, `extends: ${own.id}`]),
    'match:',
    ...(name === '' ? [] : [`  model: ${quoted(`^${escaped(name)}(?!\\w)`)}`]),
    ...(sysObjectID === undefined ? [] : [`  sysObjectID: ${quoted(sysObjectID)}`]),
    '',
    ...itemLines(read.rows).map(hidden),
    ...(objects === undefined ? [] : ['', ...candidateLines(objects.list, objects.notes)]),
    '',
    '# Write the places below, item by item, and take {} away:',
    '#   drum.life:',
    "#     - { kind: snmp-get, oid: 'where the device keeps it', decode: { sentinels: { '-2': unknown } } }",
    'places: {}',
  ];
  const test = [
    `recognises: [${name === '' ? '' : quoted(name)}]`,
    // One sign more is another model.
    `ignores: [${quoted(`${title}0`)}]`,
    ...offerLines(book, own ?? book.generic, read.rows),
    'decodes: []',
  ];
  return { id: id ?? idOf(title), profile: `${lines.join('\n')}\n`, test: `${test.join('\n')}\n` };
}

/** What can be the id of a rule: lowercase words joined by dashes. */
function idOf(title: string): string {
  const words = title
    .normalize('NFKD')
    .toLowerCase()
    .match(/[a-z0-9]+/g);
  return words?.join('-') ?? 'model';
}

/** Takes the serial number of the device that was read out of a line: some write it behind their name and in their supplies. */
function hiderOf(serial: string | undefined): (line: string) => string {
  const said = oneLine(serial ?? '');
  if (plainSerial(said).length < LEAST_SERIAL) return (line) => line;
  const pattern = new RegExp(escaped(said), 'gi');
  return (line) => line.replaceAll(pattern, '(serial number)');
}

function escaped(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}

function itemLines(rows: readonly ReadRow[]): string[] {
  const there = rows.filter(({ value }) => value.kind !== 'absent');
  const answered = new Set(there.map(({ item }) => item));
  const absent = rows.filter(({ item, value }) => value.kind === 'absent' && !answered.has(item));
  return [
    '# Read already, by the places that are there:',
    ...there.map((row) => `#   ${nameOf(row)}: ${saidOf(row)}`),
    '#',
    '# Not read, so that each needs a place where the device keeps it:',
    ...absent.flatMap((row) => {
      const why = row.value.kind === 'absent' ? absentInWords(row.value.reason) : '';
      const { serviceMode } = row;
      return [
        `#   ${nameOf(row)}: ${why}`,
        ...(serviceMode === undefined ? [] : [`#     an engineer finds it at: ${oneLine(serviceMode)}`]),
      ];
    }),
  ];
}

/** Addresses and names on the network tell whose machine it is, and a profile is given away. */
function saidOf({ item, value, evidence }: ReadRow): string {
  const last = evidence.at(-1);
  const where = last === undefined ? '' : `${last.protocol} ${last.place}`;
  if (item.startsWith('network.') && value.kind === 'text') return 'said (not written here)';
  return oneLine(`${valueInWords(value)} (${where}: ${last?.raw ?? ''})`);
}

/** Items that were read, with the kind of their first place, where it is the same in the profile that stands behind and in the generic one. */
function offerLines(book: RuleBook, profile: ProfileDef, rows: readonly ReadRow[]): string[] {
  const read = new Set(rows.filter(({ value }) => value.kind !== 'absent').map(({ item }) => item));
  const offers = planAll(book, profile).asks.flatMap(({ item, places }) => {
    const kind = places[0]?.kind;
    const isSure = kind !== undefined && kind === book.generic.places[item]?.[0]?.kind;
    return isSure && read.has(item) ? [`  ${item}: ${kind}`] : [];
  });
  return offers.length === 0 ? ['offers: {}'] : ['offers:', ...offers];
}

function nameOf({ item, part }: ReadRow): string {
  return oneLine(part === undefined ? item : `${item}/${part}`);
}

/** A text of a device on one line, without signs that could end a comment or hide what follows. */
function oneLine(text: string): string {
  return text
    .replaceAll(/[\p{C}\p{Z}]+/gu, ' ')
    .trim()
    .slice(0, 200);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

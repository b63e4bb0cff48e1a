import { TYPE_NAMES } from '../devices/snmp/cell.ts';
import type { WalkedObject } from '../devices/walk-device.ts';

const MOST_LINES = 400;
const MOST_CHARACTERS = 60;

/**
 * Objects of a maker's own subtree as comments of a profile: what may be the place of an item.
 * Shape: one line each, the first 400; objects that hold nothing are left out. Octets that are no plain text are shown in hexadecimal.
 * Fails: never.
 */
export function candidateLines(objects: readonly WalkedObject[], notes: readonly string[]): string[] {
  const shown = objects.flatMap(({ oid, type, value }) => {
    const text = textOf(value);
    return text === '' ? [] : [`#   ${oid} ${TYPE_NAMES[type] ?? `type ${type}`} ${text}`];
  });
  const more = shown.length - MOST_LINES;
  return [
    "# What the maker's own subtree holds (values scrubbed of serial numbers, addresses and names that the rules know):",
    ...shown.slice(0, MOST_LINES),
    ...(more > 0 ? [`#   and ${more} more: "claimscope walk" records them all`] : []),
    ...notes.map((note) => `#   ${note}`),
  ];
}

function textOf(value: WalkedObject['value']): string {
  if (!Buffer.isBuffer(value)) return String(value);
  const text = value.toString('latin1').replace(/\0+$/, '').trim();
  const shown = /^[\x20-\x7e]*$/.test(text) ? text : value.toString('hex');
  return shown.length > MOST_CHARACTERS ? `${shown.slice(0, MOST_CHARACTERS)}...` : shown;
}

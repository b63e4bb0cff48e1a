import type { ObjectEntry } from '../fleet/snmp/object.ts';
import { readOid } from './recorded-oid.ts';
import { recordedValue } from './recorded-value.ts';

/** A device as it was recorded. `faults` are `file:line:column: what`; the lines they name are not among the objects. */
export type Recording = { objects: ObjectEntry<void>[]; faults: string[] };

/**
 * Reads a recording: lines of `OID|TYPE|VALUE`; empty lines and lines that begin with `#` are passed over.
 * Shape: `text` holds one character an octet (Latin-1), so that texts of any encoding stay as they were sent. Of lines with the same OID the
 * first counts.
 * Fails: never; what cannot be used is among `faults`.
 */
export function parseRecording(file: string, text: string): Recording {
  const objects: ObjectEntry<void>[] = [];
  const faults: string[] = [];
  const lineOf = new Map<string, number>();
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.endsWith('\r') ? raw.slice(0, -1) : raw;
    if (line === '' || line.startsWith('#')) continue;
    const fault = (column: number, what: string): void => {
      faults.push(`${file}:${index + 1}:${column}: ${what}`);
    };
    const [, name, type, said] = /^([^|]*)\|([^|]*)\|(.*)$/s.exec(line) ?? [];
    if (name === undefined || type === undefined || said === undefined) {
      fault(1, 'the line is not OID|TYPE|VALUE');
      continue;
    }
    const oid = readOid(name)?.join('.');
    if (oid === undefined) {
      fault(1, 'the line does not begin with an OID in numbers');
      continue;
    }
    const value = recordedValue(type, said);
    if ('fault' in value) {
      fault(name.length + 2 + (value.of === 'value' ? type.length + 1 : 0), value.fault);
      continue;
    }
    const before = lineOf.get(oid);
    if (before !== undefined) {
      fault(1, `${oid} stands in line ${before} already`);
      continue;
    }
    lineOf.set(oid, index + 1);
    objects.push({ oid, read: () => value });
  }
  if (objects.length === 0) faults.push(`${file}:1:1: there is no object in the file`);
  return { objects, faults };
}

import type { DocumentFormat } from '../../core/place.ts';
import { isSameSerial, plainSerial } from '../serial.ts';
import { isMembers, pointText } from './pointer.ts';

/** Under what names documents give a serial number, in letters alone. */
const NAMES = /^(device|machine|printer|product|system)?serial(no|num|nr|number)?$/;
/** Parts of a device have serial numbers of their own. */
const OF_A_PART = /accessor|battery|cartridge|consumable|disk|drum|fuser|suppl|toner|tray|wireless/i;
const LEAST_CHARACTERS = 4;

/**
 * Whose document this is, where it says so: `mine`, or the serial of another device; undefined when it says nothing or nothing that is clear.
 * Shape: a page's labels only ever prove that it is the device's: they do not say of what they are the label.
 */
export function serialIn(
  document: object,
  format: DocumentFormat,
  serial: string,
): { mine: true } | { other: string } | undefined {
  // Of a device that is only being identified nothing is known to compare with.
  if (plainSerial(serial) === '') return undefined;
  const said: string[] = [];
  const todo: unknown[] = [document];
  for (let value = todo.pop(); value !== undefined; value = todo.pop()) {
    if (Array.isArray(value)) todo.push(...value.filter((each) => each !== undefined).slice(0, 1000));
    else if (isMembers(value)) {
      for (const [name, inner] of Object.entries(value)) {
        if (OF_A_PART.test(name) || inner === null) continue;
        const text = pointText(inner);
        if (text === undefined) todo.push(inner);
        else if (isSerial(name, text)) said.push(text);
      }
    }
  }
  if (said.some((text) => isSameSerial(text, serial))) return { mine: true };
  const [first] = said;
  if (first === undefined || format === 'html' || !said.every((text) => isSameSerial(text, first))) return undefined;
  return { other: first };
}

function isSerial(name: string, text: string): boolean {
  return NAMES.test(name.toLowerCase().replace(/[^a-z]/g, '')) && plainSerial(text).length >= LEAST_CHARACTERS;
}

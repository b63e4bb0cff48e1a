import type { Device } from './device.ts';

/** Signs that people read for each other; each is taken for the second. */
const ALIKE: Record<string, string> = { O: '0', Q: '0', D: '0', I: '1', L: '1', S: '5', B: '8', Z: '2' };

/** A serial as it is compared: case, spaces and dashes say nothing. */
export function foldSerial(serial: string): string {
  return serial
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}_.]/gu, '');
}

/** How a folded name looks to who reads it off a label: signs that look alike are one. Two names with one look need not be the same. */
export function lookOf(name: string): string {
  return foldSerial(name).replaceAll(/[OQDILSBZ]/g, (sign) => ALIKE[sign] ?? sign);
}

/** Everything a device goes by: its serial, its asset tag, its aliases. */
export function namesOf({ serial, assetTag, aliases }: Device): string[] {
  return [serial, ...(assetTag === undefined ? [] : [assetTag]), ...(aliases ?? [])];
}

/** The looks a device is found by, each once; names that say nothing when folded have none. */
export function looksOf(device: Device): string[] {
  return [...new Set(namesOf(device).map(lookOf))].filter((look) => look !== '');
}

/** A text from its end to its beginning, so that names that end alike stand side by side. */
export function reversed(text: string): string {
  return signsOf(text).toReversed().join('');
}

/** The signs of a text, one code point each. */
export function signsOf(text: string): string[] {
  return Array.from(text);
}

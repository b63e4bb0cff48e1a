import { cleanText } from './text.ts';

/**
 * Whether two writings name the same serial number: case, spaces, dashes, padding and leading zeros aside.
 * Shape: either may come from a device, with NULs or a header of control octets before it.
 */
export function isSameSerial(one: string, other: string): boolean {
  return plainSerial(one) === plainSerial(other);
}

/** A serial number reduced to what distinguishes it; empty when the text says nothing. */
export function plainSerial(text: string): string {
  return cleanText(text)
    .toUpperCase()
    .replace(/[\s-]+/g, '')
    .replace(/^0+/, '');
}

/** What a device says where nobody ever wrote its serial: a name of the field, one sign over and over, or words for nothing. */
const PLACEHOLDER =
  /^(?:SERIAL(?:NO|NUM|NUMBER)?|(?:NOT?)?(?:AVAILABLE|SET|DEFINED|SPECIFIED|ASSIGNED)|NOSERIAL(?:NUMBER)?|N\/?A|NONE|NULL|NIL|EMPTY|INVALID|UNKNOWN|UNDEFINED|DEFAULT|TBD)$/;
const ONE_SIGN = /^(.)\1*$/u;
/** What does not tell serial numbers apart, and what does. */
const ASIDE = /[\s\p{Cc}\p{Cf}\p{Cs}\p{Pd}_*.]/gu;
const LEADING_ZEROS = /^0+/;
const SIGN = /[\p{L}\p{N}]/u;
/** Codes of RFC 3805 (`-1` other, `-2` unknown), which some write where a text belongs. */
const CODE = /^\s*-\d\s*$/;

/**
 * Whether two writings name the same serial number: case, spaces, dashes, padding, a header of control octets and leading zeros aside.
 * Fails: never; a text that says nothing is no other's equal.
 */
export function isSameSerial(one: string, other: string): boolean {
  const plain = plainSerial(one);
  return plain !== '' && (one === other || plain === plainSerial(other));
}

/** A serial number reduced to what distinguishes it; empty when the text says nothing: nothing but zeros or padding, or a placeholder. */
export function plainSerial(text: string): string {
  // Two control octets before a text (01 15) tell its type to PML, the protocol behind some makers' objects; they go with the others.
  const plain = text.normalize('NFKC').toUpperCase().replaceAll(ASIDE, '').replace(LEADING_ZEROS, '');
  if (CODE.test(text) || PLACEHOLDER.test(plain) || !SIGN.test(plain)) return '';
  return plain.length > 1 && ONE_SIGN.test(plain) ? '' : plain;
}

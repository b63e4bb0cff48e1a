import type { AbsentReason } from '../../core/value.ts';
import { octetsToText, showText } from '../text.ts';

/** One value of an attribute: its text as it came (hostile, not cleaned), numbers in decimal, and how it is shown as evidence; or why there is none. */
export type IppValue =
  | { kind: 'value'; text: string; shown: string }
  | { kind: 'none'; reason: AbsentReason; shown: string };

/** Tags of RFC 8010 section 3.5.2 whose values are characters. */
const TEXTS: Record<number, string> = {
  0x30: 'octetString',
  0x41: 'text',
  0x42: 'name',
  0x44: 'keyword',
  0x45: 'uri',
  0x46: 'uriScheme',
  0x47: 'charset',
  0x48: 'naturalLanguage',
  0x49: 'mimeMediaType',
};
const LAST_OUT_OF_BAND = 0x1f;
const OUT_OF_BAND: Record<number, [AbsentReason, string]> = {
  0x10: ['unsupported', 'unsupported'],
  0x12: ['unknown', 'unknown'],
  0x13: ['unknown', 'no-value'],
};

/**
 * A tagged value in words.
 * Fails: never; a value whose octets do not fit its tag is none, `malformed`.
 * Source: RFC 8010 section 3.9.
 */
export function toIppValue(tag: number, octets: Buffer): IppValue {
  if (tag <= LAST_OUT_OF_BAND) {
    const [reason, shown] = OUT_OF_BAND[tag] ?? ['unknown', `out-of-band 0x${tag.toString(16)}`];
    return { kind: 'none', reason, shown };
  }
  const name = TEXTS[tag];
  if (name !== undefined) return ofText(name, octets);
  switch (tag) {
    case 0x21:
      return octets.length === 4 ? ofPlain('integer', octets.readInt32BE(0)) : malformed('integer');
    case 0x22:
      return octets.length === 1 ? ofPlain('boolean', octets[0] !== 0) : malformed('boolean');
    case 0x23:
      return octets.length === 4 ? ofPlain('enum', octets.readInt32BE(0)) : malformed('enum');
    case 0x31:
      return octets.length === 11 ? ofPlain('dateTime', octets.toString('hex')) : malformed('dateTime');
    case 0x32:
      if (octets.length !== 9) return malformed('resolution');
      return ofPlain('resolution', `${octets.readInt32BE(0)}x${octets.readInt32BE(4)}`);
    case 0x33:
      if (octets.length !== 8) return malformed('rangeOfInteger');
      return ofPlain('rangeOfInteger', `${octets.readInt32BE(0)}-${octets.readInt32BE(4)}`);
    case 0x34:
      return { kind: 'none', reason: 'unsupported', shown: 'collection' };
    case 0x35:
    case 0x36:
      return ofLanguage(tag === 0x35 ? 'textWithLanguage' : 'nameWithLanguage', octets);
    default:
      return { kind: 'none', reason: 'malformed', shown: `value of type 0x${tag.toString(16)}` };
  }
}

/** A language and a text, each behind its own length. */
function ofLanguage(name: string, octets: Buffer): IppValue {
  const start = octets.length < 2 ? Number.NaN : 2 + octets.readUInt16BE(0);
  if (!(start + 2 <= octets.length)) return malformed(name);
  const end = start + 2 + octets.readUInt16BE(start);
  return end === octets.length ? ofText(name, octets.subarray(start + 2)) : malformed(name);
}

function ofText(name: string, octets: Buffer): IppValue {
  const text = octetsToText(octets);
  return { kind: 'value', text, shown: `${name} ${showText(text)}` };
}

function ofPlain(name: string, value: number | boolean | string): IppValue {
  return { kind: 'value', text: String(value), shown: `${name} ${value}` };
}

function malformed(name: string): IppValue {
  return { kind: 'none', reason: 'malformed', shown: `${name} of the wrong length` };
}

import iconv from 'iconv-lite';

/** A text and the character set it was read in. */
export type Decoded = { text: string; charset: string };

/** Octets as text by their byte order mark, or as UTF-8 where they are that. Fails: never; undefined where they are neither. */
export function decodeByMark(octets: Buffer): Decoded | undefined {
  const [first, second] = octets;
  if (first === 0xff && second === 0xfe) return decodeAs(octets, 'utf16le');
  if (first === 0xfe && second === 0xff) return decodeAs(octets, 'utf16-be');
  try {
    return { text: new TextDecoder('utf-8', { fatal: true }).decode(octets), charset: 'utf-8' };
  } catch {
    return undefined;
  }
}

/** Octets read in a character set that the library knows. */
export function decodeAs(octets: Buffer, charset: string): Decoded {
  return { text: iconv.decode(octets, charset), charset };
}

import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { plainOf } from './yaml-faults.ts';

/**
 * What YAML texts say, as one line of JSON each behind the digest of the text.
 * Shape: a text that is broken, or that says what JSON has no word for, is left out.
 */
export function packTexts(texts: readonly string[]): string {
  return texts
    .flatMap((text) => {
      const plain = plainOf(text);
      const json = JSON.stringify(plain) ?? '';
      return json !== '' && isDeepStrictEqual(JSON.parse(json), plain) ? [`${digestOf(text)} ${json}\n`] : [];
    })
    .join('');
}

/** Gives what a text says, where it was packed; each call anew, for the caller to keep. Fails: never; a torn line is as if it were not there. */
export function unpackTexts(packed: string): (text: string) => { plain: unknown } | undefined {
  const lines = new Map(
    packed.split('\n').map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)]),
  );
  return (text) => {
    const json = lines.get(digestOf(text));
    try {
      return json === undefined ? undefined : { plain: JSON.parse(json) };
    } catch {
      return undefined;
    }
  };
}

function digestOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

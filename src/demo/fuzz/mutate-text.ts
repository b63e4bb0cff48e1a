import type { Random } from '../fleet/random.ts';
import { MOST_OCTETS, mutateOctets } from './mutate-octets.ts';
import { oddText, pickOne } from './odd-values.ts';

/** Signs that mean something in JSON, XML, CSV, HTML or PJL. */
const SIGNS = ['{', '}', '[', ']', '<', '>', '</', '/>', '"', "'", ',', ';', ':', '=', '\\', '&', '\n', '\r\n', '\f', '\0', '//', '/*', '<!--', '<![CDATA[', '@PJL ', '\ufeff']; // prettier-ignore
const BOMBS = [
  '['.repeat(20_000),
  '{"a":'.repeat(5000),
  '<a>'.repeat(10_000),
  '<table><tr><td>'.repeat(3000),
  '<a b='.repeat(5000),
  '&lt;'.repeat(10_000),
  '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]><x>&c;&c;</x>',
  '"'.repeat(9999),
  ','.repeat(60_000),
  '\n'.repeat(60_000),
  '{"__proto__":{"x":1},"constructor":{"prototype":{}}}',
  '(a+)+$'.repeat(300),
];
/** What one mutation makes of a long line, the next one must not multiply. */
const MOST_CHARACTERS = 4 * MOST_OCTETS;
const ENCODINGS = ['utf16le', 'latin1'] as const;

/** A document changed with regard to what text is made of (or, a quarter of the time, as octets): numbers, words, signs, lines, depth, encoding. */
export function mutateText(text: Buffer, random: Random, other: Buffer): Buffer {
  if (random.chance(0.25)) return mutateOctets(text, random, other);
  let mutated = text.toString('utf8');
  for (let left = random.whole(1, 3); left > 0; left -= 1)
    mutated = pickOne(MUTATORS, random)(mutated, random).slice(0, MOST_CHARACTERS);
  const encoding = random.chance(0.1) ? pickOne(ENCODINGS, random) : 'utf8';
  return Buffer.from(mutated, encoding).subarray(0, MOST_CHARACTERS);
}

type Mutator = (text: string, random: Random) => string;

/** Replaces one of the places a pattern finds. */
function replaceOne(pattern: RegExp, by: (found: string, random: Random) => string): Mutator {
  return (text, random) => {
    const places = [...text.matchAll(pattern)];
    if (places.length === 0) return text;
    const place = pickOne(places, random);
    return text.slice(0, place.index) + by(place[0], random) + text.slice(place.index + place[0].length);
  };
}

function onLine(change: (line: string) => string[]): Mutator {
  return (text, random) => {
    const lines = text.split('\n');
    const at = random.whole(0, lines.length - 1);
    return lines.flatMap((line, n) => (n === at ? change(line) : [line])).join('\n');
  };
}

function putIn(words: readonly string[]): Mutator {
  return (text, random) => {
    const at = random.whole(0, text.length);
    return text.slice(0, at) + pickOne(words, random) + text.slice(at);
  };
}

const MUTATORS: Mutator[] = [
  replaceOne(/-?\d+(\.\d+)?/g, (_found, random) => oddText(random).toString('utf8')),
  replaceOne(/-?\d+(\.\d+)?/g, (found) => `${found}${found}${found}`),
  replaceOne(/\w+/g, (_found, random) => oddText(random).toString('utf8')),
  replaceOne(/[{}[\]<>"',;:=/]/g, () => ''),
  replaceOne(/[{}[\]<>"',;:=/]/g, (_found, random) => pickOne(SIGNS, random)),
  onLine((line) => [line, line]),
  onLine(() => []),
  onLine((line) => Array.from({ length: 300 }, () => line)),
  putIn(SIGNS),
  putIn(BOMBS),
  (text, random) => text.slice(0, random.whole(0, text.length)),
  (text) => text.toUpperCase(),
];

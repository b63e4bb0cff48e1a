import type { Reading } from '../core/reading.ts';
import { factOf, openFactTaker, openFactsReader, parseFacts, timeOf, type Wanted } from './facts.ts';
import type { Words } from './words.ts';

const [OPEN, CLOSE, COMMA, QUOTE, BACKSLASH, MINUS, ZERO, NINE] = [0x5b, 0x5d, 0x2c, 0x22, 0x5c, 0x2d, 0x30, 0x39];
/** Whole numbers of so many figures are made of them without loss. */
const MOST_FIGURES = 15;
const LAST_ASCII = 0x7f;
/** Name, kind, value, distance and whether it is from a list. */
const STRIDE = 5;

/**
 * Reads what `encodeFacts` wrote from its octets, and makes nothing of what is not asked for: of a thousand devices, to parse it all costs as much as the rest.
 * Shape: `entry` is UTF-8, and may have anything without a bracket before it; the result is that of `openFactsReader`. `words` do not grow meanwhile.
 * Fails: SyntaxError for what was not written so.
 */
export function openFactsScanner(words: Words, wanted: Wanted): (entry: Buffer) => Reading[] {
  const { notBefore } = wanted;
  const read = openFactsReader(words, wanted);
  const taker = openFactTaker(words, wanted);
  const names: ReturnType<typeof taker.nameOf>[] = [];
  const said: (number | string)[] = Array.from({ length: STRIDE }, () => 0);

  /** What whole numbers and plain texts say; undefined where there is anything else. One loop without calls: these are octets by the million. */
  function scan(octets: Buffer): Reading[] | undefined {
    const readings: Reading[] = [];
    let base = 0;
    let name: ReturnType<typeof taker.nameOf> = false;
    const begin = octets.indexOf(OPEN) + 1;
    let at = begin - 1;
    let octet = COMMA;
    for (let place = STRIDE - 1; octet === COMMA; place = place === STRIDE - 1 ? 0 : place + 1) {
      at += 1;
      octet = octets[at] ?? 0;
      const start = at;
      let number = 0;
      if (octet === QUOTE) {
        do {
          at += 1;
          octet = octets[at] ?? BACKSLASH;
          if (octet === BACKSLASH || octet > LAST_ASCII) return undefined;
        } while (octet !== QUOTE);
        if (place === 0) return undefined;
        if (name !== false) said[place] = octets.toString('latin1', start + 1, at);
        at += 1;
        octet = octets[at] ?? 0;
      } else {
        const isNegative = octet === MINUS;
        if (isNegative) at += 1;
        const first = at;
        for (octet = octets[at] ?? 0; octet >= ZERO && octet <= NINE; octet = octets[at] ?? 0) {
          number = number * 10 + octet - ZERO;
          at += 1;
        }
        if (at === first || at - first > MOST_FIGURES) return undefined;
        if (isNegative) number = -number;
        said[place] = number;
      }
      if (octet !== COMMA && octet !== CLOSE) return undefined;
      if (start === begin) base = number;
      else if (place === 0) name = names[number] ??= taker.nameOf(number);
      else if (place === STRIDE - 1 && name !== false) {
        const time = timeOf(base, said[3]);
        const value = time < notBefore ? undefined : taker.valueOf(said[1], said[2]);
        if (value !== undefined) readings.push(factOf(name, value, time, said[4] === 1));
      }
    }
    return readings;
  }

  return (entry) => scan(entry) ?? read(parseFacts(entry.toString('utf8', Math.max(0, entry.indexOf(OPEN)))));
}

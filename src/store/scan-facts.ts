import { AppError } from '../core/errors.ts';
import type { Reading } from '../core/reading.ts';
import { factOf, openFactTaker, timeOf, type Wanted } from './facts.ts';
import type { Words } from './words.ts';

const [OPEN, CLOSE, COMMA, QUOTE, BACKSLASH, MINUS, ZERO, NINE] = [0x5b, 0x5d, 0x2c, 0x22, 0x5c, 0x2d, 0x30, 0x39];
/** Whole numbers of so many figures are made of them without loss. */
const MOST_FIGURES = 15;
/** What follows the name of a reading. */
const BEHIND_NAME = 4;

/**
 * Reads what `encodeFacts` wrote from its octets, and makes nothing of what is not asked for: of a thousand devices, to parse it all costs as much as the rest.
 * Shape: `entry` is UTF-8, and may have anything without a bracket before it; the result is that of `openFactsReader`.
 * Fails: AppError `store_failed` for what was not written so.
 */
export function openFactsScanner(words: Words, wanted: Wanted): (entry: Buffer) => Reading[] {
  const { notBefore } = wanted;
  const taker = openFactTaker(words, wanted);
  let octets: Buffer = Buffer.alloc(0);
  let at = 0;

  /** Goes behind the text that begins here. */
  function passText(): void {
    at += 1;
    while (at < octets.length && octets[at] !== QUOTE) at += octets[at] === BACKSLASH ? 2 : 1;
    at += 1;
  }

  /** The number or text that begins here; goes behind it. */
  function take(): unknown {
    const start = at;
    if (octets[at] === QUOTE) {
      passText();
      return JSON.parse(octets.toString('utf8', start, at));
    }
    const isNegative = octets[at] === MINUS;
    if (isNegative) at += 1;
    const first = at;
    let number = 0;
    let octet = octets[at] ?? CLOSE;
    while (octet >= ZERO && octet <= NINE) {
      number = number * 10 + octet - ZERO;
      at += 1;
      octet = octets[at] ?? CLOSE;
    }
    const figures = at - first;
    if ((octet === COMMA || octet === CLOSE) && figures > 0 && figures <= MOST_FIGURES) {
      return isNegative ? -number : number;
    }
    while (octet !== COMMA && octet !== CLOSE) {
      at += 1;
      octet = octets[at] ?? CLOSE;
    }
    return JSON.parse(octets.toString('latin1', start, at));
  }

  /** The one behind the comma that stands here. */
  function takeNext(): unknown {
    at += 1;
    return take();
  }

  /** Goes behind so many, each with the comma before it. */
  function pass(count: number): void {
    let left = count;
    for (; at < octets.length; at += 1) {
      const octet = octets[at];
      if (octet === COMMA) {
        if (left === 0) return;
        left -= 1;
        if (octets[at + 1] !== QUOTE) continue;
        at += 1;
        passText();
        at -= 1;
      } else if (octet === CLOSE) {
        return;
      }
    }
  }

  return (entry) => {
    octets = entry;
    at = 0;
    while (at < octets.length && octets[at] !== OPEN) at += 1;
    at += 1;
    const base = Number(take());
    const readings: Reading[] = [];
    while (octets[at] === COMMA) {
      const name = taker.nameOf(takeNext());
      if (name === false) {
        pass(BEHIND_NAME);
        continue;
      }
      const [kind, said, apart, report] = [takeNext(), takeNext(), takeNext(), takeNext()];
      const time = timeOf(base, apart);
      const value = time < notBefore ? undefined : taker.valueOf(kind, said);
      if (value !== undefined) readings.push(factOf(name, value, time, report === 1));
    }
    if (octets[at] !== CLOSE) throw new AppError('store_failed', 'the readings of a device are in an unknown form');
    return readings;
  };
}

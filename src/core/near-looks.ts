import { foldSerial, lookOf, signsOf } from './device-names.ts';

/** What looks are made of, after signs that look alike were made one. */
const SIGNS = signsOf('0123456789ACEFGHJKMNPRTUVWXY');

/** Shorter names are near to everything; longer ones are no serial, and whoever sends them must not make us work. */
const SHORTEST = 3;
const LONGEST = 40;
/** The fewest signs that a part of what was said must have to stand for a name. */
const SHORTEST_PART = 5;
const MOST_ZEROS = 6;

/**
 * Looks of all names that somebody may have meant: with more or fewer leading zeros, without what was said before the serial itself, and with one
 * sign more, one less, another one, or two of them swapped. They are looked up by key, so what it costs does not grow with the registry.
 * Shape: without the look that was said; empty for what is too short or too long to be near to anything.
 */
export function nearLooks(said: string): string[] {
  const look = lookOf(said);
  const signs = signsOf(look);
  if (signs.length < SHORTEST || signs.length > LONGEST) return [];
  const near = new Set<string>([...zeroLooks(said), ...endLooks(signs)]);
  for (let at = 0; at <= signs.length; at += 1) {
    const head = signs.slice(0, at).join('');
    const tail = signs.slice(at).join('');
    const rest = signs.slice(at + 1).join('');
    for (const sign of SIGNS) near.add(head + sign + tail);
    if (at === signs.length) continue;
    near.add(head + rest);
    for (const sign of SIGNS) near.add(head + sign + rest);
    near.add(head + (signs[at + 1] ?? '') + (signs[at] ?? '') + signs.slice(at + 2).join(''));
  }
  near.delete(look);
  near.delete('');
  return [...near];
}

/** Runs of digits with their leading zeros left out, or with up to six of them. */
function zeroLooks(said: string): string[] {
  const folded = foldSerial(said);
  return [...folded.matchAll(/(?<![0-9])0*([0-9]+)/g)].flatMap((run) => {
    const head = folded.slice(0, run.index);
    const tail = folded.slice(run.index + run[0].length);
    const digits = run[1] ?? '';
    return Array.from({ length: MOST_ZEROS + 1 }, (_, zeros) => lookOf(`${head}${'0'.repeat(zeros)}${digits}${tail}`));
  });
}

/** What stands before a serial on a label or in a bar code is said with it: SN, S/N, a maker's letters. */
function endLooks(signs: readonly string[]): string[] {
  const ends = [];
  for (let from = 1; signs.length - from >= SHORTEST_PART; from += 1) ends.push(signs.slice(from).join(''));
  return ends;
}

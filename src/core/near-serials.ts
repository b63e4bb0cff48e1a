import { distance } from 'fastest-levenshtein';

/** A serial as it is compared: case, spaces and dashes say nothing. */
export function foldSerial(serial: string): string {
  return serial
    .normalize('NFKC')
    .toUpperCase()
    .replaceAll(/[\s\p{Pd}_.]/gu, '');
}

/**
 * At most three serials near to what was said, nearest first.
 * O and 0, I, L and 1, S and 5, B and 8 are read for each other, so they cost less than another letter would.
 * Fails: never; nothing near gives an empty list, and near is never taken for meant.
 */
export function nearSerials(said: string, serials: readonly string[]): string[] {
  const wanted = foldSerial(said);
  if (wanted.length < 3) return [];
  const look = alike(wanted);
  const allowed = Math.max(1, Math.floor(wanted.length / 4));
  return serials
    .map((serial) => {
      const folded = foldSerial(serial);
      const far = distance(look, alike(folded)) + distance(wanted, folded) / 100;
      // People read the last digits out; a serial that ends in what was said is near however long it is.
      return { serial, far: folded.endsWith(wanted) && wanted.length >= 4 ? Math.min(far, 0.9) : far };
    })
    .filter(({ far }) => far < allowed + 1)
    .sort((a, b) => a.far - b.far || (a.serial < b.serial ? -1 : 1))
    .slice(0, 3)
    .map(({ serial }) => serial);
}

function alike(folded: string): string {
  return folded.replaceAll('O', '0').replaceAll(/[IL]/g, '1').replaceAll('S', '5').replaceAll('B', '8');
}

/**
 * Gives each part a key of its own: a second row of the same key gets `-2`, a third `-3`.
 * Shape: keys in the order of the rows, the same number of keys out.
 */
export function numberParts(keys: string[]): string[] {
  const taken = new Set<string>();
  return keys.map((key) => {
    let own = key;
    for (let n = 2; taken.has(own); n += 1) own = `${key}-${n}`;
    taken.add(own);
    return own;
  });
}

/**
 * Tells what has been seen already, of the newest `most` names for so long.
 * Units: `forMs` milliseconds of our monotonic clock, from when a name was new. Shape: a name that is told to be new is seen from then on.
 */
export function openSeen(most: number, forMs: number): (name: string) => boolean {
  const seen = new Map<string, number>();
  return (name) => {
    const now = performance.now();
    const at = seen.get(name);
    if (at !== undefined && now - at < forMs) return true;
    seen.delete(name);
    const [oldest] = seen.keys();
    if (seen.size >= most && oldest !== undefined) seen.delete(oldest);
    seen.set(name, now);
    return false;
  };
}

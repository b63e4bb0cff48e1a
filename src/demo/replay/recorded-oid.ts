const MOST_ARCS = 128;
const MOST_ARC = 0xffffffff;

/**
 * Arcs of an OID as recordings write it, with or without a dot in front.
 * Fails: undefined for anything that cannot go over the wire.
 */
export function readOid(text: string): number[] | undefined {
  const dotted = text.startsWith('.') ? text.slice(1) : text;
  if (!/^\d{1,10}(\.\d{1,10})+$/.test(dotted)) return undefined;
  const arcs = dotted.split('.').map(Number);
  const [first = 0, second = 0] = arcs;
  if (arcs.length > MOST_ARCS || arcs.some((arc) => arc > MOST_ARC)) return undefined;
  return first > 2 || (first < 2 && second > 39) ? undefined : arcs;
}

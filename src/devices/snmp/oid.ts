const DOT = 46;
const ZERO = 48;

/**
 * The longest an OID can be in writing: 128 numbers of ten digits. A device that names more has no object in mind.
 * Source: RFC 2578, 3.5. Units: characters.
 */
export const MOST_OID = 128 * 11;

/** The index of an OID below a column, or undefined when it lies elsewhere. */
export function indexBelow(column: string, oid: string): string | undefined {
  return oid.length > column.length + 1 && oid.charCodeAt(column.length) === DOT && oid.startsWith(column)
    ? oid.slice(column.length + 1)
    : undefined;
}

/**
 * Whether OID (or index) `next` comes after `previous` in the order of a walk: number by number, the shorter one first.
 * It is asked for every object of a walk and so reads the digits in place.
 */
export function isAfter(next: string, previous: string): boolean {
  let at = 0;
  let from = 0;
  while (at < next.length && from < previous.length) {
    let one = 0;
    let other = 0;
    for (; at < next.length && next.charCodeAt(at) !== DOT; at += 1) one = one * 10 + next.charCodeAt(at) - ZERO;
    for (; from < previous.length && previous.charCodeAt(from) !== DOT; from += 1) {
      other = other * 10 + previous.charCodeAt(from) - ZERO;
    }
    if (one !== other) return one > other;
    at += 1;
    from += 1;
  }
  return next.length - at > previous.length - from && at < next.length;
}

/** The index of the row that would come after this one, were one added. */
export function nextIndex(index: string): string {
  const at = index.lastIndexOf('.') + 1;
  return `${index.slice(0, at)}${Number(index.slice(at)) + 1}`;
}

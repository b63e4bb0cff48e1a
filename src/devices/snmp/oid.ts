/** The index of an OID below a column, or undefined when it lies elsewhere. */
export function indexBelow(column: string, oid: string): string | undefined {
  return oid.length > column.length + 1 && oid[column.length] === '.' && oid.startsWith(column)
    ? oid.slice(column.length + 1)
    : undefined;
}

/** Whether OID (or index) `next` comes after `previous` in the order of a walk. */
export function isAfter(next: string, previous: string): boolean {
  return compareOids(next, previous) > 0;
}

/** The order of two OIDs (or indexes): number by number, the shorter one first. */
export function compareOids(one: string, other: string): number {
  const ones = one.split('.');
  const others = other.split('.');
  for (const [place, number] of ones.entries()) {
    const against = others[place];
    if (against === undefined) return 1;
    if (number !== against) return Number(number) - Number(against);
  }
  return ones.length - others.length;
}

/** A stretch of a text. Shape: offsets; `end` is the first behind it. */
export type Stretch = { start: number; end: number };

/** Where a clause ends that a denial does not reach beyond. */
const CLAUSE_BREAK = /[.,;:!?\n。、]/g;

/** A text with stretches of it put out by spaces, so that every offset stays what it was. Shape: the stretches may overlap, in any order. */
export function blank(text: string, stretches: readonly Stretch[]): string {
  const kept: string[] = [];
  let at = 0;
  for (const { start, end } of [...stretches].sort((a, b) => a.start - b.start)) {
    if (end <= at) continue;
    const from = Math.max(start, at);
    kept.push(text.slice(at, from), ' '.repeat(end - from));
    at = end;
  }
  kept.push(text.slice(at));
  return kept.join('');
}

/** A text without what was denied: each from the beginning of its clause to the end of the phrase. Shape: the phrases are in order of place. */
export function withoutClauses(text: string, denied: readonly Stretch[]): string {
  const breaks = text.matchAll(CLAUSE_BREAK);
  let clause = 0;
  let next = breaks.next();
  const stretches = denied.map(({ start, end }) => {
    while (next.done !== true && next.value.index < start) {
      clause = next.value.index + 1;
      next = breaks.next();
    }
    return { start: clause, end };
  });
  return blank(text, stretches);
}

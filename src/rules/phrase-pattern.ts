/** One place of a pattern: the texts that may stand there; an empty one means that the place may be left out. */
export type PatternPlace = readonly string[];

const GROUP = /\(([^()]*)\)(\?)?/g;

/**
 * The places of a phrase as the rules write it: `prints (look|are) (too |)light` has four.
 * Shape: a group lists alternatives between bars; an empty alternative, or a question mark behind the group, makes it optional. Groups do not nest.
 * Fails: never; a text without groups is one place.
 */
export function readPattern(pattern: string): PatternPlace[] {
  const places: PatternPlace[] = [];
  let from = 0;
  for (const match of pattern.matchAll(GROUP)) {
    if (match.index > from) places.push([pattern.slice(from, match.index)]);
    const texts = (match[1] ?? '').split('|');
    places.push(match[2] === undefined || texts.includes('') ? texts : [...texts, '']);
    from = match.index + match[0].length;
  }
  if (from < pattern.length) places.push([pattern.slice(from)]);
  return places;
}

/** Whether the groups of a pattern pair and do not nest. */
export function isPattern(text: string): boolean {
  return !/[()|]/.test(text.replace(GROUP, ''));
}

/**
 * The `turn`th text of a pattern: each group gives its alternatives in turn, so that as many turns as its longest group has cover all of them.
 * Shape: spaces that alternatives leave doubled are single.
 */
export function sayPattern(pattern: string, turn: number): string {
  return readPattern(pattern)
    .map((place, at) => place[(turn * (1 + (at % 2)) + Math.floor(turn / place.length) + at) % place.length] ?? '')
    .join('')
    .replaceAll(/\s+/g, ' ')
    .trim();
}

/** How many alternatives the longest group of a pattern has. */
export function turnsOf(pattern: string): number {
  return Math.max(1, ...readPattern(pattern).map((place) => place.length));
}

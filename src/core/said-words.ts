import type { Path, SaidPart } from './said.ts';

const PATH_WORDS: Record<Path, string> = { copies: 'copies', prints: 'prints', scans: 'scans', faxes: 'faxes' };
const ASKED: readonly Path[] = ['prints', 'copies', 'scans', 'faxes'];

/** The ways through the machine that something is on alone: "on copies and scans only". */
export function onlyInWords(paths: readonly Path[], between: 'and' | 'or' = 'and'): string {
  return `on ${listed(
    paths.map((path) => PATH_WORDS[path]),
    between,
  )} only`;
}

/** What to ask where it was not said on which way through the machine a fault shows: one that is not among those meant. */
export function questionOfOnly(paths: readonly Path[]): string {
  const other = ASKED.find((path) => !paths.includes(path)) ?? 'prints';
  return `Does it show on ${PATH_WORDS[other]} too?`;
}

/** Toner colours that were said. */
export function coloursInWords(colours: readonly string[]): string {
  return `in ${listed(colours, 'and')}`;
}

/** Parts that were named. Shape: `tray-2` is tray 2. */
export function partsInWords(parts: readonly SaidPart[]): string {
  return listed(
    parts.map(({ kind, key }) => (kind === 'adf' ? 'document feeder' : key.replaceAll('-', ' '))),
    'and',
  );
}

/** Several words in a row. */
function listed(words: readonly string[], between: 'and' | 'or'): string {
  const last = words.at(-1);
  if (last === undefined) return '';
  return words.length === 1 ? last : `${words.slice(0, -1).join(', ')} ${between} ${last}`;
}

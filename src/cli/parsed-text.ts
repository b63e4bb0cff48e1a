import { lengthInWords } from '../core/ruler.ts';
import type { Parsed } from '../core/intake.ts';
import type { SaidSince } from '../core/said.ts';
import { plain } from './terminal-text.ts';

/** What a text says when read as a claim, for a terminal; what was not said is left out. */
export function parsedText(parsed: Parsed): string {
  const { about, candidates, symptoms } = parsed;
  if (!parsed.isClaim && candidates.length === 0) return ['not a claim', ...parsed.problems].join('\n');
  const symptom =
    symptoms.length > 0 ? symptoms.join(', ') : candidates.length > 0 ? `one of ${candidates.join(', ')}?` : 'not said';
  const lines = [`serial: ${parsed.serial ?? 'not said'}`, `symptom: ${symptom}`];
  const said: readonly (readonly [string, readonly string[]])[] = [
    ['part', about.parts.map(({ key }) => key)],
    ['only', about.only],
    ['colour', about.colours],
    ['code', about.codes],
    ['marks every', about.repeatMm === undefined ? [] : [lengthInWords(about.repeatMm)]],
    ['since', about.since === undefined ? [] : [sinceText(about.since)]],
  ];
  for (const [name, values] of said) if (values.length > 0) lines.push(`${name}: ${values.join(', ')}`);
  return [...lines, ...parsed.problems].map(plain).join('\n');
}

/** What was said, with the moment it means; where no day was said, with the span alone. */
function sinceText({ words, at, about }: SaidSince): string {
  return `${words} (${about?.span ?? new Date(at).toISOString()})`;
}

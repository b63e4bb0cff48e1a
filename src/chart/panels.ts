import type { NumberBaseline } from '../core/baseline.ts';
import type { Comparison, Verdict } from '../core/comparison.ts';
import type { Fetch } from '../core/dossier.ts';
import { averageInWords, numberInWords, rangeInWords, verdictInWords } from '../core/words.ts';
import { clean } from './clean.ts';

/** More strips than this are too small on a phone; the table in the thread has them all. */
const MOST_PANELS = 6;

/** One strip: a number of this machine among its peers. Texts are clean, not escaped. */
export type Panel = {
  title: string;
  verdict: Verdict;
  own: { number: number; text: string };
  baseline: NumberBaseline;
  /** What stands under the strip. */
  words: string;
};

/** The numbers of a fetch that have peers to stand among, oddest first. */
export function panelsOf(fetch: Pick<Fetch, 'comparisons'>): Panel[] {
  return [...fetch.comparisons]
    .sort((one, other) => other.oddness - one.oddness)
    .flatMap((comparison) => panelOf(comparison) ?? [])
    .slice(0, MOST_PANELS);
}

function panelOf(comparison: Comparison): Panel | undefined {
  const { figure, baseline, verdict } = comparison;
  if (figure.kind !== 'number' || baseline.kind !== 'number' || figure.unit !== baseline.unit) return undefined;
  if (![figure.number, baseline.average, baseline.p10, baseline.p90].every(Number.isFinite)) return undefined;
  const title = clean(titleOf(comparison), 44);
  const text = numberInWords(figure.number, figure.unit);
  return {
    title,
    verdict,
    own: { number: figure.number, text },
    baseline,
    words: `average ${averageInWords(baseline)}, usual range ${rangeInWords(baseline)}`,
  };
}

function titleOf({ title, part, partTitle }: Comparison): string {
  const name = partTitle ?? part;
  return name === undefined || name.trim() === '' ? title : `${title}, ${name}`;
}

/** What the picture shows, in words, for those who cannot see it. Shape: at most 800 characters, so that it leaves a message room. */
export function altTextOf(head: string, panels: readonly Panel[]): string {
  const lines = panels.map(
    ({ title, own, verdict, words }) => `${title}: this machine ${own.text}, ${verdictInWords(verdict)}; ${words}.`,
  );
  return clean([head, ...lines].join(' '), 800);
}

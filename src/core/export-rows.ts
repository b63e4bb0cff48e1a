import type { Dossier, Fetch } from './dossier.ts';
import { isStored } from './is-stored.ts';
import { isOfPast, isReport, type Reading, readingKey } from './reading.ts';
import { averageInWords, figureInWords, medianInWords, rangeInWords, valueInWords, verdictInWords } from './words.ts';

/** What an export says of each figure. */
export const EXPORT_HEAD = [
  'fetch',
  'asked',
  'item',
  'part',
  'verdict',
  'figure',
  'average (n)',
  'median',
  'p10 to p90',
  'because',
  'read',
  'kind',
  'protocol',
  'place',
  'raw answer',
  'answered',
] as const;

/**
 * Every figure of every fetch of a claim, oldest fetch first and oddest row first, with where it came from.
 * Shape: texts in the order of EXPORT_HEAD, times in ISO 8601; of other devices there are averages and nothing else.
 */
export function exportRows(dossier: Dossier): string[][] {
  const titles = new Map(dossier.items.map(({ item, title }) => [item, title]));
  return dossier.fetches.flatMap((fetch) => {
    const compared = [...fetch.comparisons].sort((a, b) => b.oddness - a.oddness);
    const known = new Set(compared.map((comparison) => readingKey(comparison.reading)));
    const rest = fetch.readings.filter((reading) => !known.has(readingKey(reading)));
    return [
      ...compared.map((row) => [
        ...headOf(fetch),
        row.title,
        row.partTitle ?? row.part ?? '',
        verdictInWords(row.verdict),
        figureInWords(row.figure),
        averageInWords(row.baseline),
        medianInWords(row.baseline),
        rangeInWords(row.baseline),
        row.because,
        ...sourceOf(row.reading, fetch),
      ]),
      ...rest.map((reading) => [
        ...headOf(fetch),
        titles.get(reading.item) ?? reading.item,
        reading.partTitle ?? reading.part ?? '',
        '',
        valueInWords(reading.value),
        '',
        '',
        '',
        '',
        ...sourceOf(reading, fetch),
      ]),
    ];
  });
}

function headOf(fetch: Fetch): string[] {
  return [String(fetch.n + 1), momentInIso(fetch.askedAt)];
}

function sourceOf(reading: Reading, fetch: Fetch): string[] {
  const last = reading.evidence.at(-1);
  const value = reading.value.kind === 'absent' ? '' : momentInIso(reading.at);
  const source = last === undefined ? ['', '', '', ''] : [last.protocol, last.place, last.raw, momentInIso(last.at)];
  return [value, kindOf(reading, fetch), ...source];
}

function kindOf(reading: Reading, fetch: Fetch): string {
  if (reading.value.kind === 'absent') return isOfPast(reading) ? 'not known' : 'not read';
  if (isReport(reading)) return 'service-mode list';
  if (isOfPast(reading)) return 'worked out of what is stored';
  return isStored(reading.at, fetch) ? 'stored' : 'live';
}

/** A moment as every program reads it. Fails: never; a moment no calendar knows is the empty text. */
export function momentInIso(at: number): string {
  const date = new Date(at);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString();
}

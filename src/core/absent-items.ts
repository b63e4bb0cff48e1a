import type { Fetch } from './dossier.ts';

/**
 * Items of a claim that another question may bring: of which something could not be read although the model offers it, or nothing was read at all. What is
 * worked out of the past no question brings.
 * Shape: ids, `planned` those that the claim calls for.
 */
export function absentItems(planned: readonly string[], { readings }: Pick<Fetch, 'readings'>): Set<string> {
  const read = new Set(readings.map(({ item }) => item));
  const absent = new Set(
    readings.flatMap(({ item, value }) =>
      value.kind === 'absent' && value.reason !== 'unsupported' && value.reason !== 'no_rate' ? [item] : [],
    ),
  );
  return new Set(planned.filter((item) => absent.has(item) || !read.has(item)));
}

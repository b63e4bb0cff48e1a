import type { Unit } from './value.ts';
import type { Whose } from './withhold.ts';

/** The unit of a number that is compared, and that of the readings it was worked out of. */
export type Units = { unit: Unit; of: Unit };

/** What one peer says of an item, as it is compared; numbers without `units` are in those of the rule. Units: `at` milliseconds since 1970. */
export type PeerValue = {
  value: number | string;
  at: number;
  units?: Units | undefined;
} & Partial<Whose>;

/**
 * What peers say of one item and part, side by side: the n-th of each list is of the same peer.
 * Beside ten thousand peers a claim has more than a hundred thousand values, and an object for each costs more than all that is worked out of them.
 * Units: `ats` milliseconds since 1970.
 */
export type PeerColumn = {
  values: (number | string)[];
  ats: number[];
  units: (Units | undefined)[];
  whose: Partial<Whose>[];
};

/** A column in which nobody says anything yet. */
export function emptyColumn(): PeerColumn {
  return { values: [], ats: [], units: [], whose: [] };
}

/** Adds what one more peer says. */
export function addTo(
  column: PeerColumn,
  value: number | string,
  at: number,
  units: Units | undefined,
  whose: Partial<Whose> = NOBODY,
): void {
  column.values.push(value);
  column.ats.push(at);
  column.units.push(units);
  column.whose.push(whose);
}

const NOBODY: Partial<Whose> = {};

/** Values as a column, in their order. */
export function columnOf(values: readonly PeerValue[]): PeerColumn {
  return {
    values: values.map(({ value }) => value),
    ats: values.map(({ at }) => at),
    units: values.map(({ units }) => units),
    whose: [...values],
  };
}

/** A column as values, in its order. */
export function valuesOf({ values, ats, units, whose }: PeerColumn): PeerValue[] {
  return values.map((value, n) => ({ ...whose[n], value, at: ats[n] ?? Number.NaN, units: units[n] }));
}

/** Those of a column that are kept, each asked about once and in their order; the column itself where all are. */
export function keepOf(column: PeerColumn, isKept: (n: number) => boolean): PeerColumn {
  const { values, ats, units, whose } = column;
  let n = 0;
  while (n < values.length && isKept(n)) n += 1;
  if (n === values.length) return column;
  const kept = { values: values.slice(0, n), ats: ats.slice(0, n), units: units.slice(0, n), whose: whose.slice(0, n) };
  for (let place = n + 1; place < values.length; place += 1) {
    if (isKept(place)) addTo(kept, values[place] ?? '', ats[place] ?? Number.NaN, units[place], whose[place]);
  }
  return kept;
}

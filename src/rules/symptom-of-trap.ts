import type { Trap } from '../core/trap.ts';
import type { RuleBook } from './book.ts';

/** A symptom that a trap speaks for, and how often it must within how long. Units: `withinMs` milliseconds. */
export type TrapMeaning = { symptom: string; times: number; withinMs: number };

/** The symptoms a trap speaks for, by the rules. */
export function symptomsOfTrap(book: Pick<RuleBook, 'symptoms'>, trap: Trap): TrapMeaning[] {
  const meanings: TrapMeaning[] = [];
  for (const { id, alerts = [] } of book.symptoms.values()) {
    const fit = alerts.find(
      ({ code, group, trap: generic }) =>
        (code === undefined || (trap.code !== undefined && code.includes(trap.code))) &&
        (group === undefined || (trap.group !== undefined && group.includes(trap.group))) &&
        (generic === undefined || generic === trap.generic),
    );
    if (fit !== undefined) meanings.push({ symptom: id, times: fit.times, withinMs: fit.withinMinutes * 60_000 });
  }
  return meanings;
}

import type { Condition } from './place.ts';

/** Whether a raw value, as text, is one that is meant; undefined where the row has no such value. */
export type Meets = (raw: string | undefined) => boolean;

/**
 * A condition of a rule made ready to be asked of many rows.
 * Fails: never for a condition the rules' check let through; a row without the value meets only a `not`.
 */
export function meetsOf(condition: Condition): Meets {
  if (Array.isArray(condition)) {
    const wanted = new Set(condition);
    return (raw) => raw !== undefined && wanted.has(raw);
  }
  if ('not' in condition) {
    const unwanted = new Set(condition.not);
    return (raw) => raw === undefined || !unwanted.has(raw);
  }
  const pattern = new RegExp(condition.matches, 'iu');
  return (raw) => raw !== undefined && pattern.test(raw);
}

import { AppError } from '../core/errors.ts';

const DAY_MS = 86_400_000;

/**
 * A moment as it is typed: so many days ago (`30d`), or a date (`2026-11-01`, in UTC unless it says otherwise).
 * Shape: a date without a time is its beginning, or its end where that is meant.
 * Units: milliseconds since 1970.
 * Fails: AppError `bad_input` when it is neither.
 */
export function readMoment(word: string, now: number, means: 'begin' | 'end' = 'begin'): number {
  const days = /^(\d{1,5})d$/.exec(word.trim())?.[1];
  if (days !== undefined) return now - Number(days) * DAY_MS;
  const text = word.trim();
  const isDay = /^\d{4}-\d{2}-\d{2}$/.test(text);
  const isTime = /^\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}/.test(text);
  const at =
    isDay || isTime ? Date.parse(isTime && !/(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) ? `${text}Z` : text) : Number.NaN;
  if (Number.isNaN(at)) {
    throw new AppError('bad_input', 'A moment is written as 30d (days ago) or as a date such as 2026-11-01.');
  }
  return isDay && means === 'end' ? at + DAY_MS - 1 : at;
}

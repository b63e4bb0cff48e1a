import { z } from 'zod';
import { isTimeZone } from '../core/zone.ts';

const text = z.string().min(1);

const UNITS: Record<string, number> = { m: 60_000, h: 3_600_000, d: 86_400_000 };
/** Oftener than this is monitoring, and rarer a registry that nobody reads. */
const LEAST_MS = 5 * 60_000;
const MOST_MS = 90 * 86_400_000;

const AN_INTERVAL = 'must be an interval such as 30m, 24h or 7d';
const interval = z
  .string(AN_INTERVAL)
  .regex(/^\d+(?:\.\d+)?[mhd]$/, AN_INTERVAL)
  .transform((written) => Number(written.slice(0, -1)) * (UNITS[written.slice(-1)] ?? Number.NaN))
  .refine((ms) => ms >= LEAST_MS && ms <= MOST_MS, 'must be from 5m to 90d');
const OFF = 'off';

const timeZone = text.refine(isTimeZone, 'must be a time zone such as Europe/Berlin');

const span = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d$/, 'must be hours such as 22:00-06:00')
  .transform((written) => ({ from: minuteOf(written.slice(0, 5)), to: minuteOf(written.slice(6)) }))
  .refine(({ from, to }) => from !== to, 'must end at another time than it begins');
const quiet = z.array(span).refine((spans) => !isWholeDay(spans), 'must leave some of the day');

const devices = { model: text.optional(), customer: text.optional(), tag: text.optional() };
const atOnce = z.int().min(1).max(400);

/** How stored readings are kept fresh. */
export const sweepSchema = z.strictObject({
  every: z.preprocess((written) => (written === OFF ? undefined : written), interval.optional()).prefault('24h'),
  atOnce: atOnce.default(64),
  atOncePerSite: atOnce.default(4),
  timeZone: timeZone.optional(),
  quiet: quiet.default([]),
  intervals: z.array(z.strictObject({ ...devices, every: interval })).default([]),
  sites: z
    .array(
      z.strictObject({
        site: text.optional(),
        customer: text.optional(),
        atOnce: atOnce.optional(),
        timeZone: timeZone.optional(),
        quiet: quiet.optional(),
      }),
    )
    .default([]),
});

function minuteOf(written: string): number {
  return Number(written.slice(0, 2)) * 60 + Number(written.slice(3));
}

function isWholeDay(spans: readonly { from: number; to: number }[]): boolean {
  const isIn = (minute: number): boolean =>
    spans.some(({ from, to }) => (from < to ? minute >= from && minute < to : minute >= from || minute < to));
  return Array.from({ length: 24 * 60 }, (_, minute) => minute).every(isIn);
}

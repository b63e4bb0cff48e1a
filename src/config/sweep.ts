import type { z } from 'zod';
import type { SweepSettings } from '../core/sweep-settings.ts';
import type { sweepSchema } from './sweep-schema.ts';

/** What the file says of sweeps, as the program takes it. Shape: hours without a time zone are those of the file's, else of this machine. */
export function toSweep(file: z.output<typeof sweepSchema>): SweepSettings & { isOn: boolean } {
  const { every, atOnce, atOncePerSite, intervals, sites } = file;
  const home = file.timeZone ?? new Intl.DateTimeFormat().resolvedOptions().timeZone;
  return {
    isOn: every !== undefined,
    everyMs: every ?? DAY_MS,
    atOnce,
    atOncePerSite,
    quiet: { timeZone: home, spans: file.quiet },
    rules: intervals.map(({ every: everyMs, ...match }) => ({ ...match, everyMs })),
    sites: sites.map(({ timeZone, quiet, ...match }) => {
      if (timeZone === undefined && quiet === undefined) return match;
      return { ...match, quiet: { timeZone: timeZone ?? home, spans: quiet ?? file.quiet } };
    }),
  };
}

/** What "due" means to who sweeps by hand where nothing is swept by itself. */
const DAY_MS = 86_400_000;

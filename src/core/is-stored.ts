import type { Fetch } from './dossier.ts';

/** A clock may differ by so much between what was asked and what was answered. Units: milliseconds. */
const SLACK_MS = 10_000;

/** Whether a value was read before a fetch asked for it, so that nobody takes it for live. Units: `at` milliseconds since 1970. */
export function isStored(at: number, { askedAt }: Pick<Fetch, 'askedAt'>): boolean {
  return at < askedAt - SLACK_MS;
}

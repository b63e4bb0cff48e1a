import { type Bell, type BellDevice, DEFAULT_BELL, hasGroup } from './bell.ts';
import type { Claim } from './claim.ts';

/**
 * A bell as it stands, by the events of the claim that rang it.
 * Shape: `claims` all that it has gathered, the ringing one among them; `end` how it was answered last.
 * Units: `at` and `lastAt` (when it rang, or gathered last) milliseconds since 1970.
 */
export type Rung = {
  claim: number;
  bell: Bell;
  to: string;
  at: number;
  lastAt: number;
  claims: number[];
  end?: { what: 'bell-resolved' | 'bell-muted'; by: string; at: number; until?: number | undefined } | undefined;
};

/** A bell that gathered nothing for so long is over by itself. Units: milliseconds. */
const OVER_MS = 2 * DEFAULT_BELL.windowMs;

/** The bell that a claim rang; undefined where it rang none. */
export function rungBy({ id, events }: Pick<Claim, 'id' | 'events'>): Rung | undefined {
  const rang = events.find(({ bell }) => bell !== undefined);
  if (rang?.bell === undefined) return undefined;
  const gathered = events.filter(({ what, gathers }) => what === 'gathered' && gathers !== undefined);
  const end = events.findLast(({ what }) => what === 'bell-resolved' || what === 'bell-muted');
  const claims = [...new Set([...rang.bell.claims, ...gathered.flatMap(({ gathers = [] }) => gathers)])];
  const rung = { claim: id, bell: rang.bell, to: rang.to ?? '', at: rang.at, lastAt: gathered.at(-1)?.at ?? rang.at };
  if (end?.what !== 'bell-resolved' && end?.what !== 'bell-muted') return { ...rung, claims };
  const { what, by, at, until } = end;
  return { ...rung, claims, end: { what, by, at, ...(until === undefined ? {} : { until }) } };
}

/** What keeps a bell from being rung anew at a moment: it gathers, or it is muted; undefined where it is over. Units: `at` milliseconds since 1970. */
export function holdsAt({ end, lastAt }: Rung, at: number): 'gathers' | 'muted' | undefined {
  if (end?.what === 'bell-resolved') return undefined;
  if (end?.what === 'bell-muted') return at < (end.until ?? 0) ? 'muted' : undefined;
  return at < lastAt + OVER_MS ? 'gathers' : undefined;
}

/** Whether a bell is about devices such as this one. */
export function isAbout({ kind, value = '', model }: Bell, device: BellDevice): boolean {
  return model === device.model && (kind === 'model' || hasGroup(device, { kind, value }));
}

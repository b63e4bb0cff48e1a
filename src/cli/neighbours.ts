import type { Config } from '../config/config.ts';
import { holdsAt, type Rung, rungBy } from '../core/bell-state.ts';
import { bellInWords, bellTitle, gatheredInWords } from '../core/bell-words.ts';
import { AppError } from '../core/errors.ts';
import type { Neighbours } from '../core/neighbours.ts';
import { ageInWords } from '../core/words.ts';
import { findNeighbours } from '../flow/find-neighbours.ts';
import { openStore } from '../open-store.ts';
import { loadRules } from '../rules/load.ts';

const MOST_BELLS = 100;

/** Devices that go the way of a claim. Fails: AppError `not_found` when there is no such claim, `store_failed`. */
export async function neighboursOf(config: Config, claim: number, customer: string | undefined): Promise<Neighbours> {
  const book = await loadRules(config.rulesDir);
  const store = await openStore(config);
  try {
    const scope = customer === undefined ? {} : { customer };
    const found = await findNeighbours({ store, book, peers: config.peers, clock: Date.now }, claim, scope);
    if (found === undefined)
      throw new AppError('not_found', `There is no claim ${claim}, or its device is gone.`, { claim });
    return found;
  } finally {
    await store.close();
  }
}

/** Bells that were rung, newest first. Fails: AppError `store_failed`. */
export async function bellsOf(config: Config): Promise<Rung[]> {
  const store = await openStore(config);
  try {
    return (await store.listRung(MOST_BELLS)).flatMap((claim) => rungBy(claim) ?? []);
  } finally {
    await store.close();
  }
}

/** A bell in two lines. Shape: not cleaned. Units: `now` milliseconds since 1970. */
export function bellLines(rung: Rung, now: number): string[] {
  const { bell, claims, end, at } = rung;
  const state = { gathers: 'stands', muted: `muted by ${end?.by ?? ''}` }[holdsAt(rung, now) ?? 'gathers'];
  const over = end?.what === 'bell-resolved' ? `answered by ${end.by}` : 'over';
  const title = bellTitle(bell, { symptom: bell.symptom, model: bell.model });
  return [
    `${title}, ${ageInWords(at, now)}, ${holdsAt(rung, now) === undefined ? over : state}: claims ${claims.join(', ')}`,
    `  ${[bellInWords(bell), gatheredInWords(rung)].filter((said) => said !== '').join('. ')}`,
  ];
}

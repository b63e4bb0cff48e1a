import { compareDevice } from '../core/compare-device.ts';
import type { Claim, ClaimEvent } from '../core/claim.ts';
import type { FollowUp, PagesThen } from '../core/check.ts';
import { checkAgain, type FollowUpRule, hasHeld, isOver, stageOf, watchedSince } from '../core/follow-up.ts';
import { PAGES_ITEM } from '../core/pages.ts';
import { readingKey, type Reading } from '../core/reading.ts';
import { choosePeers } from './choose-peers.ts';
import { countersOf } from './ended-of.ts';
import type { FlowDeps } from './flow-deps.ts';
import { neededCustomers } from './needed-customers.ts';
import { openPeerStates } from './peer-states.ts';
import { youngEnough } from './stand-in.ts';

/** Who opens a claim again, and says what was found. */
export const FOLLOW_UP = 'claimscope';

/** Readings of one visit lie no further apart. Units: milliseconds. */
const VISIT_MS = 600_000;

export type FollowDeps = Pick<FlowDeps, 'store' | 'book' | 'peers' | 'clock'>;

/** The counter of pages among readings. */
export function counterAmong(readings: readonly Reading[]): PagesThen | undefined {
  const reading = readings.find(({ item, part }) => item === PAGES_ITEM && part === undefined);
  if (reading?.value.kind !== 'number') return undefined;
  return { number: reading.value.number, unit: reading.value.unit, at: reading.at };
}

/**
 * Looks at a resolved claim again, by what the device was last read to say: once it has made enough pages, or once the time is over.
 * Shape: true where the claim was changed: it has held, is open again, or nobody knows. Nothing is read for it: the sweeps read what it needs.
 * Fails: when the store is down; done again, it changes nothing twice.
 */
export async function followUp(deps: FollowDeps, claimId: number, rule: FollowUpRule): Promise<boolean> {
  const claim = await deps.store.getClaim(claimId);
  const end = claim && watchedSince(claim);
  if (claim === undefined || end === undefined) return false;
  const now = deps.clock();
  const found = await findAgain(deps, claim, end, { now, rule });
  if (found === undefined) return false;
  // Somebody may have opened it again meanwhile.
  const current = await deps.store.getClaim(claimId);
  if (current === undefined || current.revision !== claim.revision) return false;
  const held = hasHeld(found.rows);
  const what: ClaimEvent['what'] = held === undefined ? 'unproven' : held ? 'held' : 'reopened';
  const event = { at: now, by: FOLLOW_UP, what, followUp: found };
  await deps.store.changeClaim(claimId, what === 'reopened' ? { status: 'open', event } : { event });
  return true;
}

/** What can be said of a claim by now; undefined while it is waited for. */
async function findAgain(
  deps: FollowDeps,
  claim: Claim,
  end: ClaimEvent,
  { now, rule }: { now: number; rule: FollowUpRule },
): Promise<FollowUp | undefined> {
  const readings = await ownReadings(deps, claim, end);
  const counter = counterAmong(readings);
  const { stage, pages } = stageOf(end, counter, { now, rule });
  if (stage === 'wait') return undefined;
  if (stage === 'over' || counter === undefined) return { pages, rows: [] };
  // What was not read in the visit that counted the pages is not known: what was stored before may be from before the fix.
  const visit = readings.filter(({ at }) => at >= counter.at - VISIT_MS && at > end.at);
  const rows = await checkedRows(deps, claim, end, { visit, now });
  if (hasHeld(rows) === undefined && !isOver(end, now, rule)) return undefined;
  return { pages, readAt: counter.at, rows };
}

async function ownReadings({ store, book }: FollowDeps, claim: Claim, end: ClaimEvent): Promise<Reading[]> {
  const checks = end.ended?.checks ?? [];
  const items = new Set([PAGES_ITEM, ...checks.map(({ item }) => item)]);
  for (const { item } of checks) {
    const compare = book.items.get(item)?.compare;
    if (compare?.as === 'rate') items.add(compare.per);
  }
  const [own] = await store.latestReadings([claim.serial], [...items], 0);
  return own?.readings ?? [];
}

async function checkedRows(
  deps: FollowDeps,
  claim: Claim,
  end: ClaimEvent,
  { visit, now }: { visit: Reading[]; now: number },
): Promise<FollowUp['rows']> {
  const { store, book, peers: settings } = deps;
  const checks = end.ended?.checks ?? [];
  const device = await store.getDevice(claim.serial);
  if (device === undefined) return checks.map((check) => checkAgain(check, {}));
  const checked = new Set(checks.map(({ item }) => item));
  const defs = [...checked].flatMap((id) => book.items.get(id) ?? []);
  const items = [...new Set([...defs.map(({ id }) => id), ...visit.map(({ item }) => item)])];
  const cohort = await choosePeers(deps, claim, device, now, { items });
  const needs = { devices: settings.needed, customers: neededCustomers(settings) };
  const states = openPeerStates(cohort, needs);
  const serials = cohort.eligible.map(({ serial }) => serial);
  const notBefore = now - Math.max(settings.storedMaxAgeMs, settings.reportMaxAgeMs);
  states.addStored(youngEnough(await store.latestValues(serials, items, notBefore), now, settings));
  const peers = states.readings();
  const comparisons = compareDevice({
    items: defs,
    own: visit,
    peers: peers.map(({ readings }) => readings),
    whose: peers.map(({ whose }) => whose),
    neededPeers: needs.devices,
    neededCustomers: needs.customers,
    tight: cohort.tight,
    sums: cohort.many?.sums,
  });
  const byKey = new Map(comparisons.map((comparison) => [readingKey(comparison), comparison]));
  return checks.map((check) => {
    const def = book.items.get(check.item);
    const comparison = byKey.get(readingKey(check));
    const isRead = visit.some(({ item, value }) => item === check.item && value.kind === 'state');
    return checkAgain(check, {
      comparison,
      ...(def === undefined ? {} : { counted: countersOf(def, check.part, visit) }),
      // Of a list of states (alerts) the device gave the list, and this one does not stand in it any more.
      ...(def?.kind === 'state' && isRead && comparison === undefined ? { isGone: true } : {}),
    });
  });
}

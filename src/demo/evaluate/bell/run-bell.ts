import { type Bell, bellFor, type BellFleet, type BellRule, hasGroup, type LoggedClaim } from '../../../core/bell.ts';
import { bellPlaceOf, fleetWithout } from '../../../core/bell-place.ts';
import type { Rung } from '../../../core/bell-state.ts';
import { DAY_MS, drawDesk, isOn, type Outbreak, type Scenario, SCENARIOS, WARM_UP_DAYS } from './draw-desk.ts';

/** What rings for a claim: our test, or the rule of thumb beside it. */
type Ring = (
  claim: LoggedClaim,
  log: readonly LoggedClaim[],
  fleet: BellFleet,
) => Pick<Bell, 'model' | 'symptom'> | undefined;

/** What one way of ringing did on the desks of a scenario. Shape: `found` outbreaks out of `outbreaks`. Units: `days` median from the first day of an outbreak to its bell. */
export type BellTally = {
  scenario: Scenario;
  years: number;
  claims: number;
  falseBells: number;
  outbreaks: number;
  found: number;
  days?: number | undefined;
};

/** To the rule of thumb an event rings once, and is over after so long. */
const EVENT_MS = 30 * DAY_MS;

/** Our test, with bells that gather what they are about until they are over, and that nobody answers. */
function asTheProduct(rule: BellRule): Ring {
  const standing: Rung[] = [];
  return (claim, log, fleet) => {
    const device = fleet.deviceOf(claim.serial);
    const [symptom] = claim.symptoms;
    if (device === undefined || symptom === undefined) return undefined;
    const place = bellPlaceOf({ device, symptom, at: claim.at }, standing, rule.windowMs);
    if (place.kind === 'held') {
      place.rung.lastAt = claim.at;
      return undefined;
    }
    const { after, apart } = place;
    const bell = bellFor(claim, log, fleetWithout(fleet, apart), { rule, begin: 0, after });
    if (bell !== undefined) {
      standing.unshift({ claim: claim.id, bell, to: '', at: claim.at, lastAt: claim.at, claims: bell.claims });
    }
    return bell;
  };
}

function onceAnEvent(ring: Ring): Ring {
  const rung = new Map<string, number>();
  return (claim, log, fleet) => {
    const bell = ring(claim, log, fleet);
    const key = `${bell?.model} ${bell?.symptom}`;
    if (bell === undefined || claim.at - (rung.get(key) ?? Number.NEGATIVE_INFINITY) < EVENT_MS) return undefined;
    rung.set(key, claim.at);
    return bell;
  };
}

/** Rings for all claims of all scenarios and seeds, by our test and by the rule of thumb. Shape: the same seeds give the same figures. */
export function runBell(
  rule: BellRule,
  { from, to, years }: { from: number; to: number; years: number },
): { ours: BellTally[]; naive: BellTally[] } {
  const ours: BellTally[] = [];
  const naive: BellTally[] = [];
  for (const scenario of SCENARIOS) {
    const tallies = [newTally(scenario), newTally(scenario)] as const;
    const delays: [number[], number[]] = [[], []];
    for (let seed = from; seed <= to; seed += 1) {
      const { fleet, claims, outbreaks } = drawDesk(seed, scenario, years);
      const rings: Ring[] = [asTheProduct(rule), onceAnEvent((claim, log, of) => thumb(claim, log, of, rule))];
      for (const [way, ring] of rings.entries()) {
        const tally = tallies[way === 0 ? 0 : 1];
        tally.years += years;
        tally.outbreaks += outbreaks.length;
        tally.claims += claims.filter(({ at }) => at >= WARM_UP_DAYS * DAY_MS).length;
        ringAll({ ring, rule, fleet, claims, outbreaks }, tally, delays[way === 0 ? 0 : 1]);
      }
    }
    for (const [way, list] of [ours, naive].entries()) {
      const sorted = delays[way === 0 ? 0 : 1].toSorted((a, b) => a - b);
      const days = sorted[Math.floor(sorted.length / 2)];
      list.push({ ...tallies[way === 0 ? 0 : 1], ...(days === undefined ? {} : { days }) });
    }
  }
  return { ours, naive };
}

function newTally(scenario: Scenario): BellTally {
  return { scenario, years: 0, claims: 0, falseBells: 0, outbreaks: 0, found: 0 };
}

type Desk = {
  ring: Ring;
  rule: BellRule;
  fleet: BellFleet;
  claims: readonly LoggedClaim[];
  outbreaks: readonly Outbreak[];
};

function ringAll({ ring, rule, fleet, claims, outbreaks }: Desk, tally: BellTally, delays: number[]): void {
  const found = new Set<Outbreak>();
  let first = 0;
  for (const [index, claim] of claims.entries()) {
    while ((claims[first]?.at ?? 0) < claim.at - rule.windowMs - rule.pastMs) first += 1;
    if (claim.at < WARM_UP_DAYS * DAY_MS) continue;
    const bell = ring(claim, claims.slice(first, index + 1), fleet);
    if (bell === undefined) continue;
    // Its last claims are in the window for a while after it is over.
    const outbreak = outbreaks.find(
      (one) =>
        one.model === bell.model &&
        one.symptom === bell.symptom &&
        (isOn(one, claim.at) || isOn(one, claim.at - rule.windowMs)),
    );
    if (outbreak === undefined) tally.falseBells += 1;
    else if (!found.has(outbreak)) {
      found.add(outbreak);
      tally.found += 1;
      delays.push((claim.at - outbreak.at) / DAY_MS);
    }
  }
}

/** The rule of thumb: three devices of two customers or more, and above the mean of the windows before by two standard deviations. */
function thumb(
  claim: LoggedClaim,
  log: readonly LoggedClaim[],
  fleet: BellFleet,
  { windowMs, pastMs }: BellRule,
): Pick<Bell, 'model' | 'symptom'> | undefined {
  const device = fleet.deviceOf(claim.serial);
  const [symptom] = claim.symptoms;
  if (device === undefined || symptom === undefined) return undefined;
  const alike = log.flatMap(({ at, serial, symptoms }) => {
    const its = symptoms.includes(symptom) ? fleet.deviceOf(serial) : undefined;
    return its?.model === device.model ? [{ at, its }] : [];
  });
  for (const group of [undefined, ...device.groups]) {
    const windows = Array.from({ length: Math.floor(pastMs / windowMs) + 1 }, () => new Map<string, string>());
    for (const { at, its } of alike) {
      const isIn = group === undefined || hasGroup(its, group);
      if (isIn) windows[Math.floor((claim.at - at) / windowMs)]?.set(its.serial, its.customer);
    }
    const [now = new Map<string, string>(), ...before] = windows;
    const mean = before.reduce((sum, one) => sum + one.size, 0) / before.length;
    const variance = before.reduce((sum, one) => sum + (one.size - mean) ** 2, 0) / before.length;
    const isMany = now.size >= 3 && new Set(now.values()).size >= 2;
    if (isMany && now.size > mean + 2 * Math.sqrt(variance)) return { model: device.model, symptom };
  }
  return undefined;
}

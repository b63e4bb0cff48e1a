import type { Device } from '../core/device.ts';
import type { RuleBook } from '../rules/book.ts';
import { openPlans, type ClaimPlan, type PlanFor } from './plan-claim.ts';

/** Names of models that are remembered; a fleet has some hundreds. */
const MOST_NAMES = 10_000;

/**
 * Plans what a sweep reads of one device after another: all that any symptom calls for, so that stored readings can stand in for a peer whatever the
 * claim. The print port is left alone: it may wake a device or keep somebody's job waiting, and nobody waits for a sweep.
 * Fails: never. Devices of one profile share one plan.
 */
export function openSweepPlans(book: RuleBook): PlanFor {
  const planFor = openPlans(book, [...book.symptoms.keys()]);
  const withoutPjl = new Map<ClaimPlan, ClaimPlan>();
  const byName = new Map<string, ClaimPlan>();

  function plan(device: Device, said: Parameters<PlanFor>[1]): ClaimPlan {
    const whole = planFor(device, said);
    const known = withoutPjl.get(whole);
    if (known !== undefined) return known;
    const asks = whole.asks.map((ask) => ({ ...ask, places: ask.places.filter(({ kind }) => kind !== 'pjl') }));
    const made = { ...whole, asks };
    withoutPjl.set(whole, made);
    return made;
  }

  return (device, said) => {
    // To find the profile of a name, all profiles are tried.
    const name = JSON.stringify([device.model, said?.model, said?.sysObjectID]);
    const known = byName.get(name);
    if (known !== undefined) return known;
    const made = plan(device, said);
    if (byName.size >= MOST_NAMES) byName.clear();
    byName.set(name, made);
    return made;
  };
}

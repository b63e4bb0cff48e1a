import type { Device } from '../core/device.ts';
import type { ItemDef } from '../core/item.ts';
import type { Roller } from '../core/ruler.ts';
import { modelName } from '../core/model-name.ts';
import type { RuleBook } from '../rules/book.ts';
import { matchProfile } from '../rules/match-profile.ts';
import { type Plan, planAsks } from '../rules/plan-asks.ts';
import type { SaidFacts } from './learnt-devices.ts';

/** What a claim calls for on a device, and the profile that says where its model offers it. */
export type ClaimPlan = Plan & { defs: ItemDef[]; profile: string; ruler?: readonly Roller[] | undefined };

/** Plans what a claim calls for on one device after another. */
export type PlanFor = (device: Device, said?: SaidFacts) => ClaimPlan;

/**
 * Plans the items of symptoms with their reasons, and where a device's model offers them; a model of the registry that no profile knows by
 * its name is what the device says that it is, by the name of its model or by its sysObjectID.
 * Fails: never. Devices of one profile share one plan.
 */
export function openPlans(book: RuleBook, symptoms: readonly string[]): PlanFor {
  const plans = new Map<string, ClaimPlan>();
  return (device, said) => {
    const named = matchProfile(book, { model: modelName(device.model, { serial: device.serial }) });
    const isKnown = named !== book.generic || said === undefined;
    const profile = isKnown ? named : matchProfile(book, { model: said.model ?? '', sysObjectID: said.sysObjectID });
    const known = plans.get(profile.id);
    if (known !== undefined) return known;
    const plan = planAsks(book, profile, symptoms);
    const defs = plan.items.flatMap(({ item }) => book.items.get(item) ?? []);
    const made = { ...plan, defs, profile: profile.id, ruler: profile.ruler };
    plans.set(profile.id, made);
    return made;
  };
}

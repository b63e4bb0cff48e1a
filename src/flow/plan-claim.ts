import type { Claim } from '../core/claim.ts';
import type { Device } from '../core/device.ts';
import type { PlannedItem } from '../core/dossier.ts';
import type { ItemDef } from '../core/item.ts';
import type { Ask, IdentityPlaces } from '../core/place.ts';
import type { RuleBook } from '../rules/book.ts';
import { matchProfile } from '../rules/match-profile.ts';
import { planAsks } from '../rules/plan-asks.ts';

/** What a claim calls for on its device's model. */
export type ClaimPlan = { items: PlannedItem[]; defs: ItemDef[]; asks: Ask[]; identity: IdentityPlaces };

/** The items of a claim with their reasons, and where this model offers them. */
export function planClaim(book: RuleBook, claim: Claim, device: Device): ClaimPlan {
  const plan = planAsks(book, matchProfile(book, { model: device.model }), claim.symptoms);
  const defs = plan.items.flatMap(({ item }) => {
    const def = book.items.get(item);
    return def === undefined ? [] : [def];
  });
  return { ...plan, defs };
}

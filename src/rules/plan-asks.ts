import type { PlannedItem } from '../core/dossier.ts';
import type { ItemDef } from '../core/item.ts';
import type { Ask, IdentityPlaces, Manners } from '../core/place.ts';
import type { RuleBook } from './book.ts';
import { profileLayers } from './profile-layers.ts';
import type { ProfileDef } from './schema.ts';

/** What a claim calls for, and how the device is asked for it. */
export type Plan = { items: PlannedItem[]; asks: Ask[]; identity: IdentityPlaces; manners: Manners };

/**
 * The items that symptoms call for, each once with its first reason, and an ask for each.
 * Shape: items in the order of the symptoms and of their rules, then what rates are divided by or worked out of; an ask without places is an item that
 * this model does not offer, and what is worked out of the past has none. Symptoms that have no rule any more are passed over. What a named profile says of manners goes before what the generic one says.
 * Fails: never.
 */
export function planAsks(book: RuleBook, profile: ProfileDef, symptoms: readonly string[]): Plan {
  const items = planItems(book, symptoms);
  const layers = profileLayers(book, profile);
  const asks = items.flatMap(({ item }): Ask[] => {
    const def = book.items.get(item);
    if (def === undefined || def.rate !== undefined) return [];
    return [{ item, kind: def.kind, unit: def.unit, places: layers.flatMap((layer) => placesOf(layer, item)) }];
  });
  const identity = {
    serial: layers.flatMap((layer) => layer.identity?.serial ?? []),
    model: layers.flatMap((layer) => layer.identity?.model ?? []),
  };
  return { items, asks, identity, manners: Object.assign({}, ...layers.toReversed().map(({ manners }) => manners)) };
}

function placesOf(profile: ProfileDef, item: string): Ask['places'] {
  return Object.hasOwn(profile.places, item) ? (profile.places[item] ?? []) : [];
}

/** The items that symptoms call for, and those their rates are divided by or worked out of. Shape: as in planAsks. Fails: never. */
export function planItems(book: RuleBook, symptoms: readonly string[]): PlannedItem[] {
  const planned = new Map<string, PlannedItem>();
  const add = (def: ItemDef | undefined, because: string, symptom: string): void => {
    if (def === undefined || planned.has(def.id)) return;
    const { id, title, serviceMode, ask } = def;
    planned.set(id, {
      item: id,
      title,
      because,
      symptom,
      ...(serviceMode === undefined ? {} : { serviceMode }),
      ...(ask === undefined ? {} : { ask }),
    });
  };
  for (const symptom of symptoms)
    for (const { item, because } of book.symptoms.get(symptom)?.items ?? [])
      add(book.items.get(item), because, symptom);
  // A map's iteration also visits what is added on the way, so that a divisor's own divisor is planned too.
  for (const { item, symptom } of planned.values()) {
    const def = book.items.get(item);
    if (def?.rate !== undefined)
      add(book.items.get(def.rate.counter), `needed for "${def.title}", which is how fast it rises`, symptom);
    if (def?.compare.as !== 'rate') continue;
    add(book.items.get(def.compare.per), `needed for "${def.title}", which is compared ${def.compare.unit}`, symptom);
  }
  return [...planned.values()];
}

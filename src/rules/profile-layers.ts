import type { RuleBook } from './book.ts';
import type { ProfileDef } from './schema.ts';

/**
 * A profile and all that stand behind it: what it extends, what that extends, and the generic one at last.
 * Shape: each profile once, the most specific first; a parent that does not exist is passed over (the rules' check names it).
 * Fails: never, not even for profiles that extend each other.
 */
export function profileLayers(book: RuleBook, profile: ProfileDef): ProfileDef[] {
  const layers = new Set<ProfileDef>();
  for (let layer: ProfileDef | undefined = profile; layer !== undefined && !layers.has(layer);) {
    layers.add(layer);
    const parent: string | undefined = layer.extends;
    layer = book.profiles.find(({ id }) => id === parent);
  }
  // The generic one is added last even where a profile names it.
  layers.delete(book.generic);
  return [...layers, book.generic];
}

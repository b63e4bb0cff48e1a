import { modelKey } from '../core/model-name.ts';
import type { RuleBook } from './book.ts';
import { matchProfile } from './match-profile.ts';
import { profileLayers } from './profile-layers.ts';

/**
 * The other models that are built around the same engine as this one, as its profile or one behind it says.
 * Fails: never; a model of no family has none.
 */
export function familyModels(book: RuleBook, model: string): string[] {
  const key = modelKey(model);
  const families = profileLayers(book, matchProfile(book, { model })).flatMap((profile) => profile.families ?? []);
  const others = families
    .filter(({ models }) => models.some((one) => modelKey(one) === key))
    .flatMap(({ models }) => models.filter((one) => modelKey(one) !== key));
  return [...new Set(others)];
}

import type { RuleBook } from './book.ts';
import { profileLayers } from './profile-layers.ts';
import type { ProfileDef } from './schema.ts';

/**
 * The profile of a device: the most specific one that fits, or the generic one.
 * Shape: whatever is known of the device and said in `match` must agree; a sysObjectID stands for everything below it. A model's name says more
 * than any sysObjectID, for some makers give a whole line the same one; both together say most; between equals the first id wins. A name that no
 * profile knows, as a dealer's own, leaves it to the sysObjectID alone.
 * Fails: never.
 */
export function matchProfile(book: RuleBook, device: { model: string; sysObjectID?: string | undefined }): ProfileDef {
  const best = bestOf(book, (profile) => fit(book, profile, device));
  if (best !== undefined) return best;
  const isNamed = book.profiles.some((profile) => isNameOf(profile, device.model));
  return (isNamed ? undefined : bestOf(book, (profile) => fitOfTree(profile, device.sysObjectID))) ?? book.generic;
}

function bestOf(book: RuleBook, scoreOf: (profile: ProfileDef) => number): ProfileDef | undefined {
  let best: ProfileDef | undefined;
  let bestScore = 0;
  for (const profile of book.profiles) {
    const score = scoreOf(profile);
    if (score <= bestScore) continue;
    best = profile;
    bestScore = score;
  }
  return best;
}

/** 0 for no fit. Longer than any sysObjectID is the weight of a name. */
function fit(book: RuleBook, profile: ProfileDef, device: { model: string; sysObjectID?: string | undefined }): number {
  const { model, sysObjectID } = profile.match ?? {};
  if (model !== undefined && !isNameOf(profile, device.model)) return 0;
  const tree = fitOfTree(profile, device.sysObjectID);
  if (sysObjectID !== undefined && device.sysObjectID !== undefined && tree === 0) return 0;
  // What extends a profile knows more of the model than that profile.
  return (model === undefined ? 0 : 1000 * profileLayers(book, profile).length) + tree;
}

/** The length of the longest sysObjectID of the profile that the device's own is below of. */
function fitOfTree(profile: ProfileDef, said: string | undefined): number {
  const stems = [profile.match?.sysObjectID ?? []].flat();
  const fitting = stems.filter((stem) => said === stem || said?.startsWith(`${stem}.`));
  return Math.max(0, ...fitting.map((stem) => stem.length));
}

function isNameOf(profile: ProfileDef, name: string): boolean {
  const model = profile.match?.model;
  return model !== undefined && new RegExp(model, 'i').test(name);
}

import type { RuleBook } from './book.ts';
import type { ProfileDef } from './schema.ts';

/**
 * The profile of a model: the most specific one that fits, or the generic one.
 * Shape: whatever is known of the device and said in `match` must agree; a sysObjectID stands for everything below it. A model's name says more
 * than any sysObjectID, for some makers give a whole line the same one; both together say most; between equals the first id wins.
 * Fails: never.
 */
export function matchProfile(book: RuleBook, device: { model: string; sysObjectID?: string | undefined }): ProfileDef {
  let best = book.generic;
  let bestScore = 0;
  for (const profile of book.profiles) {
    const score = fit(profile, device);
    if (score > bestScore) {
      best = profile;
      bestScore = score;
    }
  }
  return best;
}

/** 0 for no fit. Longer than any sysObjectID is the weight of a name. */
function fit(profile: ProfileDef, device: { model: string; sysObjectID?: string | undefined }): number {
  const { model, sysObjectID } = profile.match ?? {};
  let score = 0;
  if (model !== undefined) {
    if (!new RegExp(model, 'i').test(device.model)) return 0;
    score += 1000;
  }
  if (sysObjectID !== undefined && device.sysObjectID !== undefined) {
    if (device.sysObjectID !== sysObjectID && !device.sysObjectID.startsWith(`${sysObjectID}.`)) return 0;
    score += sysObjectID.length;
  }
  return score;
}

import type { Dossier } from '../../core/dossier.ts';

/**
 * A function of a dossier that does its work once for each dossier.
 * The messages of a claim are made of the same rows, and each is made more than once: to see whether it changed, and to send it.
 * Shape: dossiers are not changed once they are handed out.
 */
export function perDossier<T>(work: (dossier: Dossier) => T): (dossier: Dossier) => T {
  const known = new WeakMap<Dossier, { result: T }>();
  return (dossier) => {
    const found = known.get(dossier);
    if (found !== undefined) return found.result;
    const result = work(dossier);
    known.set(dossier, { result });
    return result;
  };
}

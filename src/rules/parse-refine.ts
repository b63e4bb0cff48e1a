import type { Said } from '../core/said.ts';
import type { SymptomDef } from './schema.ts';

/**
 * Symptoms made as narrow as what was said beside them allows: a paper jam where a tray was named is one at the feed.
 * Shape: each once, in the order given; a wide symptom goes where a narrow one of it is there.
 */
export function refine(symptoms: ReadonlyMap<string, SymptomDef>, ids: readonly string[], about: Said): string[] {
  const narrowed = ids.map((id) => [...symptoms.values()].find((symptom) => isMeant(symptom, id, about))?.id ?? id);
  const wide = new Set(narrowed.flatMap((id) => (symptoms.get(id)?.refines ?? []).map(({ symptom }) => symptom)));
  return [...new Set(narrowed)].filter((id) => !wide.has(id));
}

function isMeant(symptom: SymptomDef, wide: string, { parts, only }: Said): boolean {
  return (symptom.refines ?? []).some(
    (refined) =>
      refined.symptom === wide &&
      ((refined.path !== undefined && only.includes(refined.path)) ||
        parts.some(({ kind }) => refined.parts?.includes(kind) === true)),
  );
}

/** The wider and the narrower kinds of some symptoms. */
export function kinOf(symptoms: ReadonlyMap<string, SymptomDef>, ids: readonly string[]): Set<string> {
  const kin = new Set<string>();
  for (const { id, refines } of symptoms.values())
    for (const { symptom } of refines ?? []) {
      if (ids.includes(symptom)) kin.add(id);
      if (ids.includes(id)) kin.add(symptom);
    }
  return kin;
}

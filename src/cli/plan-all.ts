import type { RuleBook } from '../rules/book.ts';
import { planAsks, type Plan } from '../rules/plan-asks.ts';
import type { ProfileDef } from '../rules/schema.ts';

const EVERYTHING = 'everything';

/** Asks for every item there is, in order of id: the plan of a symptom that calls for all of them. */
export function planAll(book: RuleBook, profile: ProfileDef): Plan {
  const items = [...book.items.keys()].map((item) => ({ item, because: 'every item is read' }));
  const symptom = {
    id: EVERYTHING,
    title: 'Everything',
    because: 'every item is read',
    source: 'claimscope',
    phrases: {},
    items,
    questions: [],
  };
  return planAsks({ ...book, symptoms: new Map([[EVERYTHING, symptom]]) }, profile, [EVERYTHING]);
}

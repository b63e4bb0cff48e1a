import type { RuleBook, RuleKind } from './book.ts';
import { failedCase, type Finding } from './fault.ts';
import { placedConditions } from './measure-references.ts';
import { planAsks } from './plan-asks.ts';

/** What a single rule cannot know: whether anything else in the book makes it work. */
export function senseFindings(book: RuleBook, kind: RuleKind, id: string): Finding[] {
  switch (kind) {
    case 'items':
      return unreachableItem(book, id);
    case 'measures':
      return [...unreadConditions(book, id), ...unknownRollers(book, id)];
    case 'symptoms':
    case 'models':
    case 'reports':
    case 'talk':
    case 'explain':
      return [];
  }
}

/** An item that no place offers and that nobody is told where to find can only ever be absent. */
function unreachableItem(book: RuleBook, id: string): Finding[] {
  const isOffered = [...book.profiles, book.generic].some((profile) => Object.hasOwn(profile.places, id));
  const item = book.items.get(id);
  if (isOffered || item?.serviceMode !== undefined || item?.rate !== undefined) return [];
  return [
    failedCase('no profile has a place for it', ['id'], 'give it one, or say in serviceMode where a person finds it'),
  ];
}

/** Items that the symptoms of a measure never read: a condition on them would never hold. */
function unreadConditions(book: RuleBook, id: string): Finding[] {
  const measure = book.measures.find((candidate) => candidate.id === id);
  if (measure === undefined) return [];
  const read = new Set(planAsks(book, book.generic, measure.symptoms).items.map(({ item }) => item));
  return placedConditions(measure).flatMap(({ condition, where }) => {
    if ('said' in condition || read.has(condition.item)) return [];
    const why = `${measure.symptoms.join(', ')} would have to name it`;
    return [failedCase(`"${condition.item}" is never read`, [...where, 'item'], why)];
  });
}

/** Rollers that no ruler of any profile has: a condition on them would never hold. */
function unknownRollers(book: RuleBook, id: string): Finding[] {
  const measure = book.measures.find((candidate) => candidate.id === id);
  if (measure === undefined) return [];
  const known = new Set(book.profiles.flatMap(({ ruler = [] }) => ruler.map((roller) => roller.id)));
  return placedConditions(measure).flatMap(({ condition, where }) => {
    if (!('said' in condition)) return [];
    return (['repeats', 'repeatsOther'] as const).flatMap((key) =>
      (condition.said[key] ?? []).flatMap((roller, index) =>
        known.has(roller)
          ? []
          : [
              failedCase(
                `no ruler has "${roller}"`,
                [...where, 'said', key, index],
                known.size === 0 ? 'give it to that of a profile' : `known: ${[...known].join(', ')}`,
              ),
            ],
      ),
    );
  });
}

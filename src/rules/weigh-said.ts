import type { AnyCondition, MeasureDef, SaidCondition } from '../core/measure.ts';
import { askSaid, type SaidAnswer, type Told } from './ask-said.ts';

/** What a measure that rests on a detail loses while nobody has said it: it may be the other way. */
const UNSAID_POINTS = 1;

type Answered = { condition: SaidCondition & { points?: number }; answer: SaidAnswer };

/**
 * What the details that were said are to a measure.
 * Shape: `isBarred` where one of them rules it out; `any` is what became of the alternatives among them, `said` that they hold, `open` that one may;
 * `holds` where one that must hold was said. Lists are sentences, and what was not said is asked in `change`, each question once.
 * Units: `points` to be added.
 */
export type WeighedSaid = {
  isBarred: boolean;
  holds: boolean;
  any: 'none' | 'said' | 'open';
  points: number;
  evidence: string[];
  against: string[];
  thin: string[];
  change: string[];
};

/** Weighs what was said for a measure; `isColour` is whether colours can be asked for at all. Fails: never. */
export function weighSaid(
  measure: MeasureDef,
  told: Told | undefined,
  { part, isColour }: { part: string | undefined; isColour: boolean },
): WeighedSaid {
  const heard = isColour ? told : withoutBlack(told);
  const answers = (conditions: readonly AnyCondition[] = []): Answered[] =>
    conditions.flatMap((condition) =>
      'said' in condition ? [{ condition, answer: askSaid(condition.said, heard, part) }] : [],
    );
  const [all, any, none] = [answers(measure.when.all), answers(measure.when.any), answers(measure.when.none)];
  const [speaksFor, speaksAgainst] = [answers(measure.for), answers(measure.against)];
  const isAny = any.some(isSaid) ? 'said' : any.some(isOpen) ? 'open' : 'none';
  const unsaid = [...all, ...(isAny === 'open' ? any : [])].filter(isOpen);
  const askable = (one: Answered): boolean => isOpen(one) && (isColour || !isOfColours(one));
  const asked = new Map<string, string>();
  const ask = (conditions: readonly Answered[], speaks: string): void => {
    for (const { answer } of conditions.filter(askable))
      if (answer.kind === 'unknown' && answer.question !== undefined && !asked.has(answer.question))
        asked.set(answer.question, `${answer.question} If ${answer.wanted}, that speaks ${speaks} it`);
  };
  ask([...all, ...any, ...speaksFor], 'for');
  ask([...none, ...speaksAgainst], 'against');
  return {
    isBarred: all.some(isDenied) || none.some(isSaid),
    holds: all.some(isSaid) || isAny === 'said',
    any: isAny,
    points: sumOf(speaksFor) - sumOf(speaksAgainst) - (unsaid.length > 0 ? UNSAID_POINTS : 0),
    evidence: sentences([...all, ...any, ...speaksFor].filter(isSaid)),
    against: sentences([...speaksAgainst.filter(isSaid), ...speaksFor.filter(isDenied)]),
    thin: unsaid
      .filter(askable)
      .flatMap(({ answer }) => (answer.kind === 'unknown' ? [`it was not said whether ${answer.wanted}`] : [])),
    change: [...asked.values()],
  };
}

/** On a machine of one colour, black tells nothing. */
function withoutBlack(told: Told | undefined): Told | undefined {
  if (told === undefined) return undefined;
  return { ...told, about: { ...told.about, colours: told.about.colours.filter((colour) => colour !== 'black') } };
}

function isSaid({ answer }: Answered): boolean {
  return answer.kind === 'yes';
}

function isDenied({ answer }: Answered): boolean {
  return answer.kind === 'no';
}

function isOpen({ answer }: Answered): boolean {
  return answer.kind === 'unknown';
}

function isOfColours({ answer }: Answered): boolean {
  return answer.kind === 'unknown' && answer.about === 'colours';
}

function sumOf(answered: readonly Answered[]): number {
  return answered.filter(isSaid).reduce((sum, { condition }) => sum + (condition.points ?? 0), 0);
}

function sentences(answered: readonly Answered[]): string[] {
  const said = answered.flatMap(({ answer }) => (answer.kind === 'unknown' ? [] : [answer.says]));
  return [...new Set(said)].map((says) => `The customer says: ${says}`);
}

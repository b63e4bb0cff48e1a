import { judgeText, type IntakeModel, type Shares } from './intake-model.ts';
import { clausesOf } from './parse-clauses.ts';

/** What a text means: symptoms that are certain, or else at most three that may be meant. */
export type Decision = { symptoms: string[]; candidates: string[] };

/** What was found by phrase; what was denied, or stands in words that mean something else, and counts only where a phrase names it as well; and whether the tone makes likeness prove little. */
export type Heard = {
  named: readonly string[];
  /** Wider and narrower kinds of what is named, which do not speak against it. */
  kin: ReadonlySet<string>;
  barred: ReadonlySet<string>;
  isDoubtful: boolean;
};

/** Chosen on the half of the bench's messages that may be looked at, so that one outright answer in a hundred is wrong. */
const CERTAIN = 0.62;
const CLEAR_OF_NEXT = 0.42;
const CERTAIN_IN_DOUBT = 0.985;
/** What is said in fewer letters, and not in a phrase of the rules, is hardly said. */
const FEWEST_LETTERS = 16;
const FEWEST_TO_ASK = 6;
const WORTH_ASKING = 0.18;
/** Where the text as a whole is talk, a clause must say more before anybody is asked. */
const TALK = 0.85;
const WORTH_ASKING_IN_TALK = 0.42;
/** A clause alone says less than the text around it does. */
const CLAUSE = 0.8;
/** What a phrase of the rules adds to what was learnt. */
const PHRASE = 0.3;
/** A phrase wins as long as nothing else is this much likelier, and the text is not talk. */
const CONTRADICTED = 0.12;
const TALK_WITH_PHRASE = 0.96;
const SECOND_CLAUSE = 0.85;
const SECOND_OVERALL = 0.45;
const MOST_CANDIDATES = 3;

/**
 * Weighs what was learnt against the phrases that were found. A text is weighed as a whole and clause by clause, so that neither a long story nor a
 * second complaint hides the first.
 * Shape: `text` is without what was denied; without a model the phrases decide alone.
 */
export function decide(model: IntakeModel | undefined, text: string, heard: Heard): Decision {
  if (model === undefined) return { symptoms: [...heard.named], candidates: [] };
  const whole = judgeText(model, text);
  const clauses = clausesOf(text).map((clause) => judgeText(model, clause));
  const weights = weigh(model.ids, { whole, clauses, heard });
  const [first, second] = weights;
  if (first === undefined) return { symptoms: [], candidates: [] };
  const talk = talkOf(whole);

  if (heard.named.length === 0 && lettersOf(text) < FEWEST_TO_ASK) return { symptoms: [], candidates: [] };
  const other = weights.find(({ id }) => !heard.named.includes(id) && !heard.kin.has(id))?.weight ?? 0;
  const isNamed = heard.named.length > 0 && talk < TALK_WITH_PHRASE && !isContradicted(weights, heard.named, other);
  if (isNamed && heard.named.length > 1) return { symptoms: [...heard.named], candidates: [] };

  const told = weights.filter(
    ({ id, weight }) => weight >= SECOND_OVERALL && clauses.some((clause) => (clause.get(id) ?? 0) >= SECOND_CLAUSE),
  );
  if (told.length === 2 && talk < 0.3 && !heard.isDoubtful)
    return { symptoms: told.map(({ id }) => id), candidates: [] };
  if (isNamed) return { symptoms: [...heard.named], candidates: [] };
  const isThin = heard.isDoubtful || lettersOf(text) < FEWEST_LETTERS;
  const certain = isThin && heard.named.length === 0 ? CERTAIN_IN_DOUBT : CERTAIN;
  const isClear = first.weight - (second?.weight ?? 0) >= CLEAR_OF_NEXT;
  if (first.weight >= certain && isClear && talk < TALK) return { symptoms: [first.id], candidates: [] };
  if (first.weight < (talk < TALK ? WORTH_ASKING : WORTH_ASKING_IN_TALK)) return { symptoms: [], candidates: [] };
  return { symptoms: [], candidates: weights.slice(0, MOST_CANDIDATES).map(({ id }) => id) };
}

/** Something that no phrase names is likelier than each symptom that a phrase names. */
function isContradicted(
  weights: readonly { id: string; weight: number }[],
  named: readonly string[],
  other: number,
): boolean {
  const own = weights.find(({ id }) => named.includes(id))?.weight ?? 0;
  return own <= other - CONTRADICTED || (own < other && other >= 0.5);
}

/** Letters of a script without spaces say more each. */
function lettersOf(text: string): number {
  return (text.match(/\p{L}/gu)?.length ?? 0) + 2 * (text.match(/[\u3040-\u30ff\u4e00-\u9fff]/g)?.length ?? 0);
}

function weigh(
  ids: readonly string[],
  { whole, clauses, heard }: { whole: Shares; clauses: readonly Shares[]; heard: Heard },
): { id: string; weight: number }[] {
  const weights = ids.map((id) => {
    const share = whole.get(id) ?? 0;
    const most = Math.max(share, ...clauses.map((clause) => CLAUSE * (clause.get(id) ?? 0)));
    const isNamed = heard.named.includes(id);
    const isBarred = heard.barred.has(id) && !isNamed;
    return { id, weight: isBarred ? 0 : (share + most) / 2 + (isNamed ? PHRASE : 0) };
  });
  return weights.sort((a, b) => b.weight - a.weight);
}

function talkOf(shares: Shares): number {
  let talk = 1;
  for (const share of shares.values()) talk -= share;
  return talk;
}

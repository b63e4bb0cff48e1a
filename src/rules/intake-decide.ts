import { judgeText, type IntakeModel, type Shares } from './intake-model.ts';
import { clausesOf } from './parse-clauses.ts';

/** What a text means: symptoms that are certain, or else at most three that may be meant. */
export type Decision = { symptoms: string[]; candidates: string[] };

type Weight = { id: string; weight: number };

/** What was found by phrase; what was denied, or stands in words that mean something else, and counts only where a phrase names it as well; and whether the tone makes likeness prove little. */
export type Heard = {
  named: readonly string[];
  /** Wider and narrower kinds of what is named, which do not speak against it. */
  kin: ReadonlySet<string>;
  barred: ReadonlySet<string>;
  isDoubtful: boolean;
  /** Whether a device is named, and nothing is ordered for it. */
  hasSerial: boolean;
  /** Of what is named, what may hurt people; and whether it is told of, or only asked about. */
  urgent: readonly string[];
  isAsked: boolean;
  /** Whether a machine is named by a part or by the word for it. */
  isOfMachine: boolean;
};

/**
 * These were chosen on examples that were left out of what was learnt, bare and among what people say around them (`npm run bench -- intake --folds 4`),
 * beside the figures of the bench's own messages, and so that the rules' tests hold. Being as certain as 0.8 named two in a hundred fewer, and half a one fewer wrongly.
 */
const CERTAIN = 0.75;
const CLEAR_OF_NEXT = 0.6;
const CERTAIN_IN_DOUBT = 0.9;
/** What is said in fewer letters, and not in a phrase of the rules, is hardly said. */
const FEWEST_LETTERS = 12;
const FEWEST_TO_ASK = 6;
const WORTH_ASKING = 0.15;
/** Beside the likeliest, only what is this likely is offered. */
const WORTH_OFFERING = 0.01;
/** Where the text as a whole may be talk, nothing is named that no phrase names. */
const TALK = 0.2;
const WORTH_ASKING_IN_DOUBT = 0.45;
/** A clause alone says less than the text around it does, and what it says counts a little. */
const CLAUSE = 0.5;
const CLAUSE_PART = 0.2;
const NAMED_CLAUSE_PART = 0.5;
/** A phrase wins where it, or a wider or narrower kind of it, is this much likelier than anything else, and the text is not talk. */
const AHEAD_OF_OTHERS = 0.05;
const TALK_WITH_PHRASE = 0.7;
/** A text that names a machine and uses a phrase is hardly talk. */
const TALK_OF_MACHINE = 0.9;
/** Who names a device by its serial and a fault mostly complains. */
const TALK_WITH_SERIAL = 0.97;
/** What a clause tells so clearly is no talk, whatever stands around it. */
const TOLD_IN_CLAUSE = 0.8;
/** Of several that phrases name, those count that were learnt to be likely as well, or that a clause tells. */
const BORNE_OUT = 0.2;
/** From here on a narrower kind is likely enough to ask about. */
const KIN_LIKELIER = 0.7;
const SECOND_CLAUSE = 0.95;
const SECOND_OVERALL = 0.7;
const MOST_CANDIDATES = 3;

/**
 * Weighs what was learnt against the phrases that were found. A text is weighed as a whole and clause by clause, so that neither a long story nor a
 * second complaint hides the first. What may hurt people is always told or asked about once it is named.
 * Shape: `text` is without what was denied; without a model the phrases decide alone.
 */
export function decide(model: IntakeModel | undefined, text: string, heard: Heard): Decision {
  const decided = decideUsual(model, text, heard);
  const { urgent, isAsked } = heard;
  if (urgent.length === 0) return decided;
  const beside = (ids: readonly string[]): string[] => [...new Set([...urgent, ...ids])];
  if (isAsked)
    return { symptoms: [], candidates: beside([...decided.symptoms, ...decided.candidates]).slice(0, MOST_CANDIDATES) };
  return { symptoms: beside(decided.symptoms), candidates: [] };
}

function decideUsual(model: IntakeModel | undefined, text: string, heard: Heard): Decision {
  if (model === undefined) return { symptoms: [...heard.named], candidates: [] };
  const whole = judgeText(model, text);
  const clauses = clausesOf(text).map((clause) => judgeText(model, clause));
  const weights = weigh(model.ids, { whole, clauses, heard });
  const [first, second] = weights;
  if (first === undefined) return { symptoms: [], candidates: [] };
  const talk = talkOf(whole);

  if (heard.named.length === 0 && lettersOf(text) < FEWEST_TO_ASK) return { symptoms: [], candidates: [] };
  const told = new Set(heard.named.filter((id) => clauses.some((clause) => (clause.get(id) ?? 0) >= TOLD_IN_CLAUSE)));
  const mostTalk = mostTalkOf(heard);
  const named = told.size > 0 || talk < mostTalk ? supported(weights, heard, told) : [];
  if (named.length > 1) return { symptoms: named, candidates: [] };
  const apart = toldApart(weights, clauses);
  if (apart.length === 2 && talk < TALK && !heard.isDoubtful) return { symptoms: apart, candidates: [] };
  if (named.length > 0) return { symptoms: named, candidates: [] };
  const isThin = heard.named.length === 0 && (heard.isDoubtful || lettersOf(text) < FEWEST_LETTERS);
  const certain = isThin ? CERTAIN_IN_DOUBT : CERTAIN;
  const isClear = first.weight - (second?.weight ?? 0) >= CLEAR_OF_NEXT;
  if (first.weight >= certain && isClear && talk < TALK) return { symptoms: [first.id], candidates: [] };
  const worthAsking = isThin ? WORTH_ASKING_IN_DOUBT : WORTH_ASKING;
  if (first.weight < worthAsking) return { symptoms: [], candidates: [] };
  const offered = weights.filter(({ weight }, at) => at === 0 || weight >= WORTH_OFFERING).slice(0, MOST_CANDIDATES);
  return { symptoms: [], candidates: offered.map(({ id }) => id) };
}

/**
 * The symptoms that phrases name and what was learnt bears out: nothing that no phrase names is nearly as likely, or else a narrower kind of one, which
 * is then meant.
 */
function supported(weights: readonly Weight[], { named, kin }: Heard, told: ReadonlySet<string>): string[] {
  const isBorneOut = ({ id, weight }: Weight): boolean => weight >= BORNE_OUT || told.has(id) || named.length === 1;
  const borne = weights.filter((one) => named.includes(one.id) && isBorneOut(one));
  const own = borne[0]?.weight ?? 0;
  const nearest = weights.find(({ id }) => kin.has(id) && !named.includes(id));
  if (nearest !== undefined && nearest.weight > own && nearest.weight >= KIN_LIKELIER)
    return nearest.weight >= CERTAIN ? [nearest.id] : [];
  const other = weights.find(({ id }) => !named.includes(id) && !kin.has(id))?.weight ?? 0;
  if (Math.max(own, nearest?.weight ?? 0) < other + AHEAD_OF_OTHERS) return [];
  return named.filter((id) => borne.some((one) => one.id === id));
}

/** Two symptoms that two clauses tell, each for itself. */
function toldApart(weights: readonly Weight[], clauses: readonly Shares[]): string[] {
  const told = weights.filter(
    ({ id, weight }) => weight >= SECOND_OVERALL && clauses.some((clause) => (clause.get(id) ?? 0) >= SECOND_CLAUSE),
  );
  return told.map(({ id }) => id);
}

/** Letters of a script without spaces say more each. */
function lettersOf(text: string): number {
  return (text.match(/\p{L}/gu)?.length ?? 0) + 2 * (text.match(/[\u3040-\u30ff\u4e00-\u9fff]/g)?.length ?? 0);
}

function weigh(
  ids: readonly string[],
  { whole, clauses, heard }: { whole: Shares; clauses: readonly Shares[]; heard: Heard },
): Weight[] {
  const weights = ids.map((id) => {
    const share = whole.get(id) ?? 0;
    const most = Math.max(share, ...clauses.map((clause) => CLAUSE * (clause.get(id) ?? 0)));
    const isNamed = heard.named.includes(id);
    const isBarred = heard.barred.has(id) && !isNamed;
    return { id, weight: isBarred ? 0 : share + (isNamed ? NAMED_CLAUSE_PART : CLAUSE_PART) * (most - share) };
  });
  return weights.sort((a, b) => b.weight - a.weight);
}

/** How much talk a text may be in which a phrase was found. */
function mostTalkOf({ hasSerial, isOfMachine }: Heard): number {
  if (hasSerial) return TALK_WITH_SERIAL;
  return isOfMachine ? TALK_OF_MACHINE : TALK_WITH_PHRASE;
}

function talkOf(shares: Shares): number {
  let talk = 1;
  for (const share of shares.values()) talk -= share;
  return talk;
}

import type { Comparison } from '../core/comparison.ts';
import type { Condition, MeasureDef, ProposedMeasure } from '../core/measure.ts';
import { dayOf, isReport } from '../core/reading.ts';
import { movementOf } from '../core/past.ts';
import { pastInWords } from '../core/past-words.ts';
import type { RuleBook } from './book.ts';

const DAY_MS = 86_400_000;

/**
 * The measures that the evidence supports, best first.
 * Shape: `score` is the measure's weight times the share of its conditions that held; more evidence, then the id, decides between equals.
 * Fails: never; a measure is proposed only when something speaks for it, never because nothing speaks against it.
 */
export function judge(
  book: RuleBook,
  symptoms: readonly string[],
  comparisons: readonly Comparison[],
): ProposedMeasure[] {
  const proposed: ProposedMeasure[] = [];
  for (const measure of book.measures) {
    if (!measure.symptoms.some((symptom) => symptoms.includes(symptom))) continue;
    const supported = support(measure, comparisons);
    if (supported) proposed.push(supported);
  }
  return proposed.sort((a, b) => b.score - a.score || b.evidence.length - a.evidence.length || (a.id < b.id ? -1 : 1));
}

/** A condition and the comparison it held for. */
type Held = { condition: Condition; comparison: Comparison };

function support(measure: MeasureDef, comparisons: readonly Comparison[]): ProposedMeasure | undefined {
  const held: Held[] = [];
  const find = (condition: Condition): Comparison | undefined => {
    const comparison = witness(condition, comparisons);
    if (comparison !== undefined) held.push({ condition, comparison });
    return comparison;
  };
  const all = (measure.when.all ?? []).map(find);
  const any = (measure.when.any ?? []).map(find);
  if (held.length === 0) return undefined;
  if (all.includes(undefined)) return undefined;
  if (any.length > 0 && any.every((comparison) => comparison === undefined)) return undefined;
  if ((measure.when.none ?? []).some((condition) => witness(condition, comparisons) !== undefined)) return undefined;
  const { id, title, who, action, because, source, weight } = measure;
  const score = (weight * held.length) / (all.length + any.length);
  const evidence = [...new Set(held.map(evidenceSentence))];
  return { id, title, who, action, because, source, score, evidence };
}

/** The oddest comparison for which a condition holds. */
function witness(condition: Condition, comparisons: readonly Comparison[]): Comparison | undefined {
  const ofItem = comparisons.filter(
    (comparison) =>
      comparison.item === condition.item && (condition.part === undefined || comparison.part === condition.part),
  );
  // One tray that does not answer is not an item that could not be read.
  if (condition.absent === true && ofItem.some(({ figure }) => figure.kind !== 'absent')) return undefined;
  let oddest: Comparison | undefined;
  for (const comparison of ofItem)
    if (holds(condition, comparison) && (oddest === undefined || comparison.oddness > oddest.oddness))
      oddest = comparison;
  return oddest;
}

function holds(condition: Condition, comparison: Comparison): boolean {
  const { figure } = comparison;
  if (condition.absent !== undefined && condition.absent !== (figure.kind === 'absent')) return false;
  if (condition.verdict !== undefined && !condition.verdict.includes(comparison.verdict)) return false;
  if (condition.side !== undefined && condition.side !== comparison.side) return false;
  if (condition.below !== undefined && !(figure.kind === 'number' && figure.number < condition.below)) return false;
  if (condition.above !== undefined && !(figure.kind === 'number' && figure.number > condition.above)) return false;
  if (condition.trend !== undefined && !hasMoved(condition, comparison)) return false;
  if (condition.state === undefined) return true;
  if (figure.kind === 'state') return condition.state.includes(figure.state);
  return figure.kind === 'text' && condition.state.includes(figure.text);
}

/** Whether a level has moved as a condition says. What the device does not say now, has no trend to act on. */
function hasMoved({ trend, sinceDays }: Condition, { past, figure, reading }: Comparison): boolean {
  const moved = figure.kind === 'absent' ? undefined : movementOf(past);
  if (moved === undefined) return false;
  if (sinceDays !== undefined && reading.at - moved.since > sinceDays * DAY_MS) return false;
  return trend === 'changed' || moved.movement === trend;
}

function evidenceSentence({ condition, comparison }: Held): string {
  const part = comparison.partTitle ?? comparison.part;
  const { reading, past } = comparison;
  const moved = condition.trend === undefined || past === undefined ? [] : pastInWords(past, reading.at).slice(0, 1);
  const from = isReport(reading) ? `; from a service-mode list of ${dayOf(reading.at)}` : '';
  const because = [...moved, comparison.because].join('; ');
  return `${comparison.title}${part === undefined ? '' : ` (${part})`}: ${because}${from}`;
}

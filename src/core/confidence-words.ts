import type { ProposedMeasure } from './measure.ts';

/** Below this a measure is only a hint, and what to ask the customer goes before it. */
const WEAK = 0.3;

/** Whether so little speaks for a measure that questions come first. Units: 0 to 1. */
export function isWeakHint(confidence: number): boolean {
  return confidence < WEAK;
}

/** A confidence in a word and as a number: `likely, 72 %`. Units: 0 to 1. Shape: never certain, and never impossible. */
export function confidenceInWords(confidence: number): string {
  const percent = Math.min(99, Math.max(1, Math.round(confidence * 100)));
  return `${wordOf(confidence)}, ${percent} %`;
}

function wordOf(confidence: number): string {
  if (confidence >= 0.85) return 'very likely';
  if (confidence >= 0.6) return 'likely';
  return isWeakHint(confidence) ? 'a weak hint' : 'possible';
}

/** What a measure takes, in one line; empty where nothing is said of it. */
export function effortInWords({
  minutes,
  parts = [],
  risk,
}: Pick<ProposedMeasure, 'minutes' | 'parts' | 'risk'>): string {
  return [
    ...(minutes === undefined ? [] : [`Takes ${minutes} minutes`]),
    ...(parts.length === 0 ? [] : [`parts: ${parts.join(', ')}`]),
    ...(risk === undefined ? [] : [`risk: ${risk}`]),
  ].join('; ');
}

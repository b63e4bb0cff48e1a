import type { Comparison } from '../core/comparison.ts';
import type { Dossier, Fetch } from '../core/dossier.ts';
import { averageInWords, figureInWords } from '../core/words.ts';
import { claimDocument } from './post-claim.ts';

/**
 * A claim with what was found, for another system: figures with their evidence, verdicts and measures of the latest fetch.
 * Shape: times as ISO 8601; of peers there are statistics only. Texts that are the customer's own (addresses, host names), where the device is
 * registered and whatever is kept for ourselves stay out.
 */
export function dossierDocument(dossier: Dossier): object {
  const fetch = dossier.fetches.at(-1);
  return {
    ...claimDocument(dossier.claim),
    words: dossier.claim.words,
    model: dossier.device.model,
    customer: dossier.device.customer,
    phase: fetch?.phase ?? 'stored',
    ...(fetch === undefined ? {} : found(fetch)),
  };
}

function isForOthers({ baseline }: Comparison): boolean {
  return baseline.kind !== 'not-compared';
}

function found(fetch: Fetch): object {
  return {
    outcome: fetch.outcome.kind,
    warnings: fetch.warnings,
    comparisons: fetch.comparisons
      .filter(isForOthers)
      .map(({ item, part, title, figure, baseline, verdict, because, reading }) => ({
        item,
        part,
        title,
        figure: figureInWords(figure),
        average: averageInWords(baseline),
        verdict,
        because,
        readAt: new Date(reading.at).toISOString(),
        evidence: reading.evidence.map(({ protocol, raw }) => ({ protocol, raw })),
      })),
    measures: fetch.measures.map(
      ({ id, title, who, action, because, confidence, evidence, against, thin, change, decide }) => {
        return { id, title, who, action, because, confidence, evidence, against, thin, change, decide };
      },
    ),
  };
}

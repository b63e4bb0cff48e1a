import { framedInWords, leftOutInWords, offerInWords, USUAL_COHORT } from '../core/cohort-words.ts';
import { detailsOf } from '../core/claim.ts';
import { repeatInWords } from '../core/ruler.ts';
import type { Comparison } from '../core/comparison.ts';
import { notablePast } from '../core/past-words.ts';
import { standingInWords } from '../core/percentile.ts';
import { isReport } from '../core/reading.ts';
import { confidenceInWords, effortInWords, isWeakHint } from '../core/confidence-words.ts';
import type { Dossier, Fetch } from '../core/dossier.ts';
import type { ProposedMeasure } from '../core/measure.ts';
import { callbackInWords, changesInWords, claimsInWords, similarInWords } from '../core/look-back-words.ts';
import { siteInWords } from '../core/site-words.ts';
import { learntInWords, recordInWords } from '../core/track-words.ts';
import {
  ageInWords,
  averageInWords,
  figureInWords,
  medianInWords,
  rangeInWords,
  spanOfRateInWords,
  valueInWords,
  verdictInWords,
  whoInWords,
} from '../core/words.ts';
import { plain, table } from './terminal-text.ts';

/** A dossier as text for a terminal: claim, items with reasons, comparison, measures. Shape: lines joined by newlines. */
export function dossierText(dossier: Dossier): string {
  const { claim, device } = dossier;
  const fetch = dossier.fetches.at(-1);
  const repeat = repeatInWords(detailsOf(claim)?.repeatMm, dossier.ruler);
  const lines = [
    `Claim #${claim.id}: ${dossier.symptomTitles.join(', ')}`,
    `${device.serial}, ${device.model}, ${device.customer}${device.site === undefined ? '' : `, ${device.site}`}`,
    ...(claim.words === '' ? [] : [`"${claim.words}"`]),
    ...(repeat === undefined ? [] : [repeat]),
    '',
    'This claim calls for',
    ...dossier.items.map((item) => `  ${item.title}: ${item.because}`),
  ];
  if (fetch !== undefined) lines.push('', ...fetchLines(fetch, dossier));
  return lines.map(plain).join('\n');
}

function fetchLines(fetch: Fetch, dossier: Dossier): string[] {
  const { peers } = fetch;
  const counts = [
    `${peers.eligible} other devices (${peers.cohort ?? USUAL_COHORT}; ${peers.customers} other customers)`,
    `${peers.live} read live`,
    ...(peers.stored > 0 ? [`${peers.stored} from stored readings`] : []),
    ...(peers.missing > 0 ? [`${peers.missing} did not answer`] : []),
  ];
  return [
    ...fetch.warnings.map((warning) => `! ${warning}`),
    `Compared with ${counts.join(', ')}`,
    ...[
      peers.step ?? '',
      peers.leftOut === undefined ? '' : leftOutInWords(peers.leftOut),
      framedInWords(peers),
      offeredLine(peers),
    ].filter((line) => line !== ''),
    ...table([
      ['Item', 'This machine', 'Average', 'Median', 'p10 to p90', 'Among them', 'Verdict'],
      ...fetch.comparisons.map((comparison) => [
        rowTitle(comparison),
        mine(comparison, dossier.now),
        averageInWords(comparison.baseline),
        medianInWords(comparison.baseline),
        rangeInWords(comparison.baseline),
        comparison.baseline.kind === 'number' ? standingInWords(comparison.baseline) : '',
        verdictInWords(comparison.verdict),
      ]),
    ]),
    '',
    ...pastLines(fetch, dossier),
    ...cannotSayLines(fetch),
    ...serviceModeLines(fetch, dossier),
    ...siteLines(fetch, dossier),
    ...measureLines(fetch, dossier),
    '',
    ...lookBackLines(fetch, dossier),
    'Where the values come from',
    ...fetch.readings.flatMap((reading) => {
      const last = reading.evidence.at(-1);
      if (last === undefined) return [];
      const part = reading.part === undefined ? '' : `/${reading.part}`;
      return [
        `  ${reading.item}${part} = ${valueInWords(reading.value)} · ${last.protocol} ${last.place} · ${last.raw} · ${ageInWords(reading.at, dossier.now)}`,
      ];
    }),
  ];
}

/** What can be said with the claim to compare it with other devices. */
function offeredLine({ offered = [] }: Fetch['peers']): string {
  const said = offered.map((offer) => {
    const field = offer.by === 'family' ? 'widen=yes' : offer.by === 'own' ? 'own=yes' : `tighten=${offer.by}`;
    return `${field} (${offerInWords(offer)})`;
  });
  return said.length === 0 ? '' : `Instead: ${said.join(', ')}`;
}

/** What of the device's own past bears on the claim. */
function pastLines(fetch: Fetch, dossier: Dossier): string[] {
  const told = fetch.comparisons.flatMap((comparison) => {
    const said = notablePast(comparison, fetch.doneAt ?? dossier.now);
    return said === '' ? [] : [`  ${rowTitle(comparison)}: ${said}`];
  });
  return told.length === 0 ? [] : ['Its own past', ...told, ''];
}

/** What the other devices at the site say of it. */
function siteLines(fetch: Fetch, dossier: Dossier): string[] {
  const said = siteInWords(fetch.site, fetch.doneAt ?? dossier.now);
  return said === undefined ? [] : [said, ''];
}

/** What was before the claim. */
function lookBackLines({ before, doneAt }: Fetch, dossier: Dossier): string[] {
  if (before === undefined) return [];
  const now = doneAt ?? dossier.now;
  const callback = callbackInWords(before);
  const claims = claimsInWords(before, now);
  const changes = changesInWords(before, now);
  const similar = similarInWords(before.similar);
  const headed = (heading: string, lines: string[]): string[] =>
    lines.length === 0 ? [] : [heading, ...lines.map((line) => `  ${line}`), ''];
  return [
    ...(callback === undefined ? [] : [`Callback. ${callback}`, '']),
    ...headed('Last claims of this machine', claims),
    ...headed('Not as it was', changes),
    ...headed('Claims with the same signs', similar),
  ];
}

/** Why no verdict is given on values that are there. */
function cannotSayLines(fetch: Fetch): string[] {
  const unsaid = fetch.comparisons.filter(
    ({ verdict, figure }) => verdict === 'cannot-say' && figure.kind !== 'absent',
  );
  if (unsaid.length === 0) return [];
  return ['Cannot say', ...unsaid.map((comparison) => `  ${rowTitle(comparison)}: ${comparison.because}`), ''];
}

/** Where an engineer finds what the model does not offer over the network. */
function serviceModeLines(fetch: Fetch, dossier: Dossier): string[] {
  const missing = new Set(
    fetch.readings.flatMap(({ item, value }) =>
      value.kind === 'absent' && value.reason === 'unsupported' ? [item] : [],
    ),
  );
  const lines = dossier.items.flatMap(({ item, title, serviceMode }) =>
    missing.has(item) && serviceMode !== undefined ? [`  ${title}: ${serviceMode}`] : [],
  );
  return lines.length === 0
    ? []
    : [
        'Not offered over the network; an engineer finds it at',
        ...lines,
        `  A list of it is brought in with: claimscope import-report FILE --serial ${dossier.device.serial}`,
        '',
      ];
}

function measureLines(fetch: Fetch, dossier: Dossier): string[] {
  if (fetch.measures.length === 0) {
    const isSilent = fetch.comparisons.every(({ figure }) => figure.kind === 'absent');
    const because = isSilent ? 'No value could be read.' : 'No measure follows from this.';
    return [`${because} Ask the customer:`, ...dossier.questions.map((question) => `  ${question}`)];
  }
  const [first] = fetch.measures;
  const isWeak = first?.confidence !== undefined && isWeakHint(first.confidence);
  return [
    ...(isWeak
      ? ['Nothing stands out. Ask the customer:', ...dossier.questions.map((question) => `  ${question}`)]
      : []),
    ...fetch.measures.slice(0, 3).flatMap(oneMeasure),
  ];
}

function oneMeasure(measure: ProposedMeasure, index: number): string[] {
  const { confidence, against = [], thin = [], change = [], decide } = measure;
  const sure = confidence === undefined ? '' : `: ${confidenceInWords(confidence)}`;
  const needs = effortInWords(measure);
  const learnt = learntInWords(measure);
  return [
    `${index + 1}. ${measure.title} (${whoInWords(measure.who)})${sure}`,
    `   ${measure.action}`,
    ...measure.evidence.map((line) => `   because ${line}`),
    ...against.map((line) => `   against: ${line}`),
    ...thin.map((line) => `   less sure: ${line}`),
    ...change.map((line) => `   open: ${line}`),
    ...(decide === undefined ? [] : [`   ask: ${decide}`]),
    ...(needs === '' ? [] : [`   ${needs}`]),
    `   source: ${measure.source}`,
    ...(learnt === undefined ? [] : [`   ${learnt}`]),
    ...(confidence === undefined ? [] : [`   ${recordInWords(measure.record)}`]),
  ];
}

function rowTitle(comparison: Comparison): string {
  const part = comparison.partTitle ?? comparison.part;
  return part === undefined ? comparison.title : `${comparison.title}, ${part}`;
}

function mine(comparison: Comparison, now: number): string {
  const figure = figureInWords(comparison.figure);
  const { lastKnown } = comparison;
  if (lastKnown === undefined) {
    const { at } = comparison.reading;
    const span = spanOfRateInWords(comparison.reading, now);
    if (comparison.figure.kind !== 'absent' && span !== '') return `${figure} (${span})`;
    const isListed = comparison.figure.kind !== 'absent' && isReport(comparison.reading);
    return isListed ? `${figure} (service-mode list, ${ageInWords(at, now)})` : figure;
  }
  return `${figure}; last known ${valueInWords(lastKnown.value)}, ${ageInWords(lastKnown.at, now)}`;
}

import type { KnownBlock } from '@slack/types';
import type { Handler } from '../../core/claim.ts';
import type { Dossier } from '../../core/dossier.ts';
import { confidenceInWords } from '../../core/confidence-words.ts';
import { recordInWords } from '../../core/track-words.ts';
import { averageInWords, whoInWords } from '../../core/words.ts';
import type { Content } from '../content.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { historyLines } from './history-lines.ts';
import { callbackLine } from './look-back-lines.ts';
import { context, header, linesWithin, section } from './parts.ts';
import { repeatLines } from './repeat-line.ts';
import { photoLine, reportLines } from './report-lines.ts';
import { byOddness, figureCell, nameOfRow, verdictCell } from './rows.ts';
import { count, dataAsOf, phaseLine, statusLine, warningLines } from './state-lines.ts';
import {
  isUserId,
  latestFetch,
  mentionOf,
  NO_VIEW,
  personIn,
  saidAnything,
  shownFetch,
  symptomsOf,
  type View,
} from './view.ts';
import { wordsLine } from './words-line.ts';

/** How many findings the card shows; the thread has them all. */
const FINDINGS = 3;

/**
 * The card in the channel: the claim's state at a glance.
 * Shape: no mention. One here would make the handler follow the thread and ring again with each message in it; the thread's last one mentions.
 */
export function rootCard(dossier: Dossier, view: View = NO_VIEW): Content {
  const { claim, device } = dossier;
  const title = `Claim ${claim.id}: ${oneLine(symptomsOf(dossier))}, ${oneLine(claim.serial)}`;
  const fetch = latestFetch(dossier);
  const findings = findingLines(dossier);
  const proposal = proposalLine(dossier);
  const status = statusLine(dossier, view);
  const blocks: KnownBlock[] = [
    header(title),
    section(`${status}\n${phaseLine(dossier)}`),
    section(deviceLine(dossier)),
  ];
  const callback = callbackLine(fetch);
  if (callback !== undefined) blocks.push(section(callback));
  const words = wordsLine(claim);
  if (words !== undefined) blocks.push(section(words));
  blocks.push(...repeatLines(dossier).map(section));
  const reports = reportLines(claim, view);
  if (reports.length > 0) blocks.push(section(reports.join('\n')));
  const inCharge = inChargeLine(claim.handler, view);
  if (inCharge !== undefined) blocks.push(section(inCharge));
  const warnings = fetch === undefined ? [] : warningLines(fetch).slice(0, 3);
  if (warnings.length > 0) blocks.push(section(warnings.join('\n')));
  if (findings.length > 0) blocks.push(section(findings.join('\n')));
  if (proposal !== undefined) blocks.push(section(proposal));
  const history = historyLines(dossier, view);
  if (history.length > 0) blocks.push(context(linesWithin(history, 1800, (left) => `and ${left} earlier`)));
  blocks.push(context(footLine(dossier, view)));
  const text = [
    escapeMrkdwn(title, 300),
    escapeMrkdwn(`${device.model}, ${device.customer}`, 200),
    phaseLine(dossier),
    ...(callback === undefined ? [] : [callback]),
    ...warnings,
    ...findings,
    ...(proposal === undefined ? [] : [proposal]),
  ];
  return { text: clip(text.join('\n'), 3900), blocks };
}

/** Who is in charge, by name. Shape: mrkdwn; undefined when nobody is. */
function inChargeLine(handler: Handler, view: View): string | undefined {
  if (mentionOf(handler) === undefined) return undefined;
  return handler.kind === 'user'
    ? `In charge: *${personIn(handler.id, view)}*`
    : 'In charge: the group named in the thread';
}

/** Serial, model, customer, site. Shape: mrkdwn. */
export function deviceLine({ claim, device }: Dossier): string {
  const site = device.site === undefined ? '' : `, ${escapeMrkdwn(oneLine(device.site), 120)}`;
  const tag = device.assetTag === undefined ? '' : `, asset ${escapeMrkdwn(oneLine(device.assetTag), 60)}`;
  return `*${escapeMrkdwn(oneLine(claim.serial), 80)}* (${escapeMrkdwn(oneLine(device.model), 80)}) at ${escapeMrkdwn(oneLine(device.customer), 120)}${site}${tag}`;
}

/** The worst findings; while nothing is judged, what is stored with its age. Shape: mrkdwn lines. */
export function findingLines(dossier: Dossier): string[] {
  const fetch = shownFetch(dossier);
  if (fetch === undefined || fetch.comparisons.length === 0) return [];
  const ordered = byOddness(fetch.comparisons);
  const odd = ordered.filter(({ verdict }) => verdict === 'off' || verdict === 'watch');
  const line = (comparison: (typeof ordered)[number]): string =>
    `• ${verdictCell(comparison.verdict)}: ${escapeMrkdwn(nameOfRow(comparison), 120)}: ${escapeMrkdwn(figureCell(comparison, fetch, dossier), 160)}, average ${escapeMrkdwn(averageInWords(comparison.baseline), 160)}`;
  if (odd.length > 0) {
    const left = odd.length - FINDINGS;
    return [...odd.slice(0, FINDINGS).map(line), ...(left > 0 ? [`and ${left} more in the thread`] : [])];
  }
  // A device that said nothing is not a healthy one: the warning above says all there is to say.
  if (fetch.phase === 'complete' && !saidAnything(fetch)) return [];
  if (fetch.phase === 'complete') {
    const judged = fetch.comparisons.filter(({ verdict }) => verdict === 'normal').length;
    const unsaid = fetch.comparisons.length - judged;
    return [
      `Nothing out of the ordinary: ${count(judged, 'row')} normal${unsaid > 0 ? `, ${unsaid} that cannot be judged` : ''}`,
    ];
  }
  return ordered
    .filter(({ figure }) => figure.kind !== 'absent')
    .slice(0, FINDINGS)
    .map(line);
}

/** The first measure in one line. Shape: mrkdwn. */
export function proposalLine(dossier: Dossier): string | undefined {
  const fetch = shownFetch(dossier);
  const measure = fetch?.measures[0];
  if (measure !== undefined) {
    const { confidence } = measure;
    const record = measure.record === undefined ? [] : [recordInWords(measure.record)];
    const sure = confidence === undefined ? [] : [confidenceInWords(confidence), ...record];
    return `*Proposed:* ${escapeMrkdwn(oneLine(measure.title), 300)} (${[whoInWords(measure.who), ...sure].join(', ')})`;
  }
  if (fetch?.phase !== 'complete') return undefined;
  if (!saidAnything(fetch))
    return '*Proposed:* nothing, for no value could be read; ask the customer (questions in the thread)';
  return dossier.questions.length === 0
    ? '*Proposed:* no measure follows from these values'
    : '*Proposed:* no measure follows from these values; ask the customer (questions in the thread)';
}

function footLine(dossier: Dossier, view: View): string {
  const { claim } = dossier;
  const parts = [dataAsOf(dossier, shownFetch(dossier))];
  if (view.said !== undefined) parts.push(`<${view.said}|the message that said it>`);
  const photos = photoLine(claim);
  if (photos !== undefined) parts.push(photos);
  if (isUserId(claim.by) && view.nameOf(claim.by) !== undefined) parts.push(`claimed by ${personIn(claim.by, view)}`);
  if (claim.by.startsWith('workflow ')) parts.push(`claimed by ${escapeMrkdwn(oneLine(claim.by), 80)}`);
  if (claim.origin.via === 'trap') parts.push('claimed by the machine itself');
  if (claim.origin.via === 'api')
    parts.push(`claimed by ${escapeMrkdwn(claim.by.replace(/^api:/, ''), 40)} (another system)`);
  return parts.join(' · ');
}

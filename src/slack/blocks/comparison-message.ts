import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import { type Content, LARGEST_BLOCKS, LONGEST_TEXT } from '../content.ts';
import { ACTIONS } from '../ids.ts';
import { clip, escapeMrkdwn, oneLine } from '../text/escape.ts';
import { absentLines, cannotSayLines } from './absent-lines.ts';
import { claimButtons } from './claim-buttons.ts';
import { callbackLine, lookBackLines, siteLine } from './look-back-lines.ts';
import { measureBlocks, measureLines, questionLines } from './measures.ts';
import { button, context, linesWithin, section, sizeOf } from './parts.ts';
import { peerChoices } from './peer-choices.ts';
import { pastLines } from './past-lines.ts';
import { perDossier } from './per-dossier.ts';
import { repeatLines } from './repeat-line.ts';
import { type Row, rowsOf } from './rows.ts';
import { count, dataAsOf, peersLine, phaseLine, warningLines } from './state-lines.ts';
import { rowInText, tableWithin } from './table.ts';
import { asOf, cohortOf, latestFetch, NO_VIEW, symptomsOf, type View } from './view.ts';

/** Room kept for the line about rows that did not fit. */
const LEFT_OUT_ROOM = 300;
/** Words of the chart for those who cannot see it, and the room for all of it: as JSON some characters count twice. */
const CHART_WORDS = 800;
const CHART_ROOM = 1800;

/** The comparison in the thread: rows by oddness, peers, warnings, measures, what is absent, and the buttons. */
export function comparisonMessage(dossier: Dossier, view: View = NO_VIEW): Content {
  const content = withoutChart(dossier);
  const chart = view.chartOf?.(dossier);
  if (chart === undefined) return content;
  const place = content.blocks.findLastIndex(({ type }) => type === 'table') + 1;
  const image: KnownBlock = { type: 'image', slack_file: { id: chart.file }, alt_text: clip(chart.alt, CHART_WORDS) };
  return { ...content, blocks: [...content.blocks.slice(0, place), image, ...content.blocks.slice(place)] };
}

const withoutChart = perDossier((dossier: Dossier): Content => {
  const { head, rows, fetch } = rowsOf(dossier);
  const above = blocksAbove(dossier, fetch);
  const looks = rows.length === 0 ? [] : [lookButtons(dossier, rows.length)];
  const tableAbove = (below: KnownBlock[]): ReturnType<typeof tableWithin> => {
    const room = LARGEST_BLOCKS - sizeOf([...above, ...looks, ...below]) - LEFT_OUT_ROOM - CHART_ROOM;
    return tableWithin(head, firstRows(rows), room);
  };
  let below = blocksBelow(dossier, fetch);
  let table = tableAbove(below);
  // The rows are what the thread is for: where there is no room for one, the past gives way, which stands in the text of the message still.
  if (table === undefined && rows.length > 0) {
    below = blocksBelow(dossier, fetch, { isPastLeftOut: true });
    table = tableAbove(below);
  }
  const rest = rows.slice(table?.taken ?? 0);
  const blocks = [
    ...above,
    ...(table === undefined ? [] : [table.block]),
    ...(rest.length === 0 ? [] : [context(leftOutLine(rest))]),
    ...looks,
    ...below,
  ];
  const text = [
    escapeMrkdwn(headline(dossier), 400),
    phaseLine(dossier),
    ...[callbackLine(fetch) ?? []].flat(),
    ...repeatLines(dossier),
    ...warningsOf(dossier, fetch),
    ...[siteLine(dossier, fetch) ?? []].flat(),
    ...rows.map((row) => rowInText(head, row)),
    ...(fetch === undefined ? [] : pastLines(dossier, fetch)),
    ...measureLines(fetch),
    ...lookBackLines(dossier, fetch),
  ];
  const said = linesWithin(text, LONGEST_TEXT, (left) => `and ${left} more lines`);
  return { text: clip(said, LONGEST_TEXT), blocks };
});

/** Rows that the thread shows, the odd ones first: a person takes in so many, and a phone shows them without end. */
const FEWEST_ROWS = 5;
const MOST_ROWS = 9;

function firstRows(rows: readonly Row[]): Row[] {
  return rows.slice(0, Math.min(Math.max(rows.filter(isOdd).length, FEWEST_ROWS), MOST_ROWS));
}

function isOdd({ verdict }: Row): boolean {
  return verdict === 'off' || verdict === 'watch';
}

function blocksAbove(dossier: Dossier, fetch: Fetch | undefined): KnownBlock[] {
  const lines = [`*${escapeMrkdwn(headline(dossier), 400)}*`, phaseLine(dossier)];
  const blocks: KnownBlock[] = [section(lines.join('\n'))];
  const warnings = warningsOf(dossier, fetch);
  if (warnings.length > 0)
    blocks.push(section(linesWithin(warnings, 1200, (left) => `and ${count(left, 'more warning')}`)));
  const callback = callbackLine(fetch);
  if (callback !== undefined) blocks.push(section(callback));
  blocks.push(...repeatLines(dossier).map(section));
  const site = siteLine(dossier, fetch);
  // What settles nothing stands in small print.
  const isSettled = fetch?.site?.says === 'site' || fetch?.site?.says === 'machine';
  if (site !== undefined) blocks.push(isSettled ? section(site) : context(site));
  const latest = latestFetch(dossier);
  if (latest !== undefined) {
    blocks.push(context(`${peersLine(latest.peers, asOf(latest, dossier))}. ${dataAsOf(dossier, fetch)}`));
  }
  if (fetch === undefined || fetch.comparisons.length === 0)
    blocks.push(section('No value is known yet; the device is being asked.'));
  return blocks;
}

function blocksBelow(
  dossier: Dossier,
  fetch: Fetch | undefined,
  { isPastLeftOut = false }: { isPastLeftOut?: boolean } = {},
): KnownBlock[] {
  const past = fetch === undefined || isPastLeftOut ? [] : pastLines(dossier, fetch);
  const lines = linesWithin(['*Its own past*', ...past], 1300, (left) => `and ${left} more`);
  const blocks = [...(past.length === 0 ? [] : [section(lines)]), ...measureBlocks(fetch)];
  const before = isPastLeftOut ? [] : lookBackLines(dossier, fetch);
  if (before.length > 0) blocks.push(section(linesWithin(before, 1500, (left) => `and ${left} more lines`)));
  const questions = questionLines(dossier, fetch);
  if (questions.length > 0) {
    blocks.push(section(linesWithin(['*Ask the customer*', ...questions], 1200, (left) => `and ${left} more`)));
  }
  const absent = fetch === undefined || fetch.phase === 'stored' ? [] : absentLines(dossier, fetch);
  if (absent.length > 0) {
    blocks.push(section(linesWithin(['*Could not be read*', ...absent], 1300, (left) => `and ${left} more`)));
  }
  const unsaid = fetch === undefined ? [] : cannotSayLines(fetch);
  if (unsaid.length > 0) {
    blocks.push(section(linesWithin(['*Cannot say*', ...unsaid], 900, (left) => `and ${left} more`)));
  }
  blocks.push(...peerChoices(dossier), ...claimButtons(dossier));
  return blocks;
}

function warningsOf(dossier: Dossier, fetch: Fetch | undefined): string[] {
  const latest = latestFetch(dossier);
  const fetches = latest === undefined || latest === fetch ? [fetch] : [latest, fetch];
  return [...new Set(fetches.flatMap((one) => (one === undefined ? [] : warningLines(one))))];
}

function headline(dossier: Dossier): string {
  const [symptoms, serial] = [oneLine(symptomsOf(dossier)), oneLine(dossier.claim.serial)];
  const model = oneLine(dossier.device.model);
  const cohort = cohortOf(latestFetch(dossier));
  return cohort === undefined
    ? `${symptoms}: ${serial} beside other customers' ${model}`
    : `${symptoms}: ${serial} (${model}) beside peers: ${cohort}`;
}

function leftOutLine(rest: readonly Row[]): string {
  const odd = rest.filter(isOdd).length;
  const what = odd === 0 ? 'none of them out of the ordinary' : `${odd} of them out of the ordinary`;
  return `${count(rest.length, 'more row')}, ${what}`;
}

/** What can be looked at beyond the first rows; it opens for the one who presses, and the thread stays as it is. */
function lookButtons({ claim }: Dossier, rows: number): ActionsBlock {
  const value = String(claim.id);
  return {
    type: 'actions',
    elements: [
      button({ actionId: ACTIONS.rows, label: `All ${count(rows, 'row')}`, value }),
      button({ actionId: ACTIONS.sources, label: 'Show sources', value }),
      button({ actionId: ACTIONS.neighbours, label: 'Silent neighbours', value }),
    ],
  };
}

import type { KnownBlock, ModalView } from '@slack/types';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import { isStored } from '../../core/is-stored.ts';
import { type Evidence, isOfPast, isReport, type Reading, readingKey } from '../../core/reading.ts';
import { valueInWords } from '../../core/words.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { momentInSlack } from '../text/moment.ts';
import { pagedView, pageOf } from './paged-view.ts';
import { context, linesWithin, section } from './parts.ts';
import { byOddness, nameOfRow } from './rows.ts';
import { count } from './state-lines.ts';
import { shownFetch } from './view.ts';

/** Figures of one page. */
const FIGURES = 15;

/** A figure as it was read, under the name that the rows have for it. */
type Source = { name: string; reading: Reading };

/** Where every figure of the fetch in view came from, in the order of its rows: place, raw answer, time, and whether it was live. */
export function sourcesView(dossier: Dossier, wanted: number): ModalView {
  const fetch = shownFetch(dossier);
  const sources = fetch === undefined ? [] : sourcesOf(dossier, fetch);
  const { page, pages, shown } = pageOf(sources, FIGURES, wanted);
  const blocks: KnownBlock[] =
    fetch === undefined || sources.length === 0
      ? [section(noSourcesText(fetch))]
      : [
          context(`${count(sources.length, 'figure')} of fetch ${fetch.n + 1}, asked ${momentInSlack(fetch.askedAt)}`),
          ...shown.map((source) => section(sourceText(source, fetch))),
        ];
  return pagedView({ look: 'sources', claim: dossier.claim.id }, { title: 'Sources', blocks, page, pages });
}

function noSourcesText(fetch: Fetch | undefined): string {
  return fetch?.phase === 'complete'
    ? 'Nothing was read.'
    : 'The device and its peers are being read; the sources are here once the card says *Complete*.';
}

/** The readings of a fetch: those of its rows, oddest first, then what only others were worked out of. */
function sourcesOf(dossier: Dossier, fetch: Fetch): Source[] {
  const titles = new Map(dossier.items.map(({ item, title }) => [item, title]));
  const found = new Map<string, Source>();
  const add = (reading: Reading, name: string): void => {
    const key = readingKey(reading);
    if (!found.has(key)) found.set(key, { name, reading });
  };
  for (const comparison of byOddness(fetch.comparisons)) add(comparison.reading, nameOfRow(comparison));
  for (const reading of fetch.readings) {
    const { item, part, partTitle } = reading;
    add(reading, nameOfRow({ title: titles.get(item) ?? item, part, partTitle }));
  }
  return [...found.values()];
}

function sourceText({ name, reading }: Source, fetch: Fetch): string {
  const lines = reading.evidence.map((evidence) => evidenceLine(evidence));
  return linesWithin(
    [
      `*${escapeMrkdwn(name, 100)}*: ${escapeMrkdwn(oneLine(valueInWords(reading.value)), 160)} (${kindOf(reading, fetch)})`,
      ...(lines.length === 0 ? ['no place of this model offers it'] : lines),
    ],
    2900,
    (left) => `and ${left} more places`,
  );
}

function kindOf(reading: Reading, fetch: Fetch): string {
  if (reading.value.kind === 'absent') return isOfPast(reading) ? 'not known' : 'not read';
  const when = `true as of ${momentInSlack(reading.at)}`;
  if (isReport(reading)) return `service-mode list, ${when}`;
  if (isOfPast(reading)) return `worked out of what is stored, ${when}`;
  return isStored(reading.at, fetch) ? `stored, ${when}` : 'live';
}

function evidenceLine({ protocol, place, raw, at, tookMs }: Evidence): string {
  if (protocol === 'past')
    return `stored past of ${escapeMrkdwn(oneLine(place), 300)} → ${escapeMrkdwn(oneLine(raw), 600)}`;
  const from = `${protocol.toUpperCase()} ${escapeMrkdwn(oneLine(place), 300)}`;
  return `${from} → ${escapeMrkdwn(oneLine(raw), 300)}, ${momentInSlack(at)}, ${Math.round(tookMs)} ms`;
}

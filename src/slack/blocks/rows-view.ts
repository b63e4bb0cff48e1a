import type { KnownBlock, ModalView } from '@slack/types';
import type { Dossier, Fetch } from '../../core/dossier.ts';
import { escapeMrkdwn, oneLine } from '../text/escape.ts';
import { pagedView, pageOf } from './paged-view.ts';
import { context, linesWithin, section } from './parts.ts';
import { type Row, rowsOf } from './rows.ts';
import { dataAsOf } from './state-lines.ts';

/** Rows of one page: a table cannot stand in a view, and a row takes some lines of a phone. */
const ROWS = 15;

/** Every row of the comparison, the oddest first. */
export function rowsView(dossier: Dossier, wanted: number): ModalView {
  const { head, rows, fetch } = rowsOf(dossier);
  const { page, pages, shown } = pageOf(rows, ROWS, wanted);
  const blocks: KnownBlock[] =
    rows.length === 0
      ? [section(noRowsText(fetch))]
      : [context(dataAsOf(dossier, fetch)), ...shown.map((row) => section(rowText(head, row)))];
  return pagedView({ look: 'rows', claim: dossier.claim.id }, { title: 'All rows', blocks, page, pages });
}

/** Where another process reads the device, what it has so far is in the thread alone. */
function noRowsText(fetch: Fetch | undefined): string {
  return fetch?.phase === 'complete'
    ? 'No value is known of this device.'
    : 'The device and its peers are being read; all rows are here once the card says *Complete*.';
}

/** Verdict and name, then each cell under its heading; a cell that says nothing takes no line. Shape: mrkdwn. */
function rowText(head: readonly string[], { cells }: Row): string {
  const [verdict = '', name = '', ...rest] = cells;
  const lines = rest.flatMap((cell, index) =>
    cell === '–' ? [] : [`${escapeMrkdwn(head[index + 2] ?? '', 80)}: ${escapeMrkdwn(oneLine(cell), 160)}`],
  );
  const title = `*${escapeMrkdwn(oneLine(name), 100)}* ${escapeMrkdwn(verdict, 40)}`;
  return linesWithin([title, ...lines], 2900, (left) => `and ${left} more`);
}

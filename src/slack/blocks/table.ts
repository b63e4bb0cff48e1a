import type { TableBlock } from '@slack/types';
import { plain, escapeMrkdwn } from '../text/escape.ts';
import { sizeOf } from './parts.ts';
import type { Row } from './rows.ts';

/** Rows of one table at most, so that a phone can still scroll it. Slack allows 100. */
const TABLE_ROWS = 30;

/**
 * A table of as many rows as fit, and how many that were; undefined when there is no room for even one.
 * Shape: cells are `raw_text`, which shows text as it is; an empty cell would make Slack refuse the message, so it gets a dash.
 */
export function tableWithin(
  head: readonly string[],
  rows: readonly Row[],
  room: number,
): { block: TableBlock; taken: number } | undefined {
  const block: TableBlock = {
    type: 'table',
    // The verdict in front is short and stays in one line; everything else may need two.
    column_settings: head.map((_, column) => ({ is_wrapped: column > 0 })),
    rows: [cellsOf(head)],
  };
  let left = room - sizeOf([block]);
  for (const row of rows.slice(0, TABLE_ROWS)) {
    const cells = cellsOf(row.cells);
    left -= JSON.stringify(cells).length + 1;
    if (left < 0) break;
    block.rows.push(cells);
  }
  const taken = block.rows.length - 1;
  return taken === 0 ? undefined : { block, taken };
}

function cellsOf(texts: readonly string[]): TableBlock['rows'][number] {
  return texts.map((text) => ({ type: 'raw_text', text: plain(text, 120) }));
}

/** A row as one line, for readers without blocks. Shape: mrkdwn. */
export function rowInText(head: readonly string[], row: Row): string {
  const said = row.cells.slice(2).map((cell, index) => `${head[index + 2]} ${cell}`);
  return escapeMrkdwn(`${row.cells[0]}: ${row.cells[1]}: ${said.join('; ')}`, 600);
}

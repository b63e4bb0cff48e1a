import type { AbsentReason } from '../../core/value.ts';
import { type Cell, toCell, type When } from './cell.ts';
import type { Varbind } from './codec.ts';
import { type Answer, isEnd, reasonOf } from './exchange.ts';
import { NO_SUCH_NAME, REFUSALS, statusInWords, TOO_BIG } from './error-status.ts';
import type { Link } from './link.ts';
import { indexBelow, isAfter, MOST_OID, nextIndex } from './oid.ts';

/** One column of a table as it was read: cells by index, in the order of the rows; or why it could not be read to its end. */
export type Column = {
  oid: string;
  rows: Map<string, Cell>;
  failure?: { reason: AbsentReason; said: string; when: When };
};

/** Rows of one column at most: no table of a printer is longer, and a broken one has no end. */
export const MOST_ROWS = 256;
/** Objects in one answer at most, to begin with: about four datagrams' worth on a local network. */
const MOST_CELLS = 160;
const MOST_COLUMNS = 24;
/** Rows to ask for at once when nothing is known of the table. */
const FIRST_GUESS = 10;

const MOST_REPETITIONS = 25;

/** How a walk asks. */
export type WalkManners = {
  rowsOf: (column: string) => number | undefined;
  bulk?: boolean | undefined;
  atOnce?: number | undefined;
};

/** `isAlone` is set once a request failed for its sake; `lost` is the row that failed, as long as none behind it was read. */
type OpenColumn = Column & { cursor: string; isOpen: boolean; expected: number; isAlone?: boolean; lost?: Cell };

/**
 * Reads whole columns, of several tables in the same requests: GETBULK, or GETNEXT in version 1 and where `bulk` is not true.
 * Shape: one column for each OID asked. `rowsOf` tells how many rows to expect of a column, where that is known; `atOnce` how many columns a
 * request may name.
 * Fails: never; a request that fails is asked again for fewer rows, then for fewer columns. A column at which a request fails is asked on alone and
 * row by row, because the object to blame may lie behind its end; one row that cannot be read is passed over. A column ends where the next object lies outside,
 * is not greater than the last (agents that loop), or at 256 rows.
 */
export async function walkColumns(
  link: Link,
  oids: string[],
  { rowsOf, bulk = false, atOnce = MOST_COLUMNS }: WalkManners,
): Promise<Map<string, Column>> {
  const columns = [...new Set(oids)].map((oid): OpenColumn => {
    const rows = rowsOf(oid);
    // One more than there are shows that there are no more.
    return { oid, rows: new Map(), cursor: oid, isOpen: true, expected: rows === undefined ? FIRST_GUESS : rows + 1 };
  });
  let most = MOST_CELLS;
  for (;;) {
    const { batch, repetitions } = pickBatch(columns, { most, atOnce, mostRepetitions: bulk ? MOST_REPETITIONS : 1 });
    if (batch.length === 0) break;
    const answer = await link.ask((version) => ({
      kind: version === '1' || !bulk ? 'next' : 'bulk',
      oids: batch.map((column) => column.cursor),
      repetitions,
    }));
    if (isEnd(answer)) {
      const reason = reasonOf(answer);
      for (const column of columns) if (column.isOpen) fail(column, reason, answer.said, answer.when);
      break;
    }
    const isUsed =
      answer.kind === 'varbinds' ? takeRows(batch, answer.columns, answer.when) : takeError(batch, repetitions, answer);
    if (isUsed) continue;
    const [only] = batch;
    if (batch.length === 1 && repetitions === 1 && only !== undefined) failAlone(only, answer);
    else most = Math.max(1, Math.floor((batch.length * repetitions) / 2));
  }
  return new Map(columns.map((column) => [column.oid, column]));
}

/** Columns of about the same length go together, because one request asks as many rows of each. */
function pickBatch(
  columns: OpenColumn[],
  { most, atOnce, mostRepetitions }: { most: number; atOnce: number; mostRepetitions: number },
): { batch: OpenColumn[]; repetitions: number } {
  const alone = columns.find((column) => column.isOpen && column.isAlone === true);
  if (alone !== undefined) return { batch: [alone], repetitions: 1 };
  const open = columns.filter((column) => column.isOpen).sort((one, other) => other.expected - one.expected);
  const longest = open[0]?.expected ?? 1;
  const repetitions = Math.max(1, Math.min(longest, mostRepetitions, most));
  const room = Math.max(1, Math.min(atOnce, Math.floor(most / repetitions)));
  return { batch: open.slice(0, room), repetitions };
}

/** Puts down the rows of an answer; false when it brought no column any further. */
function takeRows(batch: OpenColumn[], answered: Varbind[][], when: When): boolean {
  let isUsed = false;
  for (const [place, column] of batch.entries()) {
    for (const varbind of answered[place] ?? []) {
      isUsed = true;
      takeRow(column, varbind, when);
      if (!column.isOpen) break;
    }
    column.expected = FIRST_GUESS;
  }
  return isUsed;
}

function takeRow(column: OpenColumn, varbind: Varbind, when: When): void {
  const index = indexBelow(column.oid, varbind.oid);
  const cell = toCell(varbind, when);
  if (index === undefined || cell.kind === 'none' || !isAfter(varbind.oid, column.cursor)) {
    column.isOpen = false;
    return;
  }
  if (varbind.oid.length > MOST_OID) {
    fail(column, 'malformed', 'a row with a longer name than objects have', when);
    return;
  }
  if (column.lost !== undefined) {
    column.rows.set(indexBelow(column.oid, column.lost.oid) ?? '', column.lost);
    delete column.lost;
  }
  column.rows.set(index, cell);
  column.cursor = varbind.oid;
  if (column.rows.size >= MOST_ROWS) column.isOpen = false;
}

/** An error that blames one column (the end of everything, in version 1) closes that one; false when it blames none. */
function takeError(batch: OpenColumn[], repetitions: number, answer: Exclude<Answer, { kind: 'varbinds' }>): boolean {
  if (answer.kind !== 'error' || answer.status === TOO_BIG) return false;
  const only = batch.length === 1 ? batch[0] : undefined;
  const guilty = batch.find((column) => column.cursor === answer.oid) ?? only;
  if (guilty === undefined) return false;
  if (answer.status === NO_SUCH_NAME) guilty.isOpen = false;
  else if (batch.length > 1 || repetitions > 1) guilty.isAlone = true;
  else passOver(guilty, answer);
  return true;
}

/** The object behind the last row fails: is it a row, there may be others behind it; is it none, the column has ended. */
function passOver(column: OpenColumn, answer: Extract<Answer, { kind: 'error' }>): void {
  const last = [...column.rows.keys()].at(-1);
  if (last === undefined) failAlone(column, answer);
  else if (column.lost !== undefined) column.isOpen = false;
  else {
    const oid = `${column.oid}.${nextIndex(last)}`;
    column.lost = { kind: 'failed', oid, ...failureOf(answer), when: answer.when };
    column.cursor = oid;
  }
}

function failureOf({ status }: { status: number }): { reason: AbsentReason; said: string } {
  return {
    reason: REFUSALS.has(status) ? 'refused' : 'malformed',
    said: statusInWords(status),
  };
}

function failAlone(column: OpenColumn, answer: Answer): void {
  const { when } = answer;
  if (answer.kind === 'varbinds') fail(column, 'malformed', 'an answer without any object', when);
  else if (answer.kind === 'silent') fail(column, 'timeout', answer.said, when);
  else if (answer.kind !== 'error') fail(column, 'malformed', answer.said, when);
  else {
    const { reason, said } = failureOf(answer);
    fail(column, reason, said, when);
  }
}

function fail(column: OpenColumn, reason: AbsentReason, said: string, when: When): void {
  column.isOpen = false;
  column.failure = { reason, said, when };
}

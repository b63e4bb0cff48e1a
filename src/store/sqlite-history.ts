import type { DevicePast, HistorySettings } from '../core/history.ts';
import type { Reading } from '../core/reading.ts';
import { MOST_VISITS, packVisits, readPast, visitLine } from './history-text.ts';
import { serialKey } from './keys.ts';
import { numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';

/** What comes is put behind what is there, in one statement; what is packed stands in a table of its own and is not written again each time. */
const APPEND = `
  INSERT INTO past_visits (serial_key, visits, lines) VALUES (?, 1, ?)
  ON CONFLICT (serial_key) DO UPDATE SET visits = visits + 1, lines = lines || char(10) || excluded.lines
  RETURNING visits`;
const VISITS = 'SELECT lines FROM past_visits WHERE serial_key = ?';
const PACKED = 'SELECT body FROM past_packed WHERE serial_key = ?';
const PACK =
  'INSERT INTO past_packed (serial_key, body) VALUES (?, ?) ON CONFLICT (serial_key) DO UPDATE SET body = excluded.body';
const CLEAR = 'DELETE FROM past_visits WHERE serial_key = ?';

/** Adds what was read of one device to its past; to be called within the transaction that saves it. Shape: `key` as `serialKey` gives it. */
export function appendPast(db: Connection, key: string, readings: readonly Reading[], history: HistorySettings): void {
  const line = visitLine(readings);
  if (line === '') return;
  const row = db.get(APPEND, key, line);
  if (row === undefined || numberOf(row, 'visits') < MOST_VISITS) return;
  db.run(PACK, key, packVisits(packedOf(db, key), linesOf(db, key), history));
  db.run(CLEAR, key);
}

/** The past of devices, of these items or of all; devices without any are left out. */
export function listPast(
  db: Connection,
  history: HistorySettings,
  serials: string[],
  items: string[] | undefined,
): DevicePast[] {
  const wanted = items === undefined ? undefined : new Set(items);
  return serials.flatMap((serial) => {
    const key = serialKey(serial);
    const series = readPast(packedOf(db, key), linesOf(db, key), history, wanted);
    return series.length === 0 ? [] : [{ serial, series }];
  });
}

function packedOf(db: Connection, key: string): string {
  const row = db.get(PACKED, key);
  return row === undefined ? '' : textOf(row, 'body');
}

function linesOf(db: Connection, key: string): string[] {
  const row = db.get(VISITS, key);
  return row === undefined ? [] : textOf(row, 'lines').split('\n');
}

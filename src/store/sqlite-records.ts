import type { Device } from '../core/device.ts';
import { getClaim } from './sqlite-claims.ts';
import { bytesOf, numberOf, openConnection, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import type { Row } from './sqlite-driver.ts';
import { guard } from './failures.ts';
import { fromTextKey } from './keys.ts';
import { parseFacts } from './facts.ts';
import { EVERYTHING, unpackReadings } from './merge-readings.ts';
import { listChannels, listNotes } from './sqlite-desk.ts';
import { listFetches } from './sqlite-fetches.ts';
import { listInstallations } from './sqlite-installations.ts';
import { listSlots } from './sqlite-slots.ts';
import { refreshWords } from './sqlite-words.ts';
import { fileMark } from './sqlite-backup.ts';
import type { StoreRecord, StoreSource } from './store-record.ts';
import { openWords } from './words.ts';

const ROWS_AT_ONCE = 1_000;
const CLAIMS_AT_ONCE = 50;

const PASTS = `
  SELECT keys.serial_key, body, lines FROM (
    SELECT serial_key FROM past_packed WHERE serial_key > ?1
    UNION SELECT serial_key FROM past_visits WHERE serial_key > ?1 ORDER BY serial_key LIMIT ${ROWS_AT_ONCE}
  ) AS keys LEFT JOIN past_packed USING (serial_key) LEFT JOIN past_visits USING (serial_key) ORDER BY serial_key`;

/**
 * Opens the embedded store to be read through as it stood at one moment, while others write to it.
 * Fails: AppError `store_failed` when the file cannot be opened or was written by a newer program.
 */
export async function openSqliteSource(path: string): Promise<StoreSource> {
  const db = await guard('open', path, () => openConnection(path));
  return {
    where: path,
    sees: async (mark) => mark === fileMark(path),
    records: () => recordsOf(db),
    async close() {
      db.close();
    },
  };
}

/** Everything in an open file, as it stands at the first question. */
export async function* recordsOf(db: Connection): AsyncGenerator<StoreRecord[]> {
  // A transaction that only reads sees the store as it was at its first question.
  db.run('BEGIN');
  try {
    yield* allOf(db);
  } finally {
    db.run('COMMIT');
  }
}

async function* allOf(db: Connection): AsyncGenerator<StoreRecord[]> {
  const words = openWords();
  refreshWords(db, words);
  const bySerial = (table: string): string =>
    `SELECT * FROM ${table} WHERE serial_key > ? ORDER BY serial_key LIMIT ${ROWS_AT_ONCE}`;
  yield* pages(db, bySerial('device'), 'serial_key', (row) => {
    const device: Device = JSON.parse(textOf(row, 'body'));
    return { kind: 'device', device };
  });
  yield* pages(db, bySerial('learnt'), 'serial_key', (row) => ({
    kind: 'learnt',
    key: textOf(row, 'serial_key'),
    learnt: JSON.parse(textOf(row, 'body')),
  }));
  yield* pages(db, bySerial('reading'), 'serial_key', (row) => ({
    kind: 'readings',
    key: textOf(row, 'serial_key'),
    readings: unpackReadings(
      { facts: parseFacts(textOf(row, 'facts')), rest: () => bytesOf(row, 'rest') },
      words,
      EVERYTHING,
    ),
  }));
  yield* pages(db, PASTS, 'serial_key', (row) => ({
    kind: 'past',
    key: textOf(row, 'serial_key'),
    packed: row['body'] === null ? '' : textOf(row, 'body'),
    lines: row['lines'] === null ? [] : textOf(row, 'lines').split('\n'),
  }));
  yield* claims(db);
  yield* pages(db, `SELECT * FROM incoming WHERE id > ? ORDER BY id LIMIT ${ROWS_AT_ONCE}`, 'id', (row) => {
    const key = fromTextKey(textOf(row, 'key'));
    return row['done_at'] === null
      ? { kind: 'incoming', key, at: numberOf(row, 'at'), body: JSON.parse(textOf(row, 'body')) }
      : { kind: 'handled', key, doneAt: numberOf(row, 'done_at') };
  });
  yield listChannels(db).map((set) => ({ kind: 'channel', ...set }));
  yield listNotes(db, 0).map((note) => ({ kind: 'note', note }));
  yield listInstallations(db).map((installation) => ({ kind: 'installation', installation }));
  const last = db.get("SELECT seq FROM sqlite_sequence WHERE name = 'claim'");
  yield [{ kind: 'lastClaim', id: last === undefined ? 0 : numberOf(last, 'seq') }];
}

function* pages(
  db: Connection,
  sql: string,
  column: string,
  toRecord: (row: Row) => StoreRecord,
): Generator<StoreRecord[]> {
  let after: string | number = column === 'id' ? 0 : '';
  // The key of an empty serial is the empty text, behind which nothing before it is found.
  if (column === 'serial_key') {
    const first = db.all(sql.replaceAll('serial_key > ?', 'serial_key = ?'), '');
    if (first.length > 0) yield first.map(toRecord);
  }
  for (;;) {
    const rows: Row[] = db.all(sql, after);
    const last = rows.at(-1);
    if (last === undefined) return;
    yield rows.map(toRecord);
    after = column === 'id' ? numberOf(last, column) : textOf(last, column);
  }
}

function* claims(db: Connection): Generator<StoreRecord[]> {
  let after = 0;
  for (;;) {
    const rows = db.all(`SELECT id, shown FROM claim WHERE id > ? ORDER BY id LIMIT ${CLAIMS_AT_ONCE}`, after);
    if (rows.length === 0) return;
    yield rows.flatMap((row): StoreRecord[] => {
      after = numberOf(row, 'id');
      const claim = getClaim(db, after);
      const parts = { shown: numberOf(row, 'shown'), fetches: listFetches(db, after), slots: listSlots(db, after) };
      return claim === undefined ? [] : [{ kind: 'claim', claim, ...parts }];
    });
  }
}

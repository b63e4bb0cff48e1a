import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { guard } from './failures.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import { mergeReadings } from './merge-readings.ts';
import { enterClaim } from './sqlite-claim-entries.ts';
import { fileMark, replaceStore } from './sqlite-backup.ts';
import { openConnection } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { addNote, putChannel } from './sqlite-desk.ts';
import { putDevices } from './sqlite-devices.ts';
import { putInstallation } from './sqlite-installations.ts';
import { openSqliteSource, recordsOf } from './sqlite-records.ts';
import { addWords } from './sqlite-words.ts';
import type { StoreRecord, StoreTarget } from './store-record.ts';
import { openWords } from './words.ts';
import type { Words } from './words.ts';

/**
 * Opens the embedded store to be filled. It is filled beside the one that is there, which stays until it is finished.
 * Fails: AppError `store_failed` when it cannot be written, or at the end when somebody has the old one open.
 */
export async function openSqliteTarget(path: string): Promise<StoreTarget> {
  const part = `${path}.part`;
  const words = openWords();
  let db: Connection | undefined;
  function drop(): void {
    db?.close();
    db = undefined;
    for (const ending of ['', '-wal', '-shm']) rmSync(`${part}${ending}`, { force: true });
  }
  return {
    where: path,
    state: async () => (existsSync(path) ? 'filled' : 'empty'),
    leaveMark: async () => fileMark(path),
    async readBack() {
      if (db === undefined) return openSqliteSource(path);
      const filled = db;
      return { where: path, records: () => recordsOf(filled), sees: async () => false, close: async () => undefined };
    },
    begin: () =>
      guard('fill', path, async () => {
        mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
        drop();
        db = await openConnection(part);
        db.run('PRAGMA synchronous = OFF');
      }),
    write: (records) =>
      guard('fill', path, () => {
        if (db !== undefined) writeRecords(db, words, records);
      }),
    finish: () =>
      guard('fill', path, async () => {
        // Leaving its log puts everything into the one file that takes the store's place.
        db?.get('PRAGMA journal_mode = DELETE');
        db?.close();
        db = undefined;
        await replaceStore(part, path);
      }),
    async close() {
      drop();
    },
  };
}

function writeRecords(db: Connection, words: Words, records: StoreRecord[]): void {
  const readings = records.flatMap((record) => (record.kind === 'readings' ? [record] : []));
  addWords(
    db,
    words,
    readings.map(({ key, readings }) => ({ serial: key, readings })),
  );
  putDevices(
    db,
    records.flatMap((record) => (record.kind === 'device' ? [record.device] : [])),
  );
  db.transaction(() => {
    for (const record of records) writeRecord(db, words, record);
  });
}

function writeRecord(db: Connection, words: Words, record: StoreRecord): void {
  switch (record.kind) {
    case 'device':
      return;
    case 'learnt':
      db.run('INSERT INTO learnt (serial_key, body) VALUES (?, ?)', record.key, toJson(record.learnt));
      return;
    case 'readings': {
      const kept = mergeReadings(undefined, record.readings, words);
      if (kept === undefined) return;
      db.run('INSERT INTO reading (serial_key, facts, rest) VALUES (?, ?, ?)', record.key, kept.facts, kept.rest);
      return;
    }
    case 'past': {
      const { key, packed, lines } = record;
      if (packed !== '') db.run('INSERT INTO past_packed (serial_key, body) VALUES (?, ?)', key, packed);
      const insert = 'INSERT INTO past_visits (serial_key, visits, lines) VALUES (?, ?, ?)';
      if (lines.length > 0) db.run(insert, key, lines.length, lines.join('\n'));
      return;
    }
    case 'claim':
      writeClaim(db, record);
      return;
    case 'incoming':
      db.run(
        'INSERT INTO incoming (key, at, body) VALUES (?, ?, ?)',
        textKey(record.key),
        record.at,
        toJson(record.body),
      );
      return;
    case 'handled': {
      const insert = "INSERT INTO incoming (key, at, done_at, body) VALUES (?, ?, ?, 'null')";
      db.run(insert, textKey(record.key), record.doneAt, record.doneAt);
      return;
    }
    case 'channel':
      putChannel(db, record.channel, record.settings);
      return;
    case 'note':
      addNote(db, record.note);
      return;
    case 'installation':
      putInstallation(db, record.installation);
      return;
    case 'lastClaim': {
      const name = "name = 'claim'";
      const known = db.run(`UPDATE sqlite_sequence SET seq = ? WHERE ${name}`, record.id);
      if (known === 0) db.run("INSERT INTO sqlite_sequence (name, seq) VALUES ('claim', ?)", record.id);
    }
  }
}

function writeClaim(db: Connection, { claim, shown, fetches, slots }: Extract<StoreRecord, { kind: 'claim' }>): void {
  const { id, sourceKey, serial, status, revision } = claim;
  db.run(
    'INSERT INTO claim (id, source_key, serial_key, status, body, revision, shown) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    textKey(sourceKey),
    serialKey(serial),
    status,
    toJson(claim),
    revision,
    shown,
  );
  enterClaim(db, id, { now: claim });
  for (const fetch of fetches) {
    const isSealed = fetch.phase === 'complete' ? 1 : 0;
    const insert = 'INSERT INTO fetch (claim_id, n, key, sealed, body) VALUES (?, ?, ?, ?, ?)';
    db.run(insert, id, fetch.n, textKey(fetch.key), isSealed, toJson(fetch));
  }
  for (const { slot, channel, ts, threadTs, digest } of slots) {
    const text = (value: string | undefined): string | null => (value === undefined ? null : textKey(value));
    const insert = 'INSERT INTO slot (claim_id, slot, channel, ts, thread_ts, digest) VALUES (?, ?, ?, ?, ?, ?)';
    db.run(insert, id, textKey(slot), textKey(channel), text(ts), text(threadTs), text(digest));
  }
}

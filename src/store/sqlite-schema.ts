import { AppError } from '../core/errors.ts';
import { countClaims, listClaims } from './sqlite-enter-claims.ts';
import { renewModelKeys } from './sqlite-model-keys.ts';
import { packReadings } from './sqlite-pack-readings.ts';
import { nameDevices } from './sqlite-name-devices.ts';
import { placeDevices } from './sqlite-place-devices.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

/** One step of the schema's history: SQL, or work on the rows that SQL cannot do. */
export type Migration = string | ((driver: SqliteDriver) => void);

/**
 * The schema's history: the n-th entry takes a file from version n to n + 1. Entries are added, never changed.
 * Columns hold what is searched or sorted by, written as `textKey`; everything else is JSON in a column of its own.
 */
export const MIGRATIONS: readonly Migration[] = [
  `
  CREATE TABLE device (
    serial_key TEXT PRIMARY KEY,
    serial TEXT NOT NULL,
    model_key TEXT NOT NULL,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE INDEX device_by_model ON device (model_key);

  CREATE TABLE claim (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_key TEXT NOT NULL UNIQUE,
    serial_key TEXT NOT NULL,
    status TEXT NOT NULL,
    body TEXT NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    shown INTEGER NOT NULL DEFAULT 0
  );
  CREATE INDEX claim_by_serial ON claim (serial_key);
  CREATE INDEX claim_by_status ON claim (status);
  CREATE INDEX claim_not_shown ON claim (id) WHERE shown < revision;

  CREATE TABLE fetch (
    claim_id INTEGER NOT NULL REFERENCES claim (id),
    n INTEGER NOT NULL,
    key TEXT NOT NULL,
    sealed INTEGER NOT NULL DEFAULT 0,
    body TEXT NOT NULL,
    PRIMARY KEY (claim_id, n),
    UNIQUE (claim_id, key)
  );
  CREATE INDEX fetch_unfinished ON fetch (claim_id, n) WHERE sealed = 0;

  CREATE TABLE reading (
    serial_key TEXT NOT NULL,
    item TEXT NOT NULL,
    part TEXT NOT NULL,
    at REAL NOT NULL,
    present INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (serial_key, item, part)
  ) WITHOUT ROWID;

  CREATE TABLE slot (
    id INTEGER PRIMARY KEY,
    claim_id INTEGER NOT NULL REFERENCES claim (id),
    slot TEXT NOT NULL,
    channel TEXT NOT NULL,
    ts TEXT,
    thread_ts TEXT,
    digest TEXT,
    UNIQUE (claim_id, slot)
  );
  CREATE INDEX slot_by_ts ON slot (channel, ts);
  CREATE INDEX slot_by_thread ON slot (channel, thread_ts);

  CREATE TABLE incoming (
    id INTEGER PRIMARY KEY,
    key TEXT NOT NULL UNIQUE,
    at REAL NOT NULL,
    done_at REAL,
    body TEXT NOT NULL
  );
  CREATE INDEX incoming_done ON incoming (done_at);
  `,
  renewModelKeys,
  `
  CREATE TABLE device_name (
    serial_key TEXT NOT NULL,
    look TEXT NOT NULL,
    ending TEXT NOT NULL,
    PRIMARY KEY (serial_key, look)
  ) WITHOUT ROWID;
  CREATE INDEX device_by_look ON device_name (look);
  CREATE INDEX device_by_ending ON device_name (ending);

  CREATE TABLE learnt (
    serial_key TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
  nameDevices,
  `
  ALTER TABLE reading RENAME TO reading_by_item;
  CREATE TABLE reading (
    id INTEGER PRIMARY KEY,
    serial_key TEXT NOT NULL UNIQUE,
    facts TEXT NOT NULL,
    rest BLOB NOT NULL
  );
  CREATE TABLE word (
    id INTEGER PRIMARY KEY,
    word TEXT NOT NULL UNIQUE
  );
  `,
  packReadings,
  `
  CREATE TABLE past_visits (
    serial_key TEXT PRIMARY KEY,
    visits INTEGER NOT NULL,
    lines TEXT NOT NULL
  );
  CREATE TABLE past_packed (
    serial_key TEXT PRIMARY KEY,
    body TEXT NOT NULL
  );
  `,
  `
  CREATE TABLE tally_model (
    model_key TEXT PRIMARY KEY,
    writes INTEGER NOT NULL,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE tally_part (
    model_key TEXT NOT NULL,
    name TEXT NOT NULL,
    body BLOB NOT NULL,
    PRIMARY KEY (model_key, name)
  );
  CREATE TABLE tally (
    model_key TEXT NOT NULL,
    serial_key TEXT NOT NULL,
    customer TEXT NOT NULL,
    state TEXT NOT NULL,
    spread INTEGER NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (serial_key, model_key)
  );
  CREATE INDEX tally_by_spread ON tally (model_key, state, spread);
  CREATE INDEX tally_by_customer ON tally (model_key, customer);
  CREATE TABLE tally_due (
    model_key TEXT NOT NULL,
    serial_key TEXT NOT NULL,
    mark INTEGER NOT NULL,
    PRIMARY KEY (model_key, serial_key)
  ) WITHOUT ROWID;
  `,
  `
  CREATE TABLE claim_count (
    name TEXT PRIMARY KEY,
    n INTEGER NOT NULL
  ) WITHOUT ROWID;
  `,
  countClaims,
  `
  CREATE TABLE claim_list (
    name TEXT NOT NULL,
    claim_id INTEGER NOT NULL,
    PRIMARY KEY (name, claim_id)
  ) WITHOUT ROWID;
  `,
  listClaims,
  `
  CREATE TABLE channel (
    id TEXT PRIMARY KEY,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    body TEXT NOT NULL
  );
  CREATE INDEX audit_by_at ON audit (at);
  `,
  `
  ALTER TABLE device ADD COLUMN site_key TEXT;
  CREATE INDEX device_by_site ON device (site_key) WHERE site_key IS NOT NULL;
  `,
  placeDevices,
  // Nothing of before belongs into the list of claims that rang a bell; a program of before would take claims out of it.
  () => undefined,
  `
  CREATE TABLE installation (
    team TEXT PRIMARY KEY,
    at REAL NOT NULL,
    body TEXT NOT NULL
  ) WITHOUT ROWID;
  `,
];

/**
 * Brings the file to the newest schema, in one transaction, so that two processes that open it at once do it once.
 * Fails: AppError `store_failed` when the file was written by a newer program.
 */
export function migrate(driver: SqliteDriver, migrations: readonly Migration[] = MIGRATIONS): void {
  const newest = migrations.length;
  if (readVersion(driver, newest) === newest) return;
  driver.exec('BEGIN IMMEDIATE');
  try {
    // Read again: another process may have been first.
    for (const step of migrations.slice(readVersion(driver, newest))) {
      if (typeof step === 'string') driver.exec(step);
      else step(driver);
    }
    driver.exec(`PRAGMA user_version = ${newest}`);
    driver.exec('COMMIT');
  } catch (error) {
    if (driver.isTransaction) driver.exec('ROLLBACK');
    throw error;
  }
}

function readVersion(driver: SqliteDriver, newest: number): number {
  const version = Number(driver.prepare('PRAGMA user_version').get()?.['user_version']);
  if (version > newest) {
    throw new AppError(
      'store_failed',
      `the store's file has schema version ${version}, newer than ${newest}, the newest this program knows; update the program`,
      { version, known: newest },
    );
  }
  return version;
}

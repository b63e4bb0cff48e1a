import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { AppError } from '../core/errors.ts';
import type { Outcome } from './group-commit.ts';
import { openDriver } from './sqlite-driver.ts';
import type { Row, SqliteDriver, SqliteStatement, SqlValue } from './sqlite-driver.ts';
import { migrate } from './sqlite-schema.ts';

/** How long a write waits for another process's write. Units: milliseconds. */
const BUSY_TIMEOUT_MS = 5000;

/** Page cache, in KiB as SQLite's minus sign says: with the default of 2 MB, a million readings take six times as long. */
const CACHE_KIB = 65_536;

/**
 * How long the log grows before it is brought into the file: 16 MiB instead of 4. A page that is written again before that goes into the file once, and
 * devices that come in no order write the same pages of indexes again and again.
 * Units: pages of 4 KiB.
 */
const LOG_PAGES = 4_000;

/** An open file: statements are compiled once, writes go through `transaction`. All of it is synchronous. */
export interface Connection {
  run(sql: string, ...values: SqlValue[]): number;
  get(sql: string, ...values: SqlValue[]): Row | undefined;
  all(sql: string, ...values: SqlValue[]): Row[];
  /** All or nothing; on disk when it returns. It takes the right to write at once, so what it reads first stays true. */
  transaction<T>(work: () => T): T;
  /** Within a transaction: what fails leaves nothing behind and nothing else undone. */
  attempt<T>(work: () => T): Outcome<T>;
  close(): void;
}

/**
 * Opens or creates the file and its folder, and brings its schema up to date.
 * Fails: AppError `store_failed` for a newer schema; else the error of the file system or of SQLite.
 */
export async function openConnection(path: string): Promise<Connection> {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const driver = await openDriver(path);
  try {
    driver.exec(`PRAGMA busy_timeout = ${BUSY_TIMEOUT_MS}`);
    migrate(driver);
    driver.exec('PRAGMA journal_mode = WAL');
    driver.exec('PRAGMA synchronous = FULL');
    driver.exec('PRAGMA foreign_keys = ON');
    driver.exec(`PRAGMA cache_size = -${CACHE_KIB}`);
    driver.exec(`PRAGMA wal_autocheckpoint = ${LOG_PAGES}`);
  } catch (error) {
    driver.close();
    throw error;
  }
  return connect(driver);
}

function connect(driver: SqliteDriver): Connection {
  const statements = new Map<string, SqliteStatement>();
  let isOpen = true;
  function prepare(sql: string): SqliteStatement {
    if (!isOpen) throw new AppError('store_failed', 'the store is closed');
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = driver.prepare(sql);
    statements.set(sql, made);
    return made;
  }
  return {
    run: (sql, ...values) => Number(prepare(sql).run(...values).changes),
    get: (sql, ...values) => prepare(sql).get(...values),
    all: (sql, ...values) => prepare(sql).all(...values),
    transaction(work) {
      prepare('BEGIN IMMEDIATE').run();
      try {
        const result = work();
        prepare('COMMIT').run();
        return result;
      } catch (error) {
        // A full disk makes SQLite roll back by itself.
        if (driver.isTransaction) prepare('ROLLBACK').run();
        throw error;
      }
    },
    attempt(work) {
      prepare('SAVEPOINT one').run();
      try {
        const value = work();
        prepare('RELEASE one').run();
        return { value };
      } catch (error) {
        // Where SQLite rolled all of it back by itself, there is nothing to go on with.
        if (!driver.isTransaction) throw error;
        prepare('ROLLBACK TO one').run();
        prepare('RELEASE one').run();
        return { error };
      }
    },
    close() {
      if (!isOpen) return;
      isOpen = false;
      statements.clear();
      driver.close();
    },
  };
}

/**
 * A column that always holds a text.
 * Fails: AppError `store_failed` when it does not, as after damage to the file.
 */
export function textOf(row: Row, column: string): string {
  const value = row[column];
  if (typeof value !== 'string') throw new AppError('store_failed', `column ${column} holds no text`, { column });
  return value;
}

/**
 * A column that always holds a number.
 * Fails: AppError `store_failed` when it does not, as after damage to the file.
 */
export function numberOf(row: Row, column: string): number {
  const value = row[column];
  if (typeof value !== 'number') throw new AppError('store_failed', `column ${column} holds no number`, { column });
  return value;
}

/**
 * A column that always holds octets.
 * Fails: AppError `store_failed` when it does not, as after damage to the file.
 */
export function bytesOf(row: Row, column: string): Uint8Array {
  const value = row[column];
  if (!(value instanceof Uint8Array))
    throw new AppError('store_failed', `column ${column} holds no octets`, { column });
  return value;
}

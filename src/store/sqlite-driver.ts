import { AppError } from '../core/errors.ts';

/** A value of a column; texts that may hold anything are written by `textKey` or `toJson`. */
export type SqlValue = string | number | null | Uint8Array;

/** One row, its columns by name. */
export type Row = Record<string, unknown>;

/** A statement of the driver, compiled once. */
export interface SqliteStatement {
  run(...values: SqlValue[]): { changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
}

/** The part of `DatabaseSync` that the store uses; Node's own and the package have it alike. */
export interface SqliteDriver {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): SqliteStatement;
  close(): void;
}

type DriverModule = { DatabaseSync: new (path: string) => SqliteDriver };

/** Node 22 has SQLite too, but calls it experimental and warns on every start; from 24 on it is Node's own. */
const FIRST_NODE_WITH_SQLITE = 24;

/**
 * Opens the file with Node's own SQLite where that is settled, else with the package that has the same methods.
 * Fails: the driver's error when the file cannot be opened; AppError `store_failed` when the module lacks `DatabaseSync`.
 */
export async function openDriver(path: string): Promise<SqliteDriver> {
  const { DatabaseSync } = await loadDriver();
  return new DatabaseSync(path);
}

async function loadDriver(): Promise<DriverModule> {
  const major = Number.parseInt(process.versions.node, 10);
  // A name in a variable: the types of Node 20 do not know this module.
  const builtIn: string = 'node:sqlite';
  const loaded: unknown =
    major >= FIRST_NODE_WITH_SQLITE ? await import(builtIn) : await import('@photostructure/sqlite');
  if (!isDriverModule(loaded)) throw new AppError('store_failed', 'the SQLite module has no DatabaseSync');
  return loaded;
}

function isDriverModule(loaded: unknown): loaded is DriverModule {
  return typeof loaded === 'object' && loaded !== null && 'DatabaseSync' in loaded;
}

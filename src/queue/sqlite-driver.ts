import { AppError } from '../core/errors.ts';

type SqlValue = string | number | null;

/** One row, its columns by name. */
export type Row = Record<string, unknown>;

type Statement = {
  run(...values: SqlValue[]): { changes: number | bigint };
  get(...values: SqlValue[]): Row | undefined;
  all(...values: SqlValue[]): Row[];
};

type Driver = {
  readonly isTransaction: boolean;
  exec(sql: string): void;
  prepare(sql: string): Statement;
  close(): void;
};

type DriverModule = { DatabaseSync: new (path: string) => Driver };

/** Node 22 has SQLite too, but calls it experimental and warns on every start; from 24 on it is Node's own. */
const FIRST_NODE_WITH_SQLITE = 24;

/** An open file, as far as the queue uses it. All of it is synchronous; statements are compiled once. */
export type Sql = {
  exec(sql: string): void;
  run(sql: string, ...values: SqlValue[]): number;
  get(sql: string, ...values: SqlValue[]): Row | undefined;
  all(sql: string, ...values: SqlValue[]): Row[];
  /** All or nothing; nobody else writes meanwhile. */
  transaction<T>(work: () => T): T;
  close(): void;
};

/**
 * Opens or creates a file with Node's own SQLite where that is settled, else with the package that has the same methods.
 * Fails: the driver's error when the file cannot be opened.
 */
export async function openSql(path: string): Promise<Sql> {
  const { DatabaseSync } = await loadDriver();
  const driver = new DatabaseSync(path);
  const statements = new Map<string, Statement>();
  function prepare(sql: string): Statement {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const made = driver.prepare(sql);
    statements.set(sql, made);
    return made;
  }
  return {
    exec: (sql) => driver.exec(sql),
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
    close() {
      statements.clear();
      driver.close();
    },
  };
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

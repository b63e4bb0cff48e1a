import { AppError } from '../core/errors.ts';
import { pauseAfter, type Pauses } from './pauses.ts';
import type { WrittenJob } from './queue-job.ts';
import type { Row, Sql } from './sqlite-driver.ts';

/**
 * Whether somebody holds a job: its owner's lease, or a pause after a failure, until `held_until` on the machine's own clock that counts
 * from its start. Nobody sets that one, so a changed wall clock ends no lease; a hold that reaches farther than it was made for
 * (`held_ms`) is from before the machine's last start, and holds nothing.
 */
const IS_HELD = '(held_until > ?1 AND held_until - ?1 <= held_ms)';

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS job (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    at REAL NOT NULL,
    rank REAL NOT NULL,
    failures INTEGER NOT NULL DEFAULT 0,
    owner TEXT,
    held_until REAL NOT NULL DEFAULT 0,
    held_ms REAL NOT NULL DEFAULT 0,
    next_body TEXT,
    next_at REAL,
    next_rank REAL,
    UNIQUE (kind, key)
  );
  CREATE INDEX IF NOT EXISTS job_order ON job (kind, rank, at, id);
`;

const PUT = `
  INSERT INTO job (kind, key, body, at, rank) VALUES (?, ?, ?, ?, ?)
  ON CONFLICT (kind, key) DO UPDATE SET
    body = iif(owner IS NULL, excluded.body, body),
    at = iif(owner IS NULL, min(at, excluded.at), at),
    rank = iif(owner IS NULL, min(rank, excluded.rank), rank),
    next_body = iif(owner IS NULL, NULL, excluded.body),
    next_at = iif(owner IS NULL, NULL, excluded.at),
    next_rank = iif(owner IS NULL, NULL, excluded.rank)
`;

const FREE = `SELECT id FROM job WHERE kind = ?2 AND at <= ?3 AND NOT ${IS_HELD} ORDER BY rank, at, id LIMIT ?4`;

/** What came in while it was in hand takes the place of what was in hand. */
const NEXT_IN_PLACE = `
  body = coalesce(next_body, body), at = coalesce(next_at, at), rank = coalesce(next_rank, rank),
  next_body = NULL, next_at = NULL, next_rank = NULL
`;

const TAKE = `UPDATE job SET owner = ?, held_until = ?, held_ms = ?, ${NEXT_IN_PLACE} WHERE id = ? RETURNING id, key, body, at, rank, failures`;

/** A job in hand: `owner` is of this one time, so that who lost it cannot end what another does. */
export type Held = { id: number; owner: string; key: string; body: string; at: number; rank: number; failures: number };

/** The table of jobs. Units: milliseconds; `now` on the machine's own clock, `time` since 1970. */
export type Jobs = {
  put(jobs: WrittenJob[]): void;
  /** Takes up to `limit` that are due and not held, by rank and then by time. */
  take(kind: string, limit: number, owner: () => string): Held[];
  /** Holds on to them; gives those that are held no longer. */
  renew(held: Held[]): Held[];
  done(held: Held): void;
  failed(held: Held): void;
  /** Lays it back as if it had not been taken. */
  handBack(held: Held): void;
  /** Lays back what is held by owners that are gone, as if they had. */
  handBackOf(isGone: (owner: string) => boolean): void;
  count(kind: string): { waiting: number; running: number };
};

/** Milliseconds since the machine's start, the same in all its processes. */
export function machineNow(): number {
  return Number(process.hrtime.bigint() / 1_000n) / 1_000;
}

/** Makes the table where there is none. Shape: `time` is the wall clock. */
export function openJobs(
  sql: Sql,
  { leaseMs, pauses, time }: { leaseMs: number; pauses: Pauses; time: () => number },
): Jobs {
  sql.transaction(() => sql.exec(SCHEMA));
  return {
    put(jobs) {
      sql.transaction(() => {
        // As JSON: the driver cuts a text at its first NUL and makes all lone surrogates one.
        for (const { kind, key, body, at, rank } of jobs) {
          sql.run(PUT, JSON.stringify(kind), JSON.stringify(key), body, at, rank);
        }
      });
    },
    take(kind, limit, owner) {
      const free = (): Row[] => sql.all(FREE, machineNow(), JSON.stringify(kind), time(), limit);
      // A look costs no write: only who finds something takes the right to write.
      if (free().length === 0) return [];
      return sql.transaction(() =>
        free().map(({ id }) => {
          const mine = owner();
          const row = sql.get(TAKE, mine, machineNow() + leaseMs, leaseMs, numberOf(id));
          return toHeld(row ?? {}, mine);
        }),
      );
    },
    renew(held) {
      const renewed = 'UPDATE job SET held_until = ?, held_ms = ? WHERE id = ? AND owner = ?';
      return sql.transaction(() =>
        held.filter(({ id, owner }) => sql.run(renewed, machineNow() + leaseMs, leaseMs, id, owner) === 0),
      );
    },
    done({ id, owner }) {
      sql.transaction(() => {
        const gone = sql.run('DELETE FROM job WHERE id = ? AND owner = ? AND next_body IS NULL', id, owner);
        if (gone > 0) return;
        const again = `UPDATE job SET owner = NULL, held_until = 0, failures = 0, ${NEXT_IN_PLACE} WHERE id = ? AND owner = ?`;
        sql.run(again, id, owner);
      });
    },
    failed({ id, owner, failures }) {
      const pause = pauseAfter(failures + 1, pauses);
      const later = `UPDATE job SET owner = NULL, held_until = ?, held_ms = ?, failures = failures + 1, ${NEXT_IN_PLACE} WHERE id = ? AND owner = ?`;
      sql.run(later, machineNow() + pause, pause, id, owner);
    },
    handBack({ id, owner }) {
      const back = `UPDATE job SET owner = NULL, held_until = 0, ${NEXT_IN_PLACE} WHERE id = ? AND owner = ?`;
      sql.run(back, id, owner);
    },
    handBackOf(isGone) {
      const owners = sql
        .all('SELECT DISTINCT owner FROM job WHERE owner IS NOT NULL')
        .map((row) => textOf(row['owner']));
      const back = `UPDATE job SET owner = NULL, held_until = 0, ${NEXT_IN_PLACE} WHERE owner = ?`;
      for (const owner of owners) if (isGone(owner)) sql.run(back, owner);
    },
    count(kind) {
      const counts = `SELECT count(*) AS whole, coalesce(sum(owner IS NOT NULL AND ${IS_HELD}), 0) AS running FROM job WHERE kind = ?2`;
      const row = sql.get(counts, machineNow(), JSON.stringify(kind)) ?? {};
      const running = numberOf(row['running']);
      return { waiting: numberOf(row['whole']) - running, running };
    },
  };
}

function toHeld(row: Row, owner: string): Held {
  const { id, key, body, at, rank, failures } = row;
  return {
    id: numberOf(id),
    owner,
    key: String(JSON.parse(textOf(key))),
    body: textOf(body),
    at: numberOf(at),
    rank: numberOf(rank),
    failures: numberOf(failures),
  };
}

function textOf(value: unknown): string {
  if (typeof value !== 'string') throw new AppError('store_failed', "the queue's file is damaged: a text is none");
  return value;
}

function numberOf(value: unknown): number {
  if (typeof value !== 'number') throw new AppError('store_failed', "the queue's file is damaged: a number is none");
  return value;
}

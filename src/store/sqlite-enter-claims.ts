import type { Claim } from '../core/claim.ts';
import { countsOf } from './claim-entries.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

/** Adds to a count, which begins with nothing. */
export const ADD_TO_COUNT =
  'INSERT INTO claim_count (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n';

/** Counts the claims of a file that was written before they were counted. */
export function enterAllClaims(driver: SqliteDriver): void {
  const ended = `SELECT id, body FROM claim WHERE id > ? AND instr(body, '"what":"resolved"') > 0 ORDER BY id LIMIT 100`;
  const page = driver.prepare(ended);
  const add = driver.prepare(ADD_TO_COUNT);
  for (let rows = page.all(0); rows.length > 0; rows = page.all(Number(rows.at(-1)?.['id']))) {
    for (const { body } of rows) {
      const claim: Claim = JSON.parse(String(body));
      for (const name of countsOf(claim)) add.run(name, 1);
    }
  }
}

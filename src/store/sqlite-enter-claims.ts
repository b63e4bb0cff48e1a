import type { Claim } from '../core/claim.ts';
import { countsOf, listsOf } from './claim-entries.ts';
import type { SqliteDriver } from './sqlite-driver.ts';

/** Adds to a count, which begins with nothing. */
export const ADD_TO_COUNT =
  'INSERT INTO claim_count (name, n) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET n = n + excluded.n';

/** Puts a claim into a list. */
export const ADD_TO_LIST = 'INSERT INTO claim_list (name, claim_id) VALUES (?, ?)';

/** Counts the claims of a file that was written before they were counted. */
export function countClaims(driver: SqliteDriver): void {
  const add = driver.prepare(ADD_TO_COUNT);
  eachEnded(driver, (_, claim) => {
    for (const name of countsOf(claim)) add.run(name, 1);
  });
}

/** Lists the claims of a file that was written before they were listed so. */
export function listClaims(driver: SqliteDriver): void {
  const add = driver.prepare(ADD_TO_LIST);
  eachEnded(driver, (id, claim) => {
    for (const name of listsOf(claim)) add.run(name, id);
  });
}

function eachEnded(driver: SqliteDriver, enter: (id: number, claim: Claim) => void): void {
  const ended = `SELECT id, body FROM claim WHERE id > ? AND instr(body, '"what":"resolved"') > 0 ORDER BY id LIMIT 100`;
  const page = driver.prepare(ended);
  for (let rows = page.all(0); rows.length > 0; rows = page.all(Number(rows.at(-1)?.['id']))) {
    for (const { id, body } of rows) enter(Number(id), JSON.parse(String(body)));
  }
}

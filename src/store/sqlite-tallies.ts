import type { Device } from '../core/device.ts';
import { evenHash } from '../core/even-hash.ts';
import type { ModelSummary, Tally } from '../core/tally.ts';
import { serialKey, textKey, toJson } from './keys.ts';
import { openFactsReader, parseFacts } from './facts.ts';
import { EVERYTHING } from './merge-readings.ts';
import { bytesOf, numberOf, textOf } from './sqlite-connection.ts';
import type { Connection } from './sqlite-connection.ts';
import { refreshWords } from './sqlite-words.ts';
import { type TallyChange, type TallyHead, type TallyKeeper } from './sum-up.ts';
import { madeBy, readPart, readTally } from './tally-form.ts';
import type { Words } from './words.ts';

const MARK = `
  INSERT INTO tally_due (model_key, serial_key, mark)
  SELECT model_key, serial_key, 1 FROM device WHERE serial_key = ? AND model_key IN (SELECT model_key FROM tally_model)
  ON CONFLICT DO UPDATE SET mark = mark + 1`;
const MARK_COUNTED = `
  INSERT INTO tally_due (model_key, serial_key, mark) SELECT model_key, serial_key, 1 FROM tally WHERE serial_key = ?
  ON CONFLICT DO UPDATE SET mark = mark + 1`;
const DEVICES = `
  SELECT due.value AS key, device.body AS device, learnt.body AS learnt, reading.facts AS facts, tally.body AS tally
  FROM json_each(?) AS due
  LEFT JOIN device ON device.serial_key = due.value
  LEFT JOIN learnt ON learnt.serial_key = due.value
  LEFT JOIN reading ON reading.serial_key = due.value
  LEFT JOIN tally ON tally.serial_key = due.value AND tally.model_key = ?`;
const PUT_HEAD = `
  INSERT INTO tally_model (model_key, writes, body) VALUES (?, ?, ?)
  ON CONFLICT (model_key) DO UPDATE SET writes = excluded.writes, body = excluded.body`;
const PUT_PART = `
  INSERT INTO tally_part (model_key, name, body) VALUES (?, ?, ?)
  ON CONFLICT (model_key, name) DO UPDATE SET body = excluded.body`;
const PUT_TALLY = `
  INSERT INTO tally (model_key, serial_key, customer, state, spread, body) VALUES (?, ?, ?, ?, ?, ?)
  ON CONFLICT (model_key, serial_key) DO UPDATE SET
    customer = excluded.customer, state = excluded.state, body = excluded.body`;
const SAMPLE = `
  SELECT device.body FROM tally JOIN device ON device.serial_key = tally.serial_key
  WHERE tally.model_key = ? AND tally.state = 'active' AND tally.spread >= ? ORDER BY tally.spread LIMIT ?`;
const OF_SERIALS = `
  SELECT serial_key, body FROM tally WHERE model_key = ? AND serial_key IN (SELECT value FROM json_each(?))`;

const UNMARK = 'DELETE FROM tally_due WHERE model_key = ? AND serial_key = ? AND mark = ?';

/** Marks a device to be counted anew, where its model is counted or was; within the transaction that changes it. */
export function markDue(db: Connection, key: string): void {
  db.run(MARK, key);
  db.run(MARK_COUNTED, key);
}

/** The models with devices that are due. */
export function listDueModels(db: Connection): string[] {
  return db
    .all(
      "SELECT model_key FROM tally_model WHERE json_extract(body, '$.isReady') = 0 OR model_key IN (SELECT model_key FROM tally_due)",
    )
    .map((row) => textOf(row, 'model_key'));
}

/** Keeps summaries in the file. */
export function openTallyKeeper(db: Connection, words: Words): TallyKeeper {
  return {
    head: async (model) => headOf(db, model),
    async begin(model, head) {
      db.transaction(() => {
        for (const table of ['tally', 'tally_part', 'tally_due'])
          db.run(`DELETE FROM ${table} WHERE model_key = ?`, model);
        db.run(PUT_HEAD, model, head.writes, toJson(head));
        db.run('INSERT INTO tally_due SELECT model_key, serial_key, 1 FROM device WHERE model_key = ?', model);
      });
    },
    due: async (model, limit) =>
      db
        .all('SELECT serial_key, mark FROM tally_due WHERE model_key = ? LIMIT ?', model, limit)
        .map((row) => ({ key: textOf(row, 'serial_key'), mark: String(numberOf(row, 'mark')) })),
    async devices(model, keys) {
      const rows = db.all(DEVICES, toJson(keys), model);
      refreshWords(db, words);
      const read = openFactsReader(words, EVERYTHING);
      return rows.map((row) => ({
        device: parsed(row['device']),
        learnt: parsed(row['learnt']),
        before: typeof row['tally'] === 'string' ? row['tally'] : undefined,
        readings: typeof row['facts'] === 'string' ? read(parseFacts(row['facts'])) : [],
      }));
    },
    parts: async (model, names) =>
      names.map((name) => {
        const row = db.get('SELECT body FROM tally_part WHERE model_key = ? AND name = ?', model, name);
        return row === undefined ? undefined : bytesOf(row, 'body');
      }),
    commit: async (model, change) => commit(db, model, change),
  };
}

// What was written by `toJson` is read as what it was.
function parsed(body: unknown): ReturnType<typeof JSON.parse> {
  return typeof body === 'string' ? JSON.parse(body) : undefined;
}

function headOf(db: Connection, model: string): TallyHead | undefined {
  return parsed(db.get('SELECT body FROM tally_model WHERE model_key = ?', model)?.['body']);
}

function commit(db: Connection, model: string, { head, parts, tallies, done }: TallyChange): boolean {
  return db.transaction(() => {
    const row = db.get('SELECT writes FROM tally_model WHERE model_key = ?', model);
    if (row === undefined || numberOf(row, 'writes') !== head.writes - 1) return false;
    db.run(PUT_HEAD, model, head.writes, toJson(head));
    for (const [name, body] of parts) {
      if (body === undefined) db.run('DELETE FROM tally_part WHERE model_key = ? AND name = ?', model, name);
      else db.run(PUT_PART, model, name, body);
    }
    for (const [key, written] of tallies) {
      if (written === undefined) db.run('DELETE FROM tally WHERE model_key = ? AND serial_key = ?', model, key);
      else {
        const { tally, text } = written;
        db.run(PUT_TALLY, model, key, textKey(tally.customer), tally.state, evenHash(key), text);
      }
    }
    for (const { key, mark } of done) db.run(UNMARK, model, key, Number(mark));
    return true;
  });
}

/** What was counted of a model for some items; undefined where it was not counted by these rules, or not all of it yet. */
export function summaryOf(
  db: Connection,
  model: string,
  { rules, items }: { rules: string; items: string[] },
): ModelSummary | undefined {
  const head = headOf(db, model);
  if (head === undefined || head.rules !== madeBy({ fingerprint: rules }) || !head.isReady) return undefined;
  const rows = items.flatMap((item) => {
    const from = `[${toJson(item)},`;
    // Names begin with their item; the comma's next letter ends the range.
    return db.all(
      'SELECT name, body FROM tally_part WHERE model_key = ? AND name >= ? AND name < ?',
      model,
      from,
      `${from.slice(0, -1)}-`,
    );
  });
  return {
    people: new Map(Object.entries(head.people)),
    parts: rows.map((row) => readPart(textOf(row, 'name'), bytesOf(row, 'body'))),
  };
}

/** What devices of a customer, or of these serials, added to the summary of a model. */
export function talliesOf(db: Connection, model: string, whose: { customer: string } | { serials: string[] }): Tally[] {
  const rows =
    'customer' in whose
      ? db.all('SELECT body FROM tally WHERE model_key = ? AND customer = ?', model, textKey(whose.customer))
      : db.all(OF_SERIALS, model, toJson(whose.serials.map(serialKey)));
  return rows.map((row) => readTally(textOf(row, 'body')));
}

/** So many active devices of a model that is counted, in an order that has nothing to do with them, from a place in it on. */
export function sampleOfModel(
  db: Connection,
  model: string,
  { from, limit }: { from: number; limit: number },
): Device[] {
  const rows = db.all(SAMPLE, model, from, limit);
  const more = rows.length < limit ? db.all(SAMPLE, model, 0, limit - rows.length) : [];
  const bodies = new Set([...rows, ...more].map((row) => textOf(row, 'body')));
  return [...bodies].map((body) => JSON.parse(body));
}

/** How many devices a model has, counted up to `most`. */
export function countOfModel(db: Connection, model: string, most: number): number {
  const row = db.get('SELECT count(*) AS n FROM (SELECT 1 FROM device WHERE model_key = ? LIMIT ?)', model, most);
  return row === undefined ? 0 : numberOf(row, 'n');
}

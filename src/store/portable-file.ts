import { createReadStream, createWriteStream, rmSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { AppError } from '../core/errors.ts';
import { guard } from './failures.ts';
import { mustBeFree, putInPlace } from './sqlite-backup.ts';
import { lineOf, openTally, RECORD_KINDS } from './store-record.ts';
import type { StoreRecord, StoreSource, Tally } from './store-record.ts';

/** Which form the file has. It grows whenever a record changes so that an older program would misread it. */
const FORM = 2;
const GZIP = 0x1f_8b;
const RECORDS_AT_ONCE = 1_000;

/** The first line says what it is, the last how many records of each kind there are and their digest. */
type Head = { claimscope: 'store'; form: number };
type Foot = { end: true } & Tally;

/** Is told how many records were copied so far. */
export type OnRecords = (records: number) => void;

/** Whether a file is one of these; else it is a copy of the embedded store, or none at all. */
export async function isPortable(file: string): Promise<boolean> {
  const handle = await open(file).catch((error: unknown) => {
    throw new AppError('bad_input', `There is no file ${file}.`, { file }, error);
  });
  try {
    const { buffer } = await handle.read(Buffer.alloc(2), 0, 2, 0);
    return buffer.readUInt16BE() === GZIP;
  } finally {
    await handle.close();
  }
}

/**
 * Writes everything a store holds to a file: lines of JSON, packed. It has its name only once it is whole and on disk.
 * Fails: AppError `bad_input` when the file is there already and may not be replaced; `store_failed` when it cannot be written.
 */
export async function writePortable(
  source: StoreSource,
  file: string,
  options: { mayReplace: boolean; onRecords?: OnRecords | undefined },
): Promise<Tally> {
  mustBeFree(file, options.mayReplace);
  const part = `${file}.part`;
  const tally = openTally();
  async function* lines(): AsyncGenerator<string> {
    yield `${JSON.stringify({ claimscope: 'store', form: FORM } satisfies Head)}\n`;
    let records = 0;
    for await (const some of source.records()) {
      const text = some.map((record) => {
        const line = lineOf(record);
        tally.add(record.kind, line);
        return `${line}\n`;
      });
      records += some.length;
      options.onRecords?.(records);
      yield text.join('');
    }
    yield `${JSON.stringify({ end: true, ...tally.total() } satisfies Foot)}\n`;
  }
  return guard('backup', file, async () => {
    try {
      rmSync(part, { force: true });
      // It must not be readable by others, not even while it is made.
      const out = createWriteStream(part, { flags: 'wx', mode: 0o600 });
      await pipeline(Readable.from(lines()), createGzip({ level: 6 }), out);
      putInPlace(part, file);
      return tally.total();
    } finally {
      rmSync(part, { force: true });
    }
  });
}

/**
 * Reads a file through and makes sure that it is whole and unharmed.
 * Fails: AppError `bad_input` when it is none of these, cut off, damaged, or of a newer program.
 */
export async function checkPortable(file: string): Promise<Tally> {
  const tally = openTally();
  let head: unknown;
  let foot: unknown;
  try {
    for await (const line of linesOf(file)) {
      const value: unknown = JSON.parse(line);
      if (foot !== undefined) throw new Error('there is something behind its end');
      if (head === undefined) head = checkHead(value, file);
      else if (isFoot(value)) foot = value;
      else if (isRecord(value)) tally.add(value.kind, line);
      else throw new Error('a line is no record');
    }
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad_input', `${file} is damaged or cut off: ${said(error)}.`, { file }, error);
  }
  const total = tally.total();
  if (!isFoot(foot)) throw new AppError('bad_input', `${file} is cut off: its last line is missing.`, { file });
  if (foot.digest !== total.digest || !isSameCounts(foot.counts, total.counts)) {
    throw new AppError('bad_input', `${file} is damaged: what it holds is not what its last line says.`, { file });
  }
  return total;
}

/** The records of a file that was checked. */
export function openPortable(file: string): StoreSource {
  return {
    where: file,
    async *records() {
      let some: StoreRecord[] = [];
      for await (const line of linesOf(file)) {
        const value: unknown = JSON.parse(line);
        if (isRecord(value)) some.push(value);
        if (some.length < RECORDS_AT_ONCE) continue;
        yield some;
        some = [];
      }
      yield some;
    },
    // No store is filled in the form of such a file.
    sees: async () => false,
    close: async () => undefined,
  };
}

/** What an older program did not count there is none of. */
function isSameCounts(told: Partial<Tally['counts']>, found: Tally['counts']): boolean {
  return RECORD_KINDS.every((kind) => (told[kind] ?? 0) === found[kind]);
}

function checkHead(value: unknown, file: string): Head {
  if (typeof value !== 'object' || value === null || !('claimscope' in value) || !('form' in value)) {
    throw new AppError('bad_input', `${file} was not made by "claimscope backup".`, { file });
  }
  const { form } = value;
  if (typeof form !== 'number' || form > FORM) {
    throw new AppError('bad_input', `${file} was made by a newer program (form ${String(form)}, known: ${FORM}).`, {
      file,
    });
  }
  return { claimscope: 'store', form };
}

function isFoot(value: unknown): value is Foot {
  return typeof value === 'object' && value !== null && 'end' in value && 'digest' in value && 'counts' in value;
}

/** What stands between the first and the last line was written by us, and is held against the digest. */
function isRecord(value: unknown): value is StoreRecord {
  return (
    typeof value === 'object' && value !== null && 'kind' in value && RECORD_KINDS.some((kind) => kind === value.kind)
  );
}

/** Lines end at line feeds alone: JSON texts may hold the other signs that Node's own reader takes for an end. */
async function* linesOf(file: string): AsyncGenerator<string> {
  const input = createReadStream(file);
  const unpacked = createGunzip();
  input.on('error', (error) => unpacked.destroy(error));
  input.pipe(unpacked);
  let rest: Buffer[] = [];
  try {
    for await (const chunk of unpacked) {
      if (!Buffer.isBuffer(chunk)) continue;
      let from = 0;
      for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
        yield Buffer.concat([...rest, chunk.subarray(from, end)]).toString();
        rest = [];
        from = end + 1;
      }
      rest.push(chunk.subarray(from));
    }
  } finally {
    input.destroy();
  }
  if (rest.some(({ length }) => length > 0)) throw new Error('its last line has no end');
}

function said(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import {
  constants,
  copyFileSync,
  existsSync,
  fsyncSync,
  openSync,
  closeSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { AuditNote } from '../core/audit.ts';
import { AppError } from '../core/errors.ts';
import { guard } from './failures.ts';
import { toJson } from './keys.ts';
import { openDriver } from './sqlite-driver.ts';
import type { SqliteDriver } from './sqlite-driver.ts';
import { MIGRATIONS } from './sqlite-schema.ts';

/** What a copy of a store holds. */
export type StoreFacts = { version: number; devices: number; claims: number };

/**
 * Copies the store to a file of its own as it stands at one moment, while it is in use, and makes sure that the copy is sound. `note` is entered before.
 * Shape: the store stays at the version it has; one from before there were notes gets none. Where nothing can be written, as on a disk that is full or
 * was mounted for reading, the copy is made all the same and `unnoted` says why the note is in neither.
 * Fails: AppError `bad_input` when there is no store or the file is there already and may not be replaced; `store_failed` when the copy is not sound.
 */
export async function backupSqlite(
  path: string,
  file: string,
  { mayReplace = false, note }: { mayReplace?: boolean; note?: AuditNote } = {},
): Promise<StoreFacts & { unnoted?: string }> {
  mustBeThere(path);
  mustBeFree(file, mayReplace);
  const part = `${file}.part`;
  return guard('backup', path, async () => {
    rmSync(part, { force: true });
    // It must not be readable by others, not even while it is made; an empty file may be copied into.
    closeSync(openSync(part, 'wx', 0o600));
    try {
      const driver = await openToCopy(path);
      let unnoted: string | undefined;
      try {
        driver.exec('PRAGMA busy_timeout = 5000');
        if (note !== undefined) unnoted = enterNote(driver, note);
        driver.prepare('VACUUM INTO ?').run(part);
      } finally {
        driver.close();
      }
      const facts = await examine(part);
      putInPlace(part, file);
      return { ...facts, ...(unnoted === undefined ? {} : { unnoted }) };
    } finally {
      rmSync(part, { force: true });
    }
  });
}

/**
 * Puts a copy in the place of the store, once it is known to be sound and nobody has the store open. `note` is entered in what takes the place.
 * Shape: `unnoted` says why it could not be, where it could not: whoever restores a store needs it. A copy from before there were notes gets none.
 * Fails: AppError `bad_input` when there is no such copy, it is none of a store, or a store is there already and may not be replaced; `store_failed`
 * when the copy is damaged or newer than this program, or when somebody has the store open. The store is as it was then.
 */
export async function restoreSqlite(
  file: string,
  path: string,
  { mayReplace = false, note }: { mayReplace?: boolean; note?: AuditNote } = {},
): Promise<StoreFacts & { unnoted?: string | undefined }> {
  mustBeThere(file);
  mustBeFree(path, mayReplace);
  const part = `${path}.part`;
  return guard('restore', path, async () => {
    try {
      const facts = await copySound(file, part);
      const unnoted = note === undefined ? undefined : await noteIn(part, note);
      await replaceStore(part, path);
      return { ...facts, unnoted };
    } finally {
      rmSync(part, { force: true });
    }
  });
}

/**
 * Copies a copy of a store once more, so that what is done with it leaves the first one as it is, and makes sure that it is sound.
 * Fails: AppError `bad_input` when there is no such copy, or it is none of a store; `store_failed` when it is damaged or newer than this program.
 */
export async function copySound(file: string, part: string): Promise<StoreFacts> {
  mustBeThere(file);
  if (hasLog(file)) {
    throw new AppError('bad_input', `${file} was not made by "claimscope backup": a part of it is in ${file}-wal.`, {
      file,
    });
  }
  copyFileSync(file, part, constants.COPYFILE_FICLONE);
  return examine(part);
}

/** What a file is told by whatever its name, as long as it stands there; of none it is its name. */
export function fileMark(path: string): string {
  const found = statSync(path, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? `none:${path}` : `${found.dev}:${found.ino}`;
}

/** Opens the store for a copy. To read one that has a log SQLite makes files beside it: where it cannot, and no log is there, nothing changes the file. */
async function openToCopy(path: string): Promise<SqliteDriver> {
  const driver = await openDriver(path);
  try {
    numberIn(driver, 'PRAGMA user_version');
    return driver;
  } catch (error) {
    driver.close();
    if (hasLog(path)) throw error;
    return openDriver(`${pathToFileURL(path).href}?immutable=1`);
  }
}

/** Why the note could not be entered; nothing where it was. */
function enterNote(driver: SqliteDriver, note: AuditNote): string | undefined {
  const isKept = numberIn(driver, "SELECT count(*) FROM sqlite_master WHERE name = 'audit'") === 1;
  try {
    if (isKept) driver.prepare('INSERT INTO audit (at, body) VALUES (?, ?)').run(note.at, toJson(note));
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Enters a note in a store that nobody else has open, into the one file. Shape: why it could not be, where it could not. Fails: with the driver's error. */
async function noteIn(file: string, note: AuditNote): Promise<string | undefined> {
  const driver = await openDriver(file);
  try {
    driver.exec('PRAGMA journal_mode = DELETE');
    return enterNote(driver, note);
  } finally {
    driver.close();
  }
}

function hasLog(path: string): boolean {
  return (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > 0;
}

function mustBeThere(file: string): void {
  if (!existsSync(file)) throw new AppError('bad_input', `There is no file ${file}.`, { file });
}

/** Fails: AppError `bad_input` when the file is there already and may not be replaced. */
export function mustBeFree(file: string, mayReplace: boolean): void {
  if (existsSync(file) && !mayReplace) {
    throw new AppError('bad_input', `${file} is there already; --force replaces it.`, { file });
  }
}

/** Checks every page of a copy, its version and that it is one of ours. */
async function examine(file: string): Promise<StoreFacts> {
  const driver = await openDriver(file);
  try {
    const found = driver.prepare('PRAGMA integrity_check').all();
    const said = Object.values(found[0] ?? {})[0];
    if (said !== 'ok') throw new AppError('store_failed', `the copy is damaged: ${String(said)}`, { file });
    const version = numberIn(driver, 'PRAGMA user_version');
    const tables = numberIn(driver, "SELECT count(*) FROM sqlite_master WHERE name IN ('device', 'claim', 'reading')");
    if (version < 1 || tables < 3) throw new AppError('bad_input', 'The file is no store of claimscope.', { file });
    if (version > MIGRATIONS.length) {
      throw new AppError(
        'store_failed',
        `the copy has schema version ${version}, newer than ${MIGRATIONS.length}; update the program`,
        {
          version,
          known: MIGRATIONS.length,
        },
      );
    }
    const devices = numberIn(driver, 'SELECT count(*) FROM device');
    return { version, devices, claims: numberIn(driver, 'SELECT count(*) FROM claim') };
  } finally {
    driver.close();
  }
}

/**
 * Puts a file in the place of the store.
 * Fails: AppError `store_failed` when somebody has the store open.
 */
export async function replaceStore(part: string, path: string): Promise<void> {
  if (existsSync(path)) await replace(part, path);
  else putInPlace(part, path);
}

/**
 * Takes the old store for itself alone and puts the new one in its place. Whoever opened the old one and was only waiting cannot write to it any more:
 * SQLite sees that the file has lost its name.
 */
async function replace(part: string, path: string): Promise<void> {
  const driver = await openDriver(path);
  try {
    lock(driver, path);
    // What waits in the log belongs to the old store; over the new one it would be damage.
    for (const ending of ['-wal', '-shm']) rmSync(`${path}${ending}`, { force: true });
    putInPlace(part, path);
  } finally {
    driver.close();
  }
}

/** Leaving its log needs a store to be nobody else's. A file so damaged that it cannot be locked is one that nobody works with. */
function lock(driver: SqliteDriver, path: string): void {
  try {
    driver.exec('PRAGMA busy_timeout = 0');
    driver.exec('PRAGMA journal_mode = DELETE');
    driver.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    if (!(error instanceof Error) || !/locked|busy/i.test(error.message)) return;
    throw new AppError('store_failed', `${path} is open in another process: stop the bot first`, { path }, error);
  }
}

/** On disk with its name when it returns. */
export function putInPlace(part: string, file: string): void {
  sync(part);
  renameSync(part, file);
  sync(dirname(file));
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

function numberIn(driver: SqliteDriver, sql: string): number {
  return Number(Object.values(driver.prepare(sql).get() ?? {})[0]);
}

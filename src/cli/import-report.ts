import { readFile, stat } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Config } from '../config/config.ts';
import type { Device } from '../core/device.ts';
import { AppError } from '../core/errors.ts';
import { LARGEST_LIST, type SavedValues } from '../core/shared-list.ts';
import { lookUpDevice } from '../flow/look-up-device.ts';
import { takeInList } from '../flow/take-in-list.ts';
import { openStore } from '../open-store.ts';
import { loadRules } from '../rules/load.ts';
import type { ParsedReport } from '../rules/parse-report.ts';
import { terminalNote } from './terminal-note.ts';

/** What was typed. Shape: `at` an ISO time. */
export type ImportReportOptions = {
  serial: string;
  at?: string | undefined;
  format?: string | undefined;
  charset?: string | undefined;
  dryRun?: boolean | undefined;
};

/**
 * A list that was taken in.
 * Shape: `saved` counts its values: `new` ones, those that were known as they are, and those of which something newer is known already.
 */
export type ImportedReport = {
  device: Pick<Device, 'serial' | 'model' | 'customer'>;
  file: string;
  report: ParsedReport;
  dated: 'list' | 'option' | 'file';
  saved: SavedValues;
  isDryRun: boolean;
};

/** No device has that serial; `near` are at most three that a person may have meant. */
export type UnknownSerial = { unknown: string; near: { serial: string; model: string; customer: string }[] };

/**
 * Brings a service-mode list in as readings of a registered device; the same file twice changes nothing. Values alone are kept.
 * Fails: AppError `bad_input` for a file that cannot be read, is of another device or of no known format; nothing is kept then.
 */
export async function importReport(
  config: Config,
  path: string,
  options: ImportReportOptions,
): Promise<ImportedReport | UnknownSerial> {
  const now = Date.now();
  const { octets, writtenAt } = await octetsOf(path);
  const given = options.at === undefined ? undefined : momentOf(options.at, now);
  const book = await loadRules(config.rulesDir);
  const store = await openStore(config);
  try {
    const found = await lookUpDevice(store, options.serial);
    const { device } = found;
    if (device === undefined) {
      const near = found.candidates.map(({ device: { serial, model, customer } }) => ({ serial, model, customer }));
      return { unknown: options.serial, near };
    }
    const file = basename(path);
    const isDryRun = options.dryRun === true;
    const { format, charset } = options;
    const list = { octets, name: file, format, charset, fallbackAt: given ?? writtenAt };
    const taken = takeInList({ store, book, now }, device, list, { isDryRun });
    const { report, saved } = await taken.catch(addCharsetHint);
    if (!isDryRun && saved.new > 0) {
      await store.addNote(terminalNote('list-imported', { note: `${saved.new} new of ${device.serial} from ${path}` }));
    }
    const dated = report.isDated ? 'list' : given === undefined ? 'file' : 'option';
    const { serial, model, customer } = device;
    return { device: { serial, model, customer }, file, report, dated, saved, isDryRun };
  } finally {
    await store.close();
  }
}

/** Adds what only the terminal offers. */
function addCharsetHint(error: unknown): never {
  if (!(error instanceof AppError) || error.facts['isCharsetUnknown'] !== true) throw error;
  const said = `${error.message} Or name its character set with --charset, such as --charset shift_jis.`;
  throw new AppError(error.code, said, error.facts, error);
}

async function octetsOf(path: string): Promise<{ octets: Buffer; writtenAt: number }> {
  try {
    const { size, mtimeMs } = await stat(path);
    if (size > LARGEST_LIST)
      throw new AppError('bad_input', `${path} holds ${size} octets; no list is longer than ${LARGEST_LIST}.`, {
        path,
      });
    return { octets: await readFile(path), writtenAt: Math.floor(mtimeMs) };
  } catch (error) {
    if (error instanceof AppError) throw error;
    throw new AppError('bad_input', `The list ${path} cannot be read.`, { path }, error);
  }
}

function momentOf(said: string, now: number): number {
  const at = /^\d{4}-\d{2}-\d{2}/.test(said) ? Date.parse(said) : Number.NaN;
  if (!Number.isFinite(at))
    throw new AppError('bad_input', `${said} is no ISO time such as 2026-11-20T14:30Z.`, { said });
  if (at > now) throw new AppError('bad_input', `${said} is in the future.`, { said });
  return at;
}

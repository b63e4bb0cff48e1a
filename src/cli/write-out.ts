import { access, constants, stat, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { AppError } from '../core/errors.ts';

/** Fails: AppError `bad_input` when the file is there already, unless it may be replaced, or when its folder cannot be written to. */
export async function checkOut(file: string, mayReplace: boolean): Promise<void> {
  const known = await stat(file).catch(() => undefined);
  if (known !== undefined && !mayReplace) {
    throw new AppError('bad_input', `${file} is there already; --force replaces it.`, { file });
  }
  try {
    await access(known === undefined ? dirname(file) : file, constants.W_OK);
  } catch (error) {
    throw new AppError('bad_input', `${file} cannot be written.`, { file }, error);
  }
}

/** Fails: AppError `bad_input` when it cannot be written, or was made by somebody else meanwhile and may not be replaced. */
export async function writeOut(file: string, text: string, mayReplace: boolean): Promise<void> {
  try {
    await writeFile(file, text, { flag: mayReplace ? 'w' : 'wx' });
  } catch (error) {
    throw new AppError('bad_input', `${file} cannot be written.`, { file }, error);
  }
}

import { readFile } from 'node:fs/promises';
import { AppError } from '../../core/errors.ts';
import { parseRecording, type Recording } from './parse-recording.ts';

/** Recordings from files; `faults` lists what was passed over. */
export type Loaded = { recordings: { file: string; objects: Recording['objects'] }[]; faults: string[] };

const MOST_SHOWN = 20;

/**
 * Reads recordings from files.
 * Fails: AppError `bad_input` for a file that cannot be read or holds no object, and for every broken line or repeated OID unless `isLenient`.
 */
export async function loadRecordings(files: string[], isLenient: boolean): Promise<Loaded> {
  const loaded: Loaded = { recordings: [], faults: [] };
  for (const file of files) {
    const { objects, faults } = parseRecording(file, await read(file));
    loaded.faults.push(...faults);
    if (objects.length === 0) throw new AppError('bad_input', `Nothing is served:\n${faults.join('\n')}`, { faults });
    loaded.recordings.push({ file, objects });
  }
  const { faults } = loaded;
  if (faults.length === 0 || isLenient) return loaded;
  const more = faults.length > MOST_SHOWN ? `\nand ${faults.length - MOST_SHOWN} more` : '';
  throw new AppError(
    'bad_input',
    `Nothing is served (--lenient passes over broken lines):\n${faults.slice(0, MOST_SHOWN).join('\n')}${more}`,
    { faults },
  );
}

async function read(file: string): Promise<string> {
  try {
    return await readFile(file, 'latin1');
  } catch (error) {
    throw new AppError('bad_input', `The recording ${file} cannot be read.`, { file }, error);
  }
}

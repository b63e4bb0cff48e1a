import { readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ReadDevice, ReadRow } from '../../src/cli/read-one.ts';
import { absentInWords, valueInWords } from '../../src/core/words.ts';

const GOLDEN = join(import.meta.dirname, '../fixtures/golden');

/** What a network says of somebody's site is compared as said or not said, and not kept. */
const PRIVATE = new Set([
  'network.address',
  'network.mask',
  'network.gateway',
  'network.dns',
  'network.mac',
  'network.hostname',
]);

/**
 * A device as it was read, a line for each item and part: the value in words, the raw answer it was made of, and the place that gave it.
 * Shape: ports of the run are written as `PORT`; serial numbers are left out.
 */
export function goldenText(read: ReadDevice): string {
  const head = [`model ${read.model ?? 'not said'}`, `profile ${read.profile}`];
  return `${[...head, ...read.rows.map(lineOf)].join('\n')}\n`.replace(/127\.0\.0\.1:\d+/g, '127.0.0.1:PORT');
}

function lineOf({ item, part, value, evidence }: ReadRow): string {
  const name = part === undefined ? item : `${item}/${part}`;
  if (value.kind === 'absent') return `${name}: (${absentInWords(value.reason)})${fromWhere(evidence, ' <- ')}`;
  if (PRIVATE.has(item)) return `${name}: said, and not kept here`;
  return `${name}: ${valueInWords(value)}${fromWhere(evidence, ' <- ')}`;
}

function fromWhere(evidence: ReadRow['evidence'], arrow: string): string {
  const last = evidence.at(-1);
  return last === undefined ? '' : `${arrow}${last.raw} @ ${last.protocol} ${last.place}`;
}

/** The names that have a golden text. */
export async function goldenNames(): Promise<string[]> {
  const files = await readdir(GOLDEN);
  return files.map((file) => basename(file, '.txt'));
}

/** The golden text of a name; undefined where there is none yet. With CLAIMSCOPE_GOLDEN=write it is written first, to be read and committed. */
export async function goldenOf(name: string, text: string): Promise<string | undefined> {
  const file = join(GOLDEN, `${name}.txt`);
  if (process.env['CLAIMSCOPE_GOLDEN'] === 'write') await writeFile(file, text);
  return await readFile(file, 'utf8').catch(() => undefined);
}

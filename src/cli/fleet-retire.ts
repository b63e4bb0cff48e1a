import { createInterface } from 'node:readline/promises';
import { AppError } from '../core/errors.ts';
import type { Device } from '../core/device.ts';
import type { Store } from '../core/ports.ts';
import { terminalNote } from './terminal-note.ts';
import { plain } from './terminal-text.ts';

/** Retires devices, or takes that back; nothing of them is deleted. Shape: how many were changed; those that are so already are not; which ones is noted for the audit log. */
export async function setRetired(store: Store, devices: readonly Device[], isRetired: boolean): Promise<number> {
  const wrong = devices.filter(({ state }) => (state === 'retired') !== isRetired);
  const { changed } = await store.putDevices(
    wrong.map((device) => ({ ...device, state: isRetired ? 'retired' : undefined })),
  );
  if (changed > 0) {
    const note = wrong.map(({ serial }) => serial).join(', ');
    await store.addNote(terminalNote(isRetired ? 'fleet-retired' : 'fleet-unretired', { note }));
  }
  return changed;
}

/**
 * Asks before devices are changed; yes must be typed.
 * Fails: AppError `bad_input` where nobody is there to be asked.
 */
export async function confirmed(devices: readonly Device[], doing: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new AppError('bad_input', `Say --yes to ${doing} without being asked.`);
  const lines = devices.map(({ serial, model, customer }) => plain(`  ${serial} (${model}, ${customer})`));
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${lines.join('\n')}\n${doing} ${devices.length}? [y/N] `);
    return /^\s*y(es)?\s*$/i.test(answer);
  } finally {
    terminal.close();
  }
}

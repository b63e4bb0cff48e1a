import type { Config } from '../config/config.ts';
import type { Dossier } from '../core/dossier.ts';
import { AppError } from '../core/errors.ts';
import { loadDossier } from '../flow/load-dossier.ts';
import { openStore } from '../open-store.ts';
import { loadRules } from '../rules/load.ts';
import { terminalNote } from './terminal-note.ts';

/**
 * Everything about a claim, from the store, to be written to a file: it is noted that somebody had it, before they have it.
 * Fails: AppError `not_found` when there is no such claim or its device has left the registry.
 */
export async function claimOf(config: Config, id: number, format: string): Promise<Dossier> {
  const book = await loadRules(config.rulesDir);
  const store = await openStore(config);
  try {
    const dossier = await loadDossier({ store, book, clock: Date.now }, id);
    if (dossier === undefined)
      throw new AppError('not_found', `There is no claim ${id} whose device is registered.`, { id });
    await store.addNote(terminalNote('claim-exported', { claim: id, note: format }));
    return dossier;
  } finally {
    await store.close();
  }
}

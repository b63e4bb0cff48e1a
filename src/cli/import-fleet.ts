import type { Config } from '../config/config.ts';
import { openStore } from '../open-store.ts';
import { PIPED, readFleetFile } from './read-fleet-file.ts';
import { terminalNote } from './terminal-note.ts';

/**
 * Brings the devices of a file into the registry; the same file twice changes nothing. What the file has no column for stays as it is registered.
 * Fails: AppError `bad_input` for a file with faults or a credential that is not configured; nothing is imported then.
 */
export async function importFleet(
  config: Config,
  file: string,
): Promise<{ added: number; changed: number; same: number }> {
  const devices = await readFleetFile(file, new Set(Object.keys(config.credentials)));
  const store = await openStore(config);
  try {
    const kept = await Promise.all(devices.map(({ serial }) => store.getDevice(serial)));
    const counts = await store.putDevices(devices.map((device, index) => ({ ...kept[index], ...device })));
    const { added, changed } = counts;
    if (added + changed > 0) {
      const from = file === PIPED ? 'standard input' : file;
      await store.addNote(terminalNote('fleet-imported', { note: `${added} added, ${changed} changed from ${from}` }));
    }
    return counts;
  } finally {
    await store.close();
  }
}

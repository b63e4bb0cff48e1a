import type { Config } from '../config/config.ts';
import { AppError } from '../core/errors.ts';
import { openStore } from '../main.ts';
import { readFleetFile } from './read-fleet-file.ts';

/**
 * Brings the devices of a file into the registry; the same file twice changes nothing.
 * Fails: AppError `bad_input` for a file with faults or a credential that is not configured; nothing is imported then.
 */
export async function importFleet(
  config: Config,
  file: string,
): Promise<{ added: number; changed: number; same: number }> {
  const devices = await readFleetFile(file);
  for (const { serial, credential } of devices) {
    if (credential === undefined || Object.hasOwn(config.credentials, credential)) continue;
    throw new AppError(
      'bad_input',
      `Nothing was imported: ${serial} names the credential ${credential}, which the configuration does not have.`,
      { serial, credential },
    );
  }
  const store = await openStore(config);
  try {
    return await store.putDevices(devices);
  } finally {
    await store.close();
  }
}

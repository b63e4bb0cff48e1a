import type { Config } from '../config/config.ts';
import { openReader } from '../devices/open-reader.ts';
import type { Credential } from '../core/credential.ts';
import type { RuleBook } from '../rules/book.ts';
import { loadRules } from '../rules/load.ts';
import { addServicePlaces } from '../rules/service-places.ts';
import { type ReadAt, type ReadDevice, readOne } from './read-one.ts';
import type { Unheard } from './identify.ts';
import { credentialsFor, type SnmpOptions } from './snmp-options.ts';

/** One device as a person at a terminal asked for it, with the rules and the credential it was read with. */
export type ReadByHand = { read: ReadDevice | Unheard; book: RuleBook; credential: Credential };

/**
 * Reads one device with the rules, services and credentials of the configuration and of what was typed.
 * Units: `timeout` seconds.
 * Fails: as the rules and the credentials do; never for the device's sake.
 */
export async function readAtTerminal(
  at: ReadAt,
  options: SnmpOptions & { timeout: number },
  config: Config,
): Promise<ReadByHand> {
  const credentials = credentialsFor(options, process.env, config);
  const book = addServicePlaces(await loadRules(config.rulesDir), config.services, config.file);
  const reader = openReader({ credentials, services: config.services, clock: Date.now });
  try {
    const read = await readOne(book, reader, at, options.timeout * 1000);
    return { read, book, credential: credentials.default };
  } finally {
    await reader.close();
  }
}

import { afterAll, afterEach } from 'vitest';
import { type ReadDevice, readOne } from '../../src/cli/read-one.ts';
import { Secret } from '../../src/core/secret.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { loadRules } from '../../src/rules/load.ts';
import { type Agent, startAgent } from './agent.ts';
import type { Encoded } from './ber.ts';

/** For a test file: what the program's own rules make of a device that has these objects, and nothing beside SNMP. Agents end with their test. */
export async function openObjectReading(): Promise<(objects: Record<string, Encoded>) => Promise<ReadDevice>> {
  const book = await loadRules();
  const reader = openReader({
    credentials: { default: { version: '2c', community: new Secret('public') } },
    services: {},
    clock: Date.now,
    timing: { firstTimeoutMs: 2000 },
  });
  const agents: Agent[] = [];
  afterEach(async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.close()));
  });
  afterAll(() => reader.close());
  return async (objects) => {
    const agent = await startAgent({ objects });
    agents.push(agent);
    // Nothing listens at the other ports.
    const at = { address: '127.0.0.1', port: agent.port, ippPort: 9, pjlPort: 9, httpPort: 9 };
    const read = await readOne(book, reader, at, 15_000);
    if ('silent' in read) throw new Error(read.silent);
    return read;
  };
}

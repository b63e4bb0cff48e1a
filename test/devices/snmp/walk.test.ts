import { afterEach, describe, expect, it } from 'vitest';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, startAgent } from '../agent.ts';
import { counter32, TAGS } from '../ber.ts';
import { optionsOf, printerObjects, requestOf, TRAY_COUNTS, TRAYS } from '../printer.ts';

const PATIENT = { firstTimeoutMs: 1500, leastTimeoutMs: 1500 };
const COLUMN = `${TRAY_COUNTS}.2`;
const BEYOND = '1.3.6.1.4.1.99999.2.9.1';

let agent: Agent;

afterEach(() => agent.close());

async function readTrays(more: Parameters<typeof startAgent>[0], bulk: boolean): Promise<number> {
  agent = await startAgent(more);
  const reader = openReader({ ...optionsOf(), timing: PATIENT });
  const { readings } = await reader.read(requestOf(agent.port, [TRAYS], { manners: { bulk } }));
  await reader.close();
  return readings.filter(({ value }) => value.kind === 'number').length;
}

describe.each([true, false])('a walk (GETBULK %s)', (bulk) => {
  it('asks only for what lies in the named column, and stops where it ends', async () => {
    const objects = { ...printerObjects(), [BEYOND]: counter32(1) };
    expect(await readTrays({ objects }, bulk)).toBe(4);
    const cursors = agent.requests.filter(({ tag }) => tag !== TAGS.get).flatMap(({ oids }) => oids);
    expect(cursors.length).toBe(bulk ? 1 : 5);
    for (const oid of cursors) expect(oid.startsWith(COLUMN)).toBe(true);
  });

  it('stops where a device goes back, with the rows so far', async () => {
    expect(await readTrays({ objects: printerObjects(), loopAt: COLUMN }, bulk)).toBe(4);
    expect(agent.requests.length).toBeLessThan(8);
  });

  it('stops at its row cap in a table that has no end', async () => {
    const rows = Object.fromEntries(Array.from({ length: 300 }, (_none, n) => [`${COLUMN}.${n + 1}`, counter32(n)]));
    expect(await readTrays({ objects: { ...printerObjects(), ...rows } }, bulk)).toBe(256);
  });
});

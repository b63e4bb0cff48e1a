import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/core/place.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, startAgent } from '../agent.ts';
import { type AgentRequest, counter32, TAGS } from '../ber.ts';
import { optionsOf, printerObjects, requestOf, TONER, TRAY_COUNTS, TRAYS } from '../printer.ts';

const PATIENT = { firstTimeoutMs: 1500, leastTimeoutMs: 1500 };
/** Long walks are no test of how fast a busy machine is. */
const DEADLINE_MS = 20_000;
const COLUMN = `${TRAY_COUNTS}.2`;
const BEYOND = '1.3.6.1.4.1.99999.2.9.1';

let agent: Agent;

afterEach(() => agent.close());

async function readTrays(more: Parameters<typeof startAgent>[0], bulk: boolean): Promise<number> {
  agent = await startAgent(more);
  const reader = openReader({ ...optionsOf(), timing: PATIENT });
  const { readings } = await reader.read(
    requestOf(agent.port, [TRAYS], { manners: { bulk }, deadlineMs: DEADLINE_MS }),
  );
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

/** Fails each walk that comes upon row `failing`; it is blamed on the column, as agents do. */
function failAt(failing: number): NonNullable<Parameters<typeof startAgent>[0]['fault']> {
  return ({ tag, oids, second }: AgentRequest) => {
    if (tag === TAGS.get) return undefined;
    const rows = tag === TAGS.bulk ? second : 1;
    const at = oids.findIndex((oid) => {
      if (!oid.startsWith(COLUMN)) return false;
      const row = oid === COLUMN ? 0 : Number(oid.slice(COLUMN.length + 1));
      return row < failing && row + rows >= failing;
    });
    return at < 0 ? undefined : { kind: 'error', status: 5, index: at + 1 };
  };
}

describe.each([true, false])('an object that fails a walk (GETBULK %s)', (bulk) => {
  async function read(failing: number, asks: Ask[]): Promise<string[]> {
    agent = await startAgent({ objects: printerObjects(), fault: failAt(failing) });
    const reader = openReader({ ...optionsOf(), timing: PATIENT });
    const { readings } = await reader.read(requestOf(agent.port, asks, { manners: { bulk }, deadlineMs: DEADLINE_MS }));
    await reader.close();
    return readings.map(({ part, value }) => {
      return `${part} ${value.kind === 'number' ? value.number : value.kind === 'absent' ? value.reason : value.kind}`;
    });
  }

  it('ends the column where it lies behind the last row, and harms none of those beside it', async () => {
    const rows = await read(5, [TRAYS, TONER]);
    expect(rows).toEqual([
      'tray-1 1000',
      'tray-2 2000',
      'tray-3 3000',
      'tray-4 4000',
      'toner-black 10',
      'toner-cyan 20',
      'toner-magenta 30',
      'toner-yellow 40',
    ]);
  });

  it('is named as a row that cannot be read where others lie behind it', async () => {
    expect(await read(3, [TRAYS])).toEqual(['tray-1 1000', 'tray-2 2000', 'tray-3 malformed', 'tray-4 4000']);
  });

  it('is the reason why nothing was read where there is no row before it', async () => {
    expect(await read(1, [TRAYS])).toEqual(['undefined malformed']);
  });
});

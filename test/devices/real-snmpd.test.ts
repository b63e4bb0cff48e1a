import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { Reader } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { MAC, optionsOf } from './printer.ts';
import { valuesOf } from './reader-contract.ts';
import { isSnmpdInstalled, type Snmpd, startSnmpd } from './snmp/snmpd.ts';

const SPEED: Ask = {
  item: 'network.link-speed',
  kind: 'number',
  places: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.2.2.1.5', instance: 'management-interface', decode: {} }],
};
const UPTIME: Ask = {
  item: 'uptime',
  kind: 'number',
  unit: 'seconds',
  places: [
    { kind: 'snmp-get', oid: '1.3.6.1.2.1.43.5.1.1.1.1', decode: {} },
    { kind: 'snmp-get', oid: '1.3.6.1.2.1.1.3.0', decode: { scale: 0.01 } },
  ],
};
const NAMES: Ask = {
  item: 'names',
  kind: 'text',
  places: [
    {
      kind: 'snmp-table',
      columns: { name: '1.3.6.1.2.1.2.2.1.2', type: '1.3.6.1.2.1.2.2.1.3' },
      value: 'name',
      where: { type: ['24'] },
      part: { key: 'if-{name}' },
      decode: {},
    },
  ],
};

describe.runIf(isSnmpdInstalled)('the reader against a real snmpd', () => {
  let agent: Snmpd;
  let reader: Reader;

  beforeAll(async () => {
    agent = await startSnmpd(
      `rocommunity reads-only 127.0.0.1\nsysName REAL-0001\nsysDescr A real agent\nsysObjectID 1.3.6.1.4.1.99999.1.1\n`,
    );
    reader = openReader({
      ...optionsOf(),
      credentials: {
        default: { version: '2c', community: new Secret('reads-only') },
        old: { version: '1', community: new Secret('reads-only') },
      },
    });
  });
  afterAll(async () => {
    await reader.close();
    await agent.close();
  });

  async function read(credential: string) {
    // A port nobody listens on yet says so at once; the agent takes a moment to start.
    for (let n = 0; ; n += 1) {
      const answer = await reader.read({
        device: {
          serial: 'real 0001',
          model: 'X',
          customer: 'C',
          address: '127.0.0.1',
          snmpPort: agent.port,
          credential,
        },
        identity: {
          serial: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.1.5.0', decode: {} }],
          model: [{ kind: 'snmp-get', oid: '1.3.6.1.2.1.1.1.0', decode: {} }],
        },
        asks: [UPTIME, SPEED, NAMES, MAC],
        deadlineMs: 4000,
      });
      if (answer.outcome.kind === 'answered' || n === 50) return answer;
      await new Promise((resolve) => void setTimeout(resolve, 100));
    }
  }

  it.each(['default', 'old'])(
    'reads identity, objects, an interface and a table with the credential "%s"',
    async (name) => {
      const answer = await read(name);
      expect(answer.outcome).toEqual({ kind: 'answered' });
      expect([answer.saidSerial, answer.saidModel]).toEqual(['REAL-0001', 'A real agent']);
      const values = valuesOf(answer.readings);
      expect(values['uptime']).toBeTypeOf('number');
      expect(values['network.link-speed']).toBeTypeOf('number');
      expect(values['names/if-lo']).toBe('lo');
      const uptime = answer.readings.find((reading) => reading.item === 'uptime');
      expect(uptime?.evidence.map((each) => each.raw)).toEqual([
        expect.stringMatching(name === 'old' ? /^noSuchName$/ : /^noSuch(Object|Instance)$/),
        expect.stringMatching(/^TimeTicks \d+$/),
      ]);
    },
  );
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Ask, IdentityPlaces } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../../src/core/ports.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { type Agent, startAgent } from '../agent.ts';
import { counter32, type Encoded, integer, octets, oidValue } from '../ber.ts';
import { IDENTITY, MODEL_OID, optionsOf, printerObjects, requestOf, TOTAL, TOTAL_OID } from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';

const CURRENT = '1.3.6.1.2.1.43.5.1.1.2.1';
const SET = '1.3.6.1.2.1.43.7.1.1.4.1';
const NAME = '1.3.6.1.2.1.1.5.0';
const UNIT = '1.3.6.1.2.1.43.10.2.1.3.1.1';
const ID_1284 = '1.3.6.1.4.1.2699.1.2.1.2.1.1.3.1';
const OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const MALO = octets(Buffer.from([0x4d, 0x61, 0xb3, 0x6f]));
const HOSTNAME: Ask = { item: 'network.hostname', kind: 'text', places: [{ kind: 'snmp-get', oid: NAME, decode: {} }] };

let agent: Agent;
let reader: Reader;
afterEach(async () => {
  await reader.close();
  await agent.close();
});

async function readFrom(
  objects: Record<string, Encoded>,
  asks: Ask[],
  more: Partial<ReadRequest> = {},
): Promise<DeviceAnswer> {
  agent = await startAgent({ objects });
  reader = openReader(optionsOf());
  return await reader.read(requestOf(agent.port, asks, more));
}

describe('texts in a declared character set', () => {
  it('are read in it, with the set asked for in the same request', async () => {
    const objects = { ...printerObjects(), [NAME]: MALO, [CURRENT]: integer(1), [`${SET}.1`]: integer(5) };
    const answer = await readFrom(objects, [HOSTNAME]);
    expect(valuesOf(answer.readings)).toEqual({ 'network.hostname': 'Mało' });
    expect(agent.requests.length).toBe(1);
  });

  it('are read in the set of the localization in use, which is asked for when it is not the first', async () => {
    const objects = {
      ...printerObjects(),
      [NAME]: MALO,
      [CURRENT]: integer(3),
      [`${SET}.1`]: integer(4),
      [`${SET}.3`]: integer(5),
    };
    const answer = await readFrom(objects, [HOSTNAME]);
    expect(valuesOf(answer.readings)).toEqual({ 'network.hostname': 'Mało' });
    expect(agent.requests.length).toBe(2);
  });
});

describe('who a device says it is', () => {
  it('is said with its sysObjectID', async () => {
    const tree = '1.3.6.1.4.1.99999.1.3500';
    const answer = await readFrom({ ...printerObjects(), [OBJECT_ID]: oidValue(tree) }, [TOTAL]);
    expect(answer.saidObjectId).toBe(tree);
  });

  it('is looked for in a longer device id, and at last in a table, where nothing is known of the device', async () => {
    const match = '(?:^|;)\\s*SN\\s*:\\s*([^;]+)';
    const type = '1.3.6.1.2.1.25.3.2.1.2';
    const identity: IdentityPlaces = {
      serial: [...IDENTITY.serial, { kind: 'snmp-get', oid: ID_1284, decode: { match } }],
      model: [
        { kind: 'snmp-get', oid: MODEL_OID, decode: {} },
        {
          kind: 'snmp-table',
          columns: { type, description: '1.3.6.1.2.1.25.3.2.1.3' },
          value: 'description',
          where: { type: ['1.3.6.1.2.1.25.3.1.5'] },
          decode: {},
        },
      ],
    };
    const objects: Record<string, Encoded> = {
      [TOTAL_OID]: counter32(7),
      [ID_1284]: octets(`MFG:X;CMD:${'PCL,'.repeat(90)};SN:SIM-3500-0042;`),
      [`${type}.2`]: oidValue('1.3.6.1.2.1.25.3.1.4'),
      [`${type}.5`]: oidValue('1.3.6.1.2.1.25.3.1.5'),
      '1.3.6.1.2.1.25.3.2.1.3.2': octets('Ethernet'),
      '1.3.6.1.2.1.25.3.2.1.3.5': octets('SIM-3500'),
    };
    const first = requestOf(0, []).device;
    const answer = await readFrom(objects, [TOTAL], { identity });
    expect([answer.saidSerial, answer.saidModel]).toEqual(['SIM-3500-0042', undefined]);
    const device = { ...first, model: '', snmpPort: agent.port };
    const unknown = await reader.read(requestOf(agent.port, [TOTAL], { identity, device }));
    expect([unknown.saidSerial, unknown.saidModel]).toEqual(['SIM-3500-0042', 'SIM-3500']);
    expect(valuesOf(unknown.readings)).toEqual({ 'copies.total': 7 });
  });
});

describe('what a counter counts', () => {
  it('is what the device says in the same request', async () => {
    const units = { '7': 'impressions', '8': 'sheets' } as const;
    const total: Ask = {
      item: 'copies.total',
      kind: 'number',
      unit: 'impressions',
      places: [{ kind: 'snmp-get', oid: TOTAL_OID, unitOf: { oid: UNIT, units }, decode: {} }],
    };
    const answer = await readFrom({ ...printerObjects(), [UNIT]: integer(8) }, [total]);
    expect(answer.readings[0]?.value).toEqual({ kind: 'number', number: 184_233, unit: 'sheets' });
    expect(answer.readings[0]?.evidence[0]?.raw).toBe(`Counter32 184233, counted in Integer 8 at ${UNIT}`);
    expect(agent.requests.length).toBe(1);
  });
});

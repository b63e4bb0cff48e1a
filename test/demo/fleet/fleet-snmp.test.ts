import snmp from 'net-snmp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Device } from '../../../src/core/device.ts';
import { HOSTILE_NAME } from '../../../src/demo/fleet/odd-cast.ts';
import type { Fleet } from '../../../src/demo/fleet/fleet.ts';
import { startFleet } from '../../../src/demo/fleet/start-fleet.ts';
import { deviceOf, get, getBulk, getNext, set, textOf, walk } from './ask.ts';

const SYSTEM = '1.3.6.1.2.1.1';
const LIFE_COUNT = '1.3.6.1.2.1.43.10.2.1.4.1.1';
const SERIAL = '1.3.6.1.2.1.43.5.1.1.17.1';
const SUPPLY = '1.3.6.1.2.1.43.11.1.1';
const HC_IN_OCTETS = '1.3.6.1.2.1.31.1.1.1.6.2';
const SIM = '1.3.6.1.4.1.99999.2';
const COUNTER64: number = snmp.ObjectType.Counter64;

let fleet: Fleet;
beforeAll(async () => {
  fleet = await startFleet();
});
afterAll(async () => fleet.stop());

const device = (serial: string): Device => deviceOf(fleet, serial);

describe('a device over UDP', () => {
  it('says who it is in the standard places', async () => {
    const one = device('SIM-3500-0042');
    const [objectId, model, serial, life] = await get(one, fleet.community, [
      `${SYSTEM}.2.0`,
      '1.3.6.1.2.1.25.3.2.1.3.1',
      SERIAL,
      LIFE_COUNT,
    ]);
    expect(objectId?.value).toBe('1.3.6.1.4.1.99999.1.3500');
    expect(textOf(model)).toBe('SIM-3500');
    expect(textOf(serial)).toBe('SIM-3500-0042');
    expect(life?.type).toBe(snmp.ObjectType.Counter32);
    expect(Number(life?.value)).toBeGreaterThan(10_000);
  });

  it('can be walked from end to end in order, the same by GETNEXT and by GETBULK', async () => {
    const one = device('SIM-1200-0001');
    const bulk = await walk(one, fleet.community, '1.3.6.1');
    const next = await walk(one, fleet.community, '1.3.6.1', { version: 'v1' });
    const oids = bulk.map(({ oid }) => oid);
    expect(oids.length).toBeGreaterThan(150);
    expect(new Set(oids).size).toBe(oids.length);
    // A Counter64 cannot be carried in v1.
    expect(next.map(({ oid }) => oid)).toEqual(bulk.filter(({ type }) => type !== COUNTER64).map(({ oid }) => oid));
  });

  it('answers a GETBULK with single and repeated columns, up to the end of the view', async () => {
    const one = device('SIM-3500-0001');
    const answers = await getBulk(one, fleet.community, [`${SYSTEM}.3`, `${SIM}.10.1.2`, `${SIM}.13.1.4`], 1, 3);
    // net-snmp hands the repeated columns out one by one.
    expect(answers.map(({ oid }) => oid)).toEqual([
      `${SYSTEM}.3.0`,
      ...[1, 2, 3].map((row) => `${SIM}.10.1.2.${row}`),
      ...[1, 2, 3].map((row) => `${SIM}.13.1.4.${row}`),
    ]);
    const [end] = (await getBulk(one, fleet.community, [`${SIM}.99`], 0, 5)).slice(-1);
    expect(end?.type).toBe(snmp.ObjectType.EndOfMibView);
  });

  it('stops a GETBULK before the answer grows beyond 8 KB', async () => {
    const answers = await getBulk(device('SIM-9100-0001'), fleet.community, ['1.3.6.1'], 0, 5000);
    expect(answers.length).toBeGreaterThan(100);
    expect(answers.length).toBeLessThan(400);
  });

  it('says for each object it lacks that it has none, or no such instance', async () => {
    const answers = await get(device('SIM-1200-0002'), fleet.community, [
      SERIAL,
      '1.3.6.1.2.1.43.5.1.1.17.9',
      '1.3.6.1.4.1.8072.1.0',
    ]);
    expect(answers.map(({ type }) => type)).toEqual([
      snmp.ObjectType.OctetString,
      snmp.ObjectType.NoSuchInstance,
      snmp.ObjectType.NoSuchObject,
    ]);
  });

  it('fails the whole GET in v1 when one object is missing, and names it', async () => {
    const one = device('SIM-1200-0002');
    await expect(get(one, fleet.community, [SERIAL, `${SIM}.99.0`], { version: 'v1' })).rejects.toMatchObject({
      name: 'RequestFailedError',
      status: snmp.ErrorStatus.NoSuchName,
      message: expect.stringContaining(`${SIM}.99.0`),
    });
    await expect(get(one, fleet.community, [HC_IN_OCTETS], { version: 'v1' })).rejects.toMatchObject({
      status: snmp.ErrorStatus.NoSuchName,
    });
    const [wide] = await get(one, fleet.community, [HC_IN_OCTETS]);
    expect(wide?.type).toBe(snmp.ObjectType.Counter64);
    await expect(getNext(one, fleet.community, [`${SIM}.99`], { version: 'v1' })).rejects.toMatchObject({
      status: snmp.ErrorStatus.NoSuchName,
    });
  });

  it('keeps silent to a wrong community', async () => {
    await expect(get(device('SIM-1200-0002'), 'public', [SERIAL], { timeoutMs: 150 })).rejects.toMatchObject({
      name: 'RequestTimedOutError',
    });
  });

  it('refuses to be written to, and counts the attempt', async () => {
    const one = device('SIM-1200-0002');
    const before = (await fleet.counts()).sets;
    await expect(set(one, fleet.community, `${SYSTEM}.5.0`)).rejects.toMatchObject({
      status: snmp.ErrorStatus.NotWritable,
    });
    await expect(set(one, fleet.community, `${SYSTEM}.5.0`, { version: 'v1' })).rejects.toMatchObject({
      status: snmp.ErrorStatus.NoSuchName,
    });
    expect((await fleet.counts()).sets).toBe(before + 2);
    expect(textOf((await get(one, fleet.community, [`${SYSTEM}.5.0`]))[0])).toMatch(/^mfp-/);
  });

  it('counts every request', async () => {
    const before = await fleet.requests();
    await get(device('SIM-1200-0003'), fleet.community, [SERIAL]);
    await get(device('SIM-1200-0004'), fleet.community, [SERIAL]);
    expect(await fleet.requests()).toBe(before + 2);
  });

  it('says which of its interfaces owns the address it is asked at', async () => {
    const one = device('SIM-1200-0031');
    const [index] = await get(one, fleet.community, [`1.3.6.1.2.1.4.20.1.2.${one.address}`]);
    const answers = await get(one, fleet.community, [
      `1.3.6.1.2.1.2.2.1.5.${String(index?.value)}`,
      `1.3.6.1.2.1.10.7.2.1.19.${String(index?.value)}`,
      `1.3.6.1.2.1.2.2.1.11.${String(index?.value)}`,
      `1.3.6.1.2.1.2.2.1.14.${String(index?.value)}`,
    ]);
    const [speed, duplex, packets, errors] = answers.map(({ value }) => Number(value));
    expect([speed, duplex]).toEqual([100_000_000, 2]);
    expect(((errors ?? 0) / (packets ?? 1)) * 1_000_000).toBeCloseTo(21_000, -2);
  });

  it('gives codes instead of levels where it does not know them', async () => {
    const one = device('SIM-3500-0044');
    const rows = [1, 2, 3, 4].map((row) => `${SUPPLY}.9.1.${row}`);
    expect((await get(one, fleet.community, rows)).map(({ value }) => value)).toEqual([-2, -3, -3, -2]);
  });

  it('gives its hostile name as host name, supply and alert', async () => {
    const one = device('SIM-3500-0013');
    const [name, supply] = await get(one, fleet.community, [`${SYSTEM}.5.0`, `${SUPPLY}.6.1.1`]);
    const alerts = await walk(one, fleet.community, '1.3.6.1.2.1.43.18.1.1.8');
    expect([textOf(name), textOf(supply), textOf(alerts[0])]).toEqual([HOSTILE_NAME, HOSTILE_NAME, HOSTILE_NAME]);
  });

  it('answers with another serial where another machine stands', async () => {
    expect(textOf((await get(device('SIM-3500-0051'), fleet.community, [SERIAL]))[0])).toBe('SIM-3500-9951');
  });
});

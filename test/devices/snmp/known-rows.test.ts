import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../../src/core/ports.ts';
import { Secret } from '../../../src/core/secret.ts';
import { openReader, type ReaderOptions } from '../../../src/devices/open-reader.ts';
import { type Agent, type AgentOptions, startAgent } from '../agent.ts';
import { counter32, integer, octets, TAGS, ticks } from '../ber.ts';
import {
  MAC,
  optionsOf,
  printerObjects,
  requestOf,
  SUPPLIES,
  TONER,
  TOTAL,
  TOTAL_OID,
  TRAY_COUNTS,
  TRAYS,
} from '../printer.ts';
import { valuesOf } from '../reader-contract.ts';

const UPTIME = '1.3.6.1.2.1.1.3.0';
const OBJECT_ID = '1.3.6.1.2.1.1.2.0';
const ALERTS = '1.3.6.1.2.1.43.18.1.1';
const ALERT: Ask = {
  item: 'alerts.active',
  kind: 'state',
  places: [
    {
      kind: 'snmp-table',
      columns: { severity: `${ALERTS}.2`, code: `${ALERTS}.7` },
      value: 'severity',
      part: { key: 'alert-{code}' },
      empty: 'none',
      has: [TOTAL_OID],
      decode: { enum: { '3': 'critical', '4': 'warning' } },
    },
  ],
};
/** So long that a busy machine does not make a request be sent twice. */
const PATIENT = { firstTimeoutMs: 1500, leastTimeoutMs: 1500 };
const WEEK_MS = 7 * 86_400_000;

let agent: Agent;
let reader: Reader;
let now = 1_700_000_000_000;

afterEach(async () => {
  await reader.close();
  await agent.close();
});

async function start(options: Partial<AgentOptions> = {}, readerOptions: Partial<ReaderOptions> = {}): Promise<void> {
  agent = await startAgent({
    objects: { ...printerObjects(), [UPTIME]: ticks(500_000), [OBJECT_ID]: integer(0) },
    ...options,
  });
  reader = openReader({ ...optionsOf(), timing: PATIENT, clock: () => now, ...readerOptions });
}

function read(asks: Ask[], more: Partial<ReadRequest> = {}): Promise<DeviceAnswer> {
  agent.requests.length = 0;
  return reader.read(requestOf(agent.port, asks, more));
}

const tags = (): number[] => agent.requests.map(({ tag }) => tag);
const isWalked = (): boolean => tags().some((tag) => tag !== TAGS.get);
const objects = (): number => new Set(agent.requests.flatMap(({ oids }) => oids)).size;
const trays = ({ readings }: DeviceAnswer): number[] =>
  readings.flatMap(({ item, value }) => (item === TRAYS.item && value.kind === 'number' ? [value.number] : []));

describe('a device whose rows are known', () => {
  it('costs one round trip for each GET, and no walk, for the same values', async () => {
    await start();
    const first = await read([TOTAL, TONER, TRAYS]);
    expect(tags()).toEqual([TAGS.get, TAGS.bulk]);
    const again = await read([TOTAL, TONER, TRAYS]);
    expect(isWalked()).toBe(false);
    expect(agent.requests).toHaveLength(Math.ceil(objects() / 24));
    expect(valuesOf(again.readings)).toEqual(valuesOf(first.readings));
    expect(again.readings.map(({ evidence }) => evidence.at(-1)?.place)).toEqual(
      first.readings.map(({ evidence }) => evidence.at(-1)?.place),
    );
    await read([TOTAL, TONER, TRAYS], { manners: { objects: 60 } });
    expect(tags()).toEqual([TAGS.get]);
  });

  it('gives what the rows say now', async () => {
    await start();
    await read([TRAYS]);
    agent.objects.set(`${TRAY_COUNTS}.2.2`, counter32(2042));
    expect(trays(await read([TRAYS]))).toEqual([1000, 2042, 3000, 4000]);
    expect(isWalked()).toBe(false);
  });

  it('is found to have another tray at once, in the same read', async () => {
    await start();
    await read([TRAYS]);
    agent.objects.set(`${TRAY_COUNTS}.2.5`, counter32(5000));
    expect(trays(await read([TRAYS]))).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(tags()).toEqual([TAGS.get, TAGS.bulk]);
    expect(trays(await read([TRAYS]))).toEqual([1000, 2000, 3000, 4000, 5000]);
    expect(isWalked()).toBe(false);
  });

  it('falls back to the walk within the same read when a row is gone, and loses no other', async () => {
    await start();
    await read([TOTAL, TONER, TRAYS]);
    agent.objects.delete(`${TRAY_COUNTS}.2.3`);
    const answer = await read([TOTAL, TONER, TRAYS]);
    expect(trays(answer)).toEqual([1000, 2000, 4000]);
    expect(valuesOf(answer.readings)).toMatchObject({ 'copies.total': 184_233, 'supply.toner/toner-yellow': 40 });
    expect(agent.requests.filter(({ tag }) => tag === TAGS.bulk).flatMap(({ oids }) => oids)).toEqual([
      `${TRAY_COUNTS}.2`,
    ]);
  });

  it('is walked again after a restart, whatever its rows say', async () => {
    await start();
    await read([TRAYS]);
    agent.objects.set(`${TRAY_COUNTS}.2.9`, counter32(9000));
    now += WEEK_MS / 4;
    agent.objects.set(UPTIME, ticks(500_000 + WEEK_MS / 4 / 10));
    expect(trays(await read([TRAYS]))).toEqual([1000, 2000, 3000, 4000]);
    now += 600_000;
    agent.objects.set(UPTIME, ticks(100));
    expect(trays(await read([TRAYS]))).toEqual([1000, 2000, 3000, 4000, 9000]);
  });

  it('is walked again at every tenth read, and after a week', async () => {
    await start();
    const walks: boolean[] = [];
    for (let n = 0; n < 21; n += 1) {
      await read([TRAYS]);
      walks.push(isWalked());
    }
    expect(walks.flatMap((isOne, n) => (isOne ? [n] : []))).toEqual([0, 10, 20]);
    now += WEEK_MS;
    agent.objects.delete(UPTIME);
    await read([TRAYS]);
    expect(isWalked()).toBe(true);
  });

  it('is walked for the columns that are new, and asked for the others', async () => {
    await start();
    await read([TRAYS]);
    const answer = await read([TRAYS, TONER]);
    expect(answer.readings).toHaveLength(8);
    expect(agent.requests.filter(({ tag }) => tag === TAGS.bulk).flatMap(({ oids }) => oids)).not.toContain(
      `${TRAY_COUNTS}.2`,
    );
  });

  it('is asked for alerts by one walk each time, since they come and go', async () => {
    await start();
    const states = async (): Promise<unknown> =>
      Object.values(valuesOf((await read([TOTAL, ALERT])).readings)).slice(1);
    expect(await states()).toEqual(['none']);
    expect(await states()).toEqual(['none']);
    expect(tags()).toEqual([TAGS.get, TAGS.bulk]);
    for (const [index, severity] of [
      [5, 3],
      [9, 4],
    ] as const) {
      agent.objects.set(`${ALERTS}.2.1.${index}`, integer(severity));
      agent.objects.set(`${ALERTS}.7.1.${index}`, integer(index));
    }
    expect(await states()).toEqual(['critical', 'warning']);
    expect(await states()).toEqual(['critical', 'warning']);
    expect(tags()).toEqual([TAGS.get, TAGS.bulk]);
    agent.objects.delete(`${ALERTS}.2.1.5`);
    agent.objects.delete(`${ALERTS}.7.1.5`);
    expect(await states()).toEqual(['warning']);
  });

  it('is walked for a long table, which takes fewer requests so', async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 40 }, (_none, n) => [`${TRAY_COUNTS}.2.${n + 1}`, counter32(n)]),
    );
    await start({ objects: { ...printerObjects(), ...rows } });
    await read([TRAYS]);
    expect(trays(await read([TRAYS]))).toHaveLength(40);
    expect(isWalked()).toBe(true);
  });

  it('finds a table that was empty before after ten minutes', async () => {
    await start();
    for (let n = 1; n <= 4; n += 1) agent.objects.delete(`${TRAY_COUNTS}.2.${n}`);
    expect(trays(await read([TRAYS]))).toEqual([]);
    await read([TRAYS]);
    expect(isWalked()).toBe(false);
    agent.objects.set(`${TRAY_COUNTS}.2.1`, counter32(10));
    now += 600_000;
    agent.objects.set(UPTIME, ticks(560_000));
    expect(trays(await read([TRAYS]))).toEqual([10]);
  });

  it('does not take a table that was cut short for known', async () => {
    let isMute = true;
    await start({ fault: ({ tag }) => (isMute && tag === TAGS.bulk ? { kind: 'lose' } : undefined) });
    await read([TOTAL, TRAYS], { deadlineMs: 300 });
    isMute = false;
    expect(trays(await read([TOTAL, TRAYS]))).toEqual([1000, 2000, 3000, 4000]);
    expect(isWalked()).toBe(true);
  });

  it('says why rows are absent when it falls silent, and keeps the tables that came', async () => {
    let isMute = false;
    await start({
      fault: ({ oids }) => (isMute && oids.every((oid) => oid.startsWith(SUPPLIES)) ? { kind: 'lose' } : undefined),
    });
    await read([TRAYS, TONER], { manners: { objects: 10 } });
    isMute = true;
    const answer = await read([TRAYS, TONER], { manners: { objects: 10 }, deadlineMs: 500 });
    expect(trays(answer)).toEqual([1000, 2000, 3000, 4000]);
    expect(answer.readings.at(-1)?.value).toEqual({ kind: 'absent', reason: 'timeout' });
  });

  it('is not asked again for the row after the last one when it fails the whole request for it', async () => {
    await start({
      fault: ({ oids, tag }) => {
        const at = oids.indexOf(`${TRAY_COUNTS}.2.5`);
        return tag === TAGS.get && at >= 0 ? { kind: 'error', status: 2, index: at + 1 } : undefined;
      },
    });
    await read([TRAYS]);
    expect(trays(await read([TRAYS]))).toEqual([1000, 2000, 3000, 4000]);
    expect(agent.requests).toHaveLength(2);
    expect(trays(await read([TRAYS]))).toEqual([1000, 2000, 3000, 4000]);
    expect(agent.requests).toHaveLength(1);
  });

  it('costs one round trip in version 1 as well, and finds a new tray by the tenth read', async () => {
    const credentials = { default: { version: '1' as const, community: new Secret('public') } };
    await start({}, { credentials });
    await read([TOTAL, TRAYS]);
    expect(trays(await read([TOTAL, TRAYS]))).toEqual([1000, 2000, 3000, 4000]);
    expect(tags()).toEqual([TAGS.get]);
    agent.objects.set(`${TRAY_COUNTS}.2.5`, counter32(5000));
    let found: number[] = [];
    for (let n = 0; n < 9; n += 1) found = trays(await read([TOTAL, TRAYS]));
    expect(found).toEqual([1000, 2000, 3000, 4000, 5000]);
  });

  it('keeps a row that cannot be read as what it is', async () => {
    await start();
    await read([TRAYS]);
    agent.objects.set(`${TRAY_COUNTS}.2.2`, octets('two thousand'));
    const answer = await read([TRAYS]);
    expect(answer.readings.map(({ value }) => value.kind)).toEqual(['number', 'absent', 'number', 'number']);
    expect(answer.readings[1]?.evidence.at(-1)?.raw).toContain('two thousand');
  });

  it('is asked at once for what it came to need: its own interface, and the places behind those it does not offer', async () => {
    const total: Ask = {
      ...TOTAL,
      places: [{ kind: 'snmp-get', oid: '1.3.6.1.4.1.7.1.0', decode: {} }, ...TRAYS.places, ...TOTAL.places],
    };
    const instead: Ask = {
      ...TRAYS,
      places: [{ kind: 'snmp-get', oid: '1.3.6.1.4.1.7.2.0', decode: {} }, ...TRAYS.places],
    };
    await start();
    const first = await read([TOTAL, MAC, instead]);
    expect(agent.requests.length).toBeGreaterThan(2);
    const again = await read([TOTAL, MAC, instead]);
    expect(agent.requests).toHaveLength(1);
    expect(valuesOf(again.readings)).toEqual(valuesOf(first.readings));
    expect(again.readings.map(({ evidence }) => evidence.map(({ raw }) => raw))).toEqual(
      first.readings.map(({ evidence }) => evidence.map(({ raw }) => raw)),
    );
    await read([total]);
    expect(trays(await read([total, instead]))).toEqual([1000, 2000, 3000, 4000]);
    expect(agent.requests).toHaveLength(1);
  });

  it('is asked for its other interface when that owns the address now', async () => {
    await start();
    await read([MAC]);
    agent.objects.set('1.3.6.1.2.1.4.20.1.2.127.0.0.1', integer(3));
    agent.objects.set('1.3.6.1.2.1.2.2.1.6.3', octets(Buffer.from([0, 0x1b, 0xa9, 1, 2, 3])));
    expect(valuesOf((await read([MAC])).readings)).toEqual({ 'network.mac': '00:1b:a9:01:02:03' });
    expect(valuesOf((await read([MAC])).readings)).toEqual({ 'network.mac': '00:1b:a9:01:02:03' });
    expect(agent.requests).toHaveLength(1);
  });
});

describe('objects over which a device of version 1 fails its requests', () => {
  const credentials = { default: { version: '1' as const, community: new Secret('public') } };
  const lacked = Array.from({ length: 5 }, (_none, n) => `1.3.6.1.4.1.99999.2.77.${n}.0`);
  const ASKS: Ask[] = [
    TOTAL,
    ...lacked.map((oid): Ask => ({ item: oid, kind: 'number', places: [{ kind: 'snmp-get', oid, decode: {} }] })),
  ];
  const raws = ({ readings }: DeviceAnswer): (string | undefined)[] =>
    readings.slice(1).map(({ evidence }) => evidence[0]?.raw);

  it('are not asked again: the next read takes no more requests than its objects fill, and says when it was told', async () => {
    await start({}, { credentials });
    const told = new Date(now).toISOString();
    expect(raws(await read(ASKS))).toEqual(lacked.map(() => 'noSuchName'));
    expect(agent.requests.length).toBe(1 + lacked.length);
    now += 5000;
    const again = await read(ASKS);
    expect(agent.requests).toHaveLength(1);
    expect(valuesOf(again.readings)).toEqual({
      'copies.total': 184_233,
      ...Object.fromEntries(lacked.map((oid) => [oid, 'unsupported'])),
    });
    expect(raws(again)).toEqual(lacked.map(() => `noSuchName at ${told}, not asked again since`));
    expect(again.readings.at(-1)?.at).toBe(Date.parse(told));
  });

  it('are asked again at every tenth read, and at once after a restart', async () => {
    await start({}, { credentials });
    for (let n = 0; n < 3; n += 1) await read(ASKS);
    const [first = '', second = ''] = lacked;
    agent.objects.set(first, integer(7));
    expect(valuesOf((await read(ASKS)).readings)[first]).toBe('unsupported');
    for (let n = 4; n < 10; n += 1) await read(ASKS);
    expect(valuesOf((await read(ASKS)).readings)[first]).toBe(7);
    agent.objects.set(second, integer(8));
    now += 600_000;
    agent.objects.set(UPTIME, ticks(100));
    expect(valuesOf((await read(ASKS)).readings)[second]).toBe(8);
  });
});

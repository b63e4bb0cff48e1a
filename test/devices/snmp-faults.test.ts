import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import { openReader, type ReaderOptions } from '../../src/devices/open-reader.ts';
import { type Agent, type AgentOptions, startAgent } from './agent.ts';
import { counter32, counter64, integer, octets, oidValue, TAGS, ticks } from './ber.ts';
import {
  MAC,
  optionsOf,
  printerObjects,
  requestOf,
  SERIAL_OID,
  TONER,
  TOTAL,
  TOTAL_OID,
  TRAY_COUNTS,
  TRAYS,
} from './printer.ts';
import { valuesOf } from './reader-contract.ts';

let agent: Agent;
let reader: Reader;

afterEach(async () => {
  await reader.close();
  await agent.close();
});

async function readFrom(
  options: Partial<AgentOptions>,
  asks: Ask[],
  more: Partial<ReadRequest> = {},
  readerOptions: ReaderOptions = optionsOf(),
): Promise<DeviceAnswer> {
  agent = await startAgent({ objects: printerObjects(), ...options });
  reader = openReader(readerOptions);
  return await reader.read(requestOf(agent.port, asks, more));
}

const ALL_TRAYS = {
  'copies.by-feed-stage/tray-1': 1000,
  'copies.by-feed-stage/tray-2': 2000,
  'copies.by-feed-stage/tray-3': 3000,
  'copies.by-feed-stage/tray-4': 4000,
};
const ALL_TONER = {
  'supply.toner/toner-black': 10,
  'supply.toner/toner-cyan': 20,
  'supply.toner/toner-magenta': 30,
  'supply.toner/toner-yellow': 40,
};

function scalar(item: string, oids: string[], kind: Ask['kind'] = 'number'): Ask {
  return { item, kind, places: oids.map((oid) => ({ kind: 'snmp-get', oid, decode: {} })) };
}

describe('answers that do not come as they should', () => {
  it('asks again when a request or an answer is lost', async () => {
    const answer = await readFrom({ fault: (_request, n) => (n % 2 === 0 ? { kind: 'lose' } : undefined) }, [
      TOTAL,
      TRAYS,
    ]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233, ...ALL_TRAYS });
  });

  it('counts an answer to an earlier try that comes after the next was sent', async () => {
    const answer = await readFrom(
      { fault: (_request, n) => (n === 0 ? { kind: 'delay', ms: 150 } : { kind: 'lose' }) },
      [TOTAL],
    );
    expect(answer.outcome.kind).toBe('answered');
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233 });
    expect(agent.requests.length).toBeGreaterThan(1);
  });

  it('takes an answer that comes twice for one', async () => {
    const answer = await readFrom({ fault: () => ({ kind: 'duplicate' }) }, [TOTAL, TONER, TRAYS]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233, ...ALL_TONER, ...ALL_TRAYS });
  });

  it('asks again at once when an answer is damaged on the way', async () => {
    const answer = await readFrom({ fault: (_request, n) => (n < 2 ? { kind: 'garble' } : undefined) }, [TOTAL]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233 });
  });

  it('says malformed when nothing but garbage comes', async () => {
    const answer = await readFrom({ fault: () => ({ kind: 'garble' }) }, [TOTAL]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'malformed' });
    expect(answer.readings[0]?.evidence[0]?.raw).toBe('an answer that cannot be read');
  });

  it('reads the others when one object spoils the whole answer', async () => {
    const spoilt = { tag: 2, octets: Buffer.alloc(0) };
    const answer = await readFrom({ objects: { ...printerObjects(), '1.3.6.1.4.1.99999.2.1.0': spoilt } }, [
      TOTAL,
      scalar('bad', ['1.3.6.1.4.1.99999.2.1.0']),
      MAC,
    ]);
    expect(valuesOf(answer.readings)).toEqual({
      'copies.total': 184_233,
      bad: 'malformed',
      'network.mac': '00:1b:a9:01:02:ff',
    });
  });

  it('hears nobody but the address and port it asked', async () => {
    const answer = await readFrom({ fault: () => ({ kind: 'other-port' }) }, [TOTAL], { deadlineMs: 250 });
    expect(answer.outcome.kind).toBe('silent');
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'timeout' });
  });

  it('does not take the value of another object for the one it asked', async () => {
    const answer = await readFrom(
      {
        fault: (request) =>
          request.oids.includes(TOTAL_OID) ? { kind: 'other-oid', oid: '1.3.6.1.2.1.1.3.0' } : undefined,
      },
      [TOTAL, MAC],
    );
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'malformed', 'network.mac': '00:1b:a9:01:02:ff' });
    expect(answer.readings[0]?.evidence[0]?.raw).toBe('an answer about 1.3.6.1.2.1.1.3.0');
  });

  it('knows at once when nothing listens', async () => {
    agent = await startAgent({ objects: {} });
    reader = openReader(optionsOf());
    const gone = await startAgent({ objects: {} });
    await gone.close();
    const answer = await reader.read(requestOf(gone.port, [TOTAL], { deadlineMs: 10_000 }));
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'unreachable' });
    expect(answer.readings[0]?.evidence[0]?.raw).toBe(`nothing listens on UDP port ${gone.port} (ECONNREFUSED)`);
    expect(answer.outcome.kind === 'silent' && answer.outcome.tried).toContain('ECONNREFUSED');
  });

  it('says so when the address is a name that does not exist', async () => {
    const device = { serial: 'X1', model: 'M', customer: 'C', address: 'no-such-printer.invalid' };
    const answer = await readFrom({}, [TOTAL], { device });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'unreachable' });
  });

  it('says which credential is missing', async () => {
    const device = { ...requestOf(1, []).device, credential: 'site-9' };
    const answer = await readFrom({}, [TOTAL], { device });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'refused' });
    expect(answer.outcome).toEqual({
      kind: 'refused',
      said: 'SNMP: no credential "site-9" is configured, so it was not asked',
    });
    expect(agent.requests).toEqual([]);
  });

  it('gives what came before the deadline when the device falls silent half-way', async () => {
    const answer = await readFrom(
      { fault: (request) => (request.tag === TAGS.get ? undefined : { kind: 'lose' }) },
      [TOTAL, TRAYS],
      { deadlineMs: 500 },
    );
    expect(answer.outcome.kind).toBe('answered');
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233, 'copies.by-feed-stage': 'timeout' });
  });

  it('gets past an object that makes the device fall silent', async () => {
    const answer = await readFrom(
      { fault: (request) => (request.oids.includes('1.3.6.1.4.1.99999.2.9.0') ? { kind: 'lose' } : undefined) },
      [TOTAL, scalar('deadly', ['1.3.6.1.4.1.99999.2.9.0']), MAC],
      { deadlineMs: 5000 },
    );
    expect(valuesOf(answer.readings)).toEqual({
      'copies.total': 184_233,
      deadly: 'timeout',
      'network.mac': '00:1b:a9:01:02:ff',
    });
  });

  it('keeps one request in flight when a device is read twice at once', async () => {
    let inFlight = 0;
    let most = 0;
    agent = await startAgent({
      objects: printerObjects(),
      latencyMs: 15,
      fault: () => {
        inFlight += 1;
        most = Math.max(most, inFlight);
        setTimeout(() => (inFlight -= 1), 8);
        return undefined;
      },
    });
    // So long that a busy machine does not make a request be sent twice.
    reader = openReader({ ...optionsOf(), timing: { firstTimeoutMs: 1500, leastTimeoutMs: 1500 } });
    const asked = [[TOTAL, TRAYS], [TRAYS, TOTAL], [TOTAL, TRAYS], [TOTAL]];
    const answers = await Promise.all(asked.map((asks) => reader.read(requestOf(agent.port, asks))));
    expect(answers.map((answer) => answer.readings.length)).toEqual([5, 5, 5, 1]);
    expect(most).toBe(1);
  });
});

describe('agents of version 1', () => {
  it('falls back to version 1 when 2c stays silent, and remembers it', async () => {
    const missing = scalar('missing', ['1.3.6.1.4.1.99999.2.77.0', TOTAL_OID]);
    const answer = await readFrom({ versions: [0] }, [TOTAL, missing, TONER, TRAYS, MAC]);
    const expected = {
      'copies.total': 184_233,
      missing: 184_233,
      ...ALL_TONER,
      ...ALL_TRAYS,
      'network.mac': '00:1b:a9:01:02:ff',
    };
    expect(valuesOf(answer.readings)).toEqual(expected);
    expect(answer.readings[1]?.evidence.map((each) => each.raw)).toEqual(['noSuchName', 'Counter32 184233']);
    const before = agent.requests.length;
    const again = await reader.read(requestOf(agent.port, [TOTAL, missing, TONER, TRAYS, MAC]));
    expect(valuesOf(again.readings)).toEqual(expected);
    expect(agent.requests.slice(before).map((request) => request.version)).not.toContain(1);
  });

  it('never sends GETBULK in version 1', async () => {
    const options = {
      ...optionsOf(),
      credentials: { default: { version: '1' as const, community: new Secret('public') } },
    };
    const answer = await readFrom({}, [TRAYS], {}, options);
    expect(valuesOf(answer.readings)).toEqual(ALL_TRAYS);
    expect(new Set(agent.requests.map((request) => request.version))).toEqual(new Set([0]));
    expect(agent.requests.map((request) => request.tag)).not.toContain(TAGS.bulk);
  });

  it('goes back to 2c when its first packets were only lost', async () => {
    const answer = await readFrom({ fault: (_request, n) => (n < 2 ? { kind: 'lose' } : undefined) }, [TOTAL, TRAYS]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233, ...ALL_TRAYS });
    expect(agent.requests.at(-1)?.tag).toBe(TAGS.bulk);
  });
});

describe('agents with limits', () => {
  it('halves a request that is too big, and remembers the size', async () => {
    const oids = Array.from({ length: 30 }, (_none, n) => `1.3.6.1.4.1.99999.2.5.${n + 1}.0`);
    const objects = { ...printerObjects(), ...Object.fromEntries(oids.map((oid, n) => [oid, integer(n)])) };
    const asks = oids.map((oid, n) => scalar(`item-${n}`, [oid]));
    const answer = await readFrom({ objects, mostVarbinds: 5 }, asks);
    expect(Object.values(valuesOf(answer.readings))).toEqual(oids.map((_oid, n) => n));
    const before = agent.requests.length;
    await reader.read(requestOf(agent.port, asks));
    expect(Math.max(...agent.requests.slice(before).map((request) => request.oids.length))).toBeLessThanOrEqual(5);
  });

  it('goes on where an answer to GETBULK was cut short', async () => {
    const answer = await readFrom({ cutAfter: 3 }, [TONER, TRAYS]);
    expect(valuesOf(answer.readings)).toEqual({ ...ALL_TONER, ...ALL_TRAYS });
  });

  it('ends a walk that runs in circles', async () => {
    const answer = await readFrom({ loopAt: TRAY_COUNTS }, [TRAYS]);
    expect(valuesOf(answer.readings)).toEqual(ALL_TRAYS);
    expect(agent.requests.length).toBeLessThan(6);
  });

  it('ends a table that has no end', async () => {
    const rows = Object.fromEntries(
      Array.from({ length: 400 }, (_none, n) => [`${TRAY_COUNTS}.2.${n + 1}`, counter32(n)]),
    );
    const answer = await readFrom({ objects: { ...printerObjects(), ...rows } }, [TRAYS]);
    expect(answer.readings).toHaveLength(256);
  });

  it('leaves out the object that an error blames', async () => {
    const bad = '1.3.6.1.4.1.99999.2.6.0';
    const answer = await readFrom(
      {
        fault: (request) =>
          request.oids.includes(bad) ? { kind: 'error', status: 5, index: request.oids.indexOf(bad) + 1 } : undefined,
      },
      [TOTAL, scalar('broken', [bad])],
    );
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233, broken: 'malformed' });
    expect(answer.readings[1]?.evidence[0]?.raw).toBe('the device answered with error 5 (genErr)');
  });

  it('finds the object to blame when an error names none', async () => {
    const bad = '1.3.6.1.4.1.99999.2.6.0';
    const answer = await readFrom(
      { fault: (request) => (request.oids.includes(bad) ? { kind: 'error', status: 16 } : undefined) },
      [TOTAL, scalar('hidden', [bad]), MAC],
    );
    expect(valuesOf(answer.readings)).toEqual({
      'copies.total': 184_233,
      hidden: 'refused',
      'network.mac': '00:1b:a9:01:02:ff',
    });
  });
});

describe('places', () => {
  it('tries the next place when an object is not offered, and lists both', async () => {
    const answer = await readFrom({}, [
      scalar('copies.total', ['1.3.6.1.4.1.7.1.0', '1.3.6.1.2.1.43.10.2.1.4.1.9', TOTAL_OID]),
    ]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233 });
    expect(answer.readings[0]?.evidence.map((each) => each.raw)).toEqual([
      'noSuchObject',
      'noSuchInstance',
      'Counter32 184233',
    ]);
  });

  it('is unsupported when no place is offered', async () => {
    const answer = await readFrom({}, [scalar('drum.life', ['1.3.6.1.4.1.7.1.0', '1.3.6.1.4.1.7.2.0'])]);
    expect(valuesOf(answer.readings)).toEqual({ 'drum.life': 'unsupported' });
    expect(answer.readings[0]?.evidence).toHaveLength(2);
  });

  it('tries the next place when the first knows no value, and keeps what was said when none does', async () => {
    const speed = (second: string): Ask => ({
      item: 'network.link-speed',
      kind: 'number',
      places: [
        { kind: 'snmp-get', oid: '1.3.6.1.4.1.99999.2.8.1', decode: { sentinels: { '0': 'unknown' } } },
        { kind: 'snmp-get', oid: second, decode: {} },
      ],
    });
    const objects = {
      ...printerObjects(),
      '1.3.6.1.4.1.99999.2.8.1': integer(0),
      '1.3.6.1.4.1.99999.2.8.2': integer(1000),
    };
    const asks = [speed('1.3.6.1.4.1.99999.2.8.2'), { ...speed('1.3.6.1.4.1.7.7.7'), item: 'other' }];
    const answer = await readFrom({ objects }, asks);
    expect(valuesOf(answer.readings)).toEqual({ 'network.link-speed': 1000, other: 'unknown' });
    expect(answer.readings[1]?.evidence.map((each) => each.raw)).toEqual(['noSuchObject', 'Integer 0']);
  });

  it('asks the interface that owns the address, and says so when none does', async () => {
    const objects = printerObjects();
    delete objects['1.3.6.1.2.1.4.20.1.2.127.0.0.1'];
    const answer = await readFrom({ objects }, [MAC]);
    expect(valuesOf(answer.readings)).toEqual({ 'network.mac': 'unsupported' });
    expect(answer.readings[0]?.evidence[0]).toMatchObject({
      place: '1.3.6.1.2.1.4.20.1.2.127.0.0.1',
      raw: 'noSuchObject',
    });
  });

  it('keeps the raw answer of every type as text, and octets that are none in hexadecimal', async () => {
    const base = '1.3.6.1.4.1.99999.2.4';
    const objects = {
      ...printerObjects(),
      [`${base}.1`]: counter64(18_446_744_073_709_551_615n),
      [`${base}.2`]: ticks(4_294_967_295),
      [`${base}.3`]: oidValue('1.3.6.1.4.1.99999.1.3500'),
      [`${base}.4`]: octets(Buffer.from([0x01, 0x15, 0x56, 0xe9, 0x0d, 0x0a, 0x22])),
      [`${base}.5`]: octets('粉盒 <!channel>'),
      [`${base}.6`]: integer(-2_147_483_648),
    };
    const asks = [1, 2, 3, 4, 5, 6].map((n) => scalar(`item-${n}`, [`${base}.${n}`], 'text'));
    const answer = await readFrom({ objects }, asks);
    expect(answer.readings.map((reading) => reading.evidence[0]?.raw)).toEqual([
      'Counter64 18446744073709551615',
      'TimeTicks 4294967295',
      'OID 1.3.6.1.4.1.99999.1.3500',
      'OctetString 0x011556e90d0a22',
      'OctetString "粉盒 <!channel>"',
      'Integer -2147483648',
    ]);
    expect(Object.values(valuesOf(answer.readings))).toEqual([
      '18446744073709551615',
      '4294967295',
      '1.3.6.1.4.1.99999.1.3500',
      'Vé "',
      '粉盒 <!channel>',
      '-2147483648',
    ]);
  });

  it('takes the serial from the first place that says one', async () => {
    const identity = {
      serial: [
        { kind: 'snmp-get' as const, oid: '1.3.6.1.4.1.7.7.7', decode: {} },
        { kind: 'snmp-get' as const, oid: '1.3.6.1.4.1.99999.2.4.1', decode: {} },
        { kind: 'snmp-get' as const, oid: SERIAL_OID, decode: {} },
      ],
      model: [],
    };
    const objects = { ...printerObjects(), '1.3.6.1.4.1.99999.2.4.1': octets('  \0\0') };
    const answer = await readFrom({ objects }, [TOTAL], { identity });
    expect([answer.saidSerial, answer.saidModel]).toEqual(['SIM-3500-0042', undefined]);
  });
});

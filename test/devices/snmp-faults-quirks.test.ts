import { afterEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import { Secret } from '../../src/core/secret.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { type Agent, type AgentOptions, startAgent } from './agent.ts';
import { integer, octets } from './ber.ts';
import { MAC, optionsOf, printerObjects, requestOf, TOTAL, TOTAL_OID, TRAY_COUNTS, TRAYS } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

const BAD_OID = '1.3.6.1.4.1.99999.2.1.0';
const MAC_TEXT = '00:1b:a9:01:02:ff';

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
): Promise<DeviceAnswer> {
  agent = await startAgent({ objects: printerObjects(), ...options });
  reader = openReader(optionsOf());
  return await reader.read(requestOf(agent.port, asks, more));
}

function scalar(item: string, oid: string, kind: Ask['kind'] = 'number'): Ask {
  return { item, kind, places: [{ kind: 'snmp-get', oid, decode: {} }] };
}

/** One test for each row of quirks.md, section E: what net-snmp does with bad answers, and what we do. */
describe('what breaks net-snmp', () => {
  it('row 1: a garbage datagram does not end the process, and a zero-length integer costs its own object alone', async () => {
    const objects = { ...printerObjects(), [BAD_OID]: { tag: 2, octets: Buffer.alloc(0) } };
    const fault: AgentOptions['fault'] = (_request, n) => (n === 0 ? { kind: 'garble' } : undefined);
    const answer = await readFrom({ objects, fault }, [TOTAL, scalar('bad', BAD_OID), MAC]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 184_233, bad: 'malformed', 'network.mac': MAC_TEXT });
    expect(agent.requests.at(-1)?.oids).not.toEqual(agent.requests[0]?.oids);
  });

  it('row 2: the right request id from another address is no answer', async () => {
    const answer = await readFrom({ fault: () => ({ kind: 'other-port' }) }, [TOTAL], { deadlineMs: 300 });
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'timeout' });
  });

  it('row 3: an answer about another OID is not taken for the one asked', async () => {
    const fault: AgentOptions['fault'] = (request) =>
      request.oids.includes(TOTAL_OID) ? { kind: 'other-oid', oid: '1.3.6.1.2.1.1.3.0' } : undefined;
    const answer = await readFrom({ fault }, [TOTAL]);
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'malformed' });
  });

  it('row 4: tooBig halves the request and is remembered', async () => {
    const oids = Array.from({ length: 20 }, (_none, n) => `1.3.6.1.4.1.99999.2.5.${n + 1}.0`);
    const objects = { ...printerObjects(), ...Object.fromEntries(oids.map((oid, n) => [oid, integer(n)])) };
    const asks = oids.map((oid, n) => scalar(`item-${n}`, oid));
    const answer = await readFrom({ objects, mostVarbinds: 6 }, asks);
    expect(Object.values(valuesOf(answer.readings))).toEqual(oids.map((_oid, n) => n));
    const before = agent.requests.length;
    await reader.read(requestOf(agent.port, asks));
    expect(agent.requests.slice(before).every((request) => request.oids.length <= 6)).toBe(true);
  });

  it('row 5: OIDs that do not increase end a walk', async () => {
    const answer = await readFrom({ loopAt: TRAY_COUNTS }, [TRAYS]);
    expect(answer.readings).toHaveLength(4);
    expect(agent.requests.length).toBeLessThan(6);
  });

  it('row 6: a closed port is noticed at once', async () => {
    await readFrom({}, [TOTAL]);
    const gone = await startAgent({ objects: {} });
    await gone.close();
    const started = performance.now();
    const answer = await reader.read(requestOf(gone.port, [TOTAL], { deadlineMs: 20_000 }));
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'unreachable' });
    expect(answer.readings[0]?.evidence[0]?.raw).toContain('ECONNREFUSED');
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it('row 7: requests of many reads at once never share an answer, whatever their ids', async () => {
    const names = Array.from({ length: 40 }, (_none, n) => `1.3.6.1.4.1.99999.2.6.${n + 1}.0`);
    const objects = { ...printerObjects(), ...Object.fromEntries(names.map((oid, n) => [oid, integer(n)])) };
    await readFrom({ objects, latencyMs: 2 }, [TOTAL]);
    const answers = await Promise.all(
      names.map(
        async (oid, n) => await reader.read(requestOf(agent.port, [scalar(`item-${n}`, oid)], { deadlineMs: 8000 })),
      ),
    );
    expect(answers.map((answer) => Object.values(valuesOf(answer.readings))[0])).toEqual(names.map((_oid, n) => n));
  });

  it('row 8: a dead device costs the deadline of the claim and no more', async () => {
    const started = performance.now();
    const answer = await readFrom({ versions: [] }, [TOTAL, TRAYS], { deadlineMs: 500 });
    expect(performance.now() - started).toBeLessThan(2500);
    expect(answer.outcome.kind).toBe('silent');
    expect(agent.requests.length).toBeGreaterThan(2);
  });
});

describe('answers of a stranger', () => {
  it('with another community are not believed, and what is said of them never holds ours', async () => {
    const fault: AgentOptions['fault'] = (request) => {
      request.community = 'theirs';
      return undefined;
    };
    agent = await startAgent({ objects: printerObjects(), community: 'our-own-secret', fault });
    reader = openReader({
      ...optionsOf(),
      credentials: { default: { version: '2c', community: new Secret('our-own-secret') } },
    });
    const answer = await reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 600 }));
    expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'malformed' });
    expect(JSON.stringify(answer)).not.toContain('our-own-secret');
  });

  it('that are as long as a datagram can be are cut to what can be shown', async () => {
    const objects = { ...printerObjects(), [BAD_OID]: octets('x'.repeat(60_000)) };
    const answer = await readFrom({ objects }, [scalar('long', BAD_OID, 'text'), TOTAL]);
    const { value, evidence } = answer.readings[0] ?? {};
    expect(value?.kind === 'text' ? value.text.length : 0).toBe(255);
    expect(evidence?.[0]?.raw.length).toBeLessThan(400);
    expect(valuesOf(answer.readings)['copies.total']).toBe(184_233);
  });
});

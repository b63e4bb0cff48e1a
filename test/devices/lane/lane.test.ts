import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../../src/core/ports.ts';
import type { Reading } from '../../../src/core/reading.ts';
import { openReader } from '../../../src/devices/open-reader.ts';
import { openWorkerReader } from '../../../src/devices/worker/open-worker-reader.ts';
import { type Agent, type Fault, startAgent } from '../agent.ts';
import { type AgentRequest, counter32, type Encoded, integer, NO_SUCH_INSTANCE, octets, ticks } from '../ber.ts';
import {
  IDENTITY,
  MAC,
  optionsOf,
  printerObjects,
  requestOf,
  SERIAL_OID,
  TONER,
  TOTAL,
  TOTAL_OID,
  TRAYS,
} from '../printer.ts';

const NAME_OID = '1.3.6.1.2.1.1.5.0';
const STATUS_OID = '1.3.6.1.2.1.25.3.2.1.5.1';
const NAME: Ask = { item: 'network.name', kind: 'text', places: [{ kind: 'snmp-get', oid: NAME_OID, decode: {} }] };
const STATUS: Ask = {
  item: 'device.status',
  kind: 'state',
  places: [{ kind: 'snmp-get', oid: STATUS_OID, decode: { enum: { 2: 'running', 3: 'warning' } } }],
};
const hasIpv6 = Object.values(networkInterfaces()).some((own) => own?.some(({ address }) => address === '::1'));
const PLAIN = [TOTAL, NAME, STATUS];

describe.each([
  ['in the caller thread', openReader],
  ['behind messages', openWorkerReader],
])('%s', (_name, open) => {
  let agent: Agent;
  let reader: Reader;
  let fault: ((request: AgentRequest, n: number) => Fault | undefined) | undefined;

  beforeEach(async () => {
    fault = undefined;
    const objects = { ...printerObjects(), [NAME_OID]: octets('copier "7"'), [STATUS_OID]: integer(2) };
    agent = await startAgent({ objects, fault: (request, n) => fault?.(request, n) });
    reader = open({ ...optionsOf(), timing: { firstTimeoutMs: 400, leastTimeoutMs: 400, mostTimeoutMs: 400 } });
  });
  afterEach(async () => {
    await reader.close();
    await agent.close();
  });

  // Each claim plans its questions anew.
  const read = (asks: Ask[] = structuredClone(PLAIN), more = {}): Promise<DeviceAnswer> =>
    reader.read(requestOf(agent.port, asks, more));

  /** A device that is known so well that the next read of it is for the lane. */
  async function known(asks: Ask[] = PLAIN): Promise<DeviceAnswer> {
    await read(asks);
    return await read(asks);
  }

  /** A reading without its times, which no two reads share. */
  function timeless(readings: Reading[]): unknown {
    return readings.map(({ at: _at, evidence, ...reading }) => ({
      ...reading,
      evidence: evidence.map(({ at: _evidenceAt, tookMs: _tookMs, ...rest }) => rest),
    }));
  }

  function withoutTimes({ readings, ...answer }: DeviceAnswer): unknown {
    return { ...answer, readings: timeless(readings) };
  }

  describe('a device that is known', () => {
    it('is asked by one request over a socket that is kept, and says the same as when it was met', async () => {
      const met = await read();
      const before = agent.requests.length;
      const answers = [await read(), await read()];
      for (const answer of answers) expect(withoutTimes(answer)).toEqual(withoutTimes(met));
      const requests = agent.requests.slice(before);
      expect(requests).toHaveLength(2);
      expect(new Set(requests.map(({ from }) => from)).size).toBe(1);
      expect(requests[0]?.from).not.toBe(agent.requests[0]?.from);
      expect(requests[0]?.id).not.toBe(requests[1]?.id);
    });

    it('says what it says now, not what it said before', async () => {
      await known();
      agent.objects.set(TOTAL_OID, counter32(4_294_967_295));
      agent.objects.set(STATUS_OID, integer(9));
      const { readings } = await read();
      expect(readings.map(({ value }) => value)).toEqual([
        { kind: 'number', number: 4_294_967_295, unit: 'impressions' },
        { kind: 'text', text: 'copier "7"' },
        { kind: 'state', state: 'unlisted (9)' },
      ]);
      expect(readings.map(({ evidence }) => evidence.map(({ raw }) => raw))).toEqual([
        ['Counter32 4294967295'],
        ['OctetString "copier \\"7\\""'],
        ['Integer 9'],
      ]);
    });

    it('tells its readings once, and gives the same as the answer', async () => {
      await known();
      const told: Reading[][] = [];
      const { readings } = await read(PLAIN, { onReadings: (news: Reading[]) => told.push(news) });
      expect(told).toEqual([readings]);
    });

    it('is not read another way at every tenth read, when it has no tables to look over', async () => {
      await known();
      const before = agent.requests.length;
      for (let n = 0; n < 22; n += 1) expect((await read()).outcome).toEqual({ kind: 'answered' });
      const requests = agent.requests.slice(before);
      expect(requests).toHaveLength(22);
      expect(new Set(requests.map(({ from }) => from)).size).toBe(1);
    });

    it('is read with its tables as it was when they were walked', async () => {
      const asks = [TOTAL, TONER, TRAYS, MAC];
      const met = await read(asks);
      const again = [await read(asks), await read(asks), await read(asks)];
      for (const answer of again) expect(withoutTimes(answer)).toEqual(withoutTimes(met));
    });
  });

  describe('what is not as it was', () => {
    it.each<[string, string, Encoded]>([
      ['is gone', TOTAL_OID, NO_SUCH_INSTANCE],
      ['is empty', NAME_OID, octets('')],
      ['is below zero', TOTAL_OID, integer(-1)],
      ['is of another type', STATUS_OID, ticks(77)],
      ['is a text beyond ASCII', NAME_OID, octets('Büro')],
      ['is a text in no character set', NAME_OID, octets(Buffer.from([0x42, 0xfc, 0x72, 0x6f]))],
      ['is longer than a text may be', NAME_OID, octets('x'.repeat(300))],
    ])('is read as by who meets it: an object that %s', async (_what, oid, value) => {
      await known();
      agent.objects.set(oid, value);
      if (value === NO_SUCH_INSTANCE) agent.objects.delete(oid);
      const answer = await read();
      const fresh = openReader(optionsOf());
      const met = await fresh.read(requestOf(agent.port, PLAIN));
      await fresh.close();
      expect(withoutTimes(answer)).toEqual(withoutTimes(met));
    });

    it('is another device at the same address: nothing it says is taken', async () => {
      await known();
      agent.objects.set(SERIAL_OID, octets('OTHER-1'));
      const answer = await read();
      expect(answer.outcome).toEqual({ kind: 'wrong-device', said: 'OTHER-1' });
      expect(answer.readings.every(({ value }) => value.kind === 'absent')).toBe(true);
    });

    it.each<[string, Fault]>([
      ['garbage', { kind: 'garble' }],
      ['an answer from another port', { kind: 'other-port' }],
      ['an answer about another object', { kind: 'other-oid', oid: '1.3.6.1.2.1.1.4.0' }],
      ['an error', { kind: 'error', status: 5 }],
      ['nothing', { kind: 'lose' }],
      ['two answers', { kind: 'duplicate' }],
    ])('is asked again until the device has said it: %s', async (_what, wrong) => {
      const met = await known();
      const before = agent.requests.length;
      fault = (_request, n) => (n === before ? wrong : undefined);
      expect(withoutTimes(await read())).toEqual(withoutTimes(met));
    });

    it('is a device that fell silent: it is told so by the deadline, with all that was tried', async () => {
      await known();
      fault = () => ({ kind: 'lose' });
      const before = agent.requests.length;
      const { outcome } = await read(PLAIN, { deadlineMs: 3000 });
      const tries = agent.requests.length - before;
      expect(tries).toBeGreaterThan(3);
      expect(outcome.kind).toBe('silent');
      expect(outcome).toMatchObject({ tried: expect.stringContaining(`${tries} requests`) });
    });
  });

  describe('reads of a known device at the same time', () => {
    it('share one request when they ask the same, whoever comes later', async () => {
      await known();
      const before = agent.requests.length;
      const told: Reading[][] = [];
      const answers = await Promise.all([
        read(),
        read(PLAIN, { onReadings: (news: Reading[]) => told.push(news) }),
        read(),
      ]);
      expect(agent.requests.length - before).toBe(1);
      expect(answers[1]).toEqual(answers[0]);
      expect(answers[2]).toEqual(answers[0]);
      expect(told.flat()).toEqual(answers[0]?.readings);
    });

    it('go one after the other when they ask something else', async () => {
      await known();
      let most = 0;
      let open = 0;
      fault = () => {
        open += 1;
        most = Math.max(most, open);
        setTimeout(() => (open -= 1), 15);
        return { kind: 'delay', ms: 20 };
      };
      const [one, other] = await Promise.all([read(), read([TOTAL])]);
      expect(most).toBe(1);
      expect([one?.readings.length, other?.readings.length]).toEqual([3, 1]);
    });

    it('end for who gives up, and go on for the others', async () => {
      await known();
      fault = () => ({ kind: 'delay', ms: 40 });
      const leaving = new AbortController();
      const first = read(PLAIN, { signal: leaving.signal });
      const second = read();
      leaving.abort();
      expect((await second).outcome.kind).toBe('answered');
      expect((await first).outcome.kind).toBe('silent');
    });

    it('end when it is given up, and the device is not asked again', async () => {
      await known();
      fault = () => ({ kind: 'lose' });
      const before = agent.requests.length;
      const leaving = new AbortController();
      const answer = read(PLAIN, { deadlineMs: 3000, signal: leaving.signal });
      await expect.poll(() => agent.requests.length, { interval: 5 }).toBeGreaterThan(before);
      const asked = agent.requests.length;
      leaving.abort();
      expect((await answer).outcome.kind).toBe('silent');
      expect(agent.requests).toHaveLength(asked);
    });

    it('end when the reader closes', async () => {
      await known();
      fault = () => ({ kind: 'lose' });
      const answer = read(PLAIN, { deadlineMs: 30_000 });
      await reader.close();
      expect((await answer).outcome.kind).toBe('silent');
    });
  });

  it('is not the way to a device that wants pauses', async () => {
    const fragile = { manners: { fragile: true, objects: 40 }, identity: IDENTITY };
    await read(PLAIN, fragile);
    await read(PLAIN, fragile);
    const before = agent.requests.length;
    await read(PLAIN, fragile);
    expect(agent.requests.length - before).toBeGreaterThan(1);
  });

  it.skipIf(!hasIpv6)('is not the way to an address of IPv6', async () => {
    const other = await startAgent({ objects: printerObjects() }, '::1');
    const patient = open({
      ...optionsOf(),
      timing: { firstTimeoutMs: 250, leastTimeoutMs: 20_000, mostTimeoutMs: 20_000 },
    });
    const device = { ...requestOf(other.port, PLAIN).device, address: '::1' };
    // What the lane sends there is lost, and asked again only after the deadline.
    for (let n = 0; n < 3; n += 1) {
      const { outcome } = await patient.read(requestOf(other.port, PLAIN, { device, deadlineMs: 2000 }));
      expect(outcome.kind).toBe('answered');
    }
    await patient.close();
    await other.close();
  });
});

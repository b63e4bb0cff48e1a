import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { Reader } from '../../src/core/ports.ts';
import { readingKey, type Reading } from '../../src/core/reading.ts';
import { Secret } from '../../src/core/secret.ts';
import type { ReaderOptions } from '../../src/devices/open-reader.ts';
import { type Agent, startAgent } from './agent.ts';
import { TAGS } from './ber.ts';
import { DENSITY, MAC, optionsOf, printerObjects, requestOf, TONER, TOTAL, TRAYS } from './printer.ts';
import { type Service, startService } from './service.ts';

const TOKEN = 'token-that-must-not-show';
const COMMUNITY = 'community-that-must-not-show';
const NOWHERE: Ask = { item: 'drum.life', kind: 'number', places: [] };

/** What every reader must do, whatever stands between it and the device. `open` makes the reader under test. */
export function readerContract(name: string, open: (options: ReaderOptions) => Reader): void {
  describe(`${name} as a reader`, () => {
    let agent: Agent;
    let service: Service;
    let reader: Reader;
    const seenByAgents: number[] = [];

    beforeEach(async () => {
      agent = await startAgent({ objects: printerObjects(), community: COMMUNITY });
      service = await startService(() => ({
        serial: 'sim-3500-0042',
        readAt: '2024-05-01T10:00:00Z',
        density: { black: { volt: 412 }, cyan: { volt: 395 } },
      }));
      const services = {
        'remote-maintenance': {
          urlTemplate: `${service.url}/devices/{serial}?key=${TOKEN}`,
          auth: { kind: 'bearer' as const, token: new Secret(TOKEN) },
        },
      };
      reader = open({
        ...optionsOf(services),
        credentials: { default: { version: '2c', community: new Secret(COMMUNITY) } },
      });
      // What stands between takes its time to start, which is no part of what is said here.
      const nobody = { serial: 'nobody', model: 'SIM-3500', customer: 'Kita', address: '127.0.0.2', snmpPort: 1 };
      await reader.read(requestOf(1, [TOTAL], { device: nobody, deadlineMs: 1 }));
    });
    afterEach(async () => {
      seenByAgents.push(...agent.requests.map((request) => request.tag));
      await reader.close();
      await agent.close();
      await service.close();
    });
    afterAll(() => {
      expect(seenByAgents.length).toBeGreaterThan(0);
      expect(seenByAgents.filter((tag) => ![TAGS.get, TAGS.next, TAGS.bulk].some((known) => known === tag))).toEqual(
        [],
      );
    });

    it('reads single objects, tables and a service, each value with its evidence', async () => {
      const answer = await reader.read(requestOf(agent.port, [TOTAL, TONER, TRAYS, MAC, DENSITY]));
      expect(answer.outcome).toEqual({ kind: 'answered' });
      expect([answer.serial, answer.saidSerial, answer.saidModel]).toEqual([
        'SIM-3500-0042',
        'SIM-3500-0042',
        'SIM-3500',
      ]);
      expect(valuesOf(answer.readings)).toEqual({
        'copies.total': 184_233,
        'supply.toner/toner-black': 10,
        'supply.toner/toner-cyan': 20,
        'supply.toner/toner-magenta': 30,
        'supply.toner/toner-yellow': 40,
        'copies.by-feed-stage/tray-1': 1000,
        'copies.by-feed-stage/tray-2': 2000,
        'copies.by-feed-stage/tray-3': 3000,
        'copies.by-feed-stage/tray-4': 4000,
        'network.mac': '00:1b:a9:01:02:ff',
        'image.density-measured/black': 0.412,
        'image.density-measured/cyan': 0.395,
      });
      for (const reading of answer.readings) {
        expect(reading.evidence.length).toBeGreaterThan(0);
        expect(reading.evidence.at(-1)?.raw).toMatch(/\d/);
      }
    });

    it('gives the time the service read the machine as the time of its values', async () => {
      const answer = await reader.read(requestOf(agent.port, [DENSITY]));
      expect(answer.readings.map((reading) => reading.at)).toEqual([1_714_557_600_000, 1_714_557_600_000]);
    });

    it('gives every ask a reading, also one without any place', async () => {
      const answer = await reader.read(requestOf(agent.port, [NOWHERE, TOTAL]));
      expect(answer.readings[0]).toMatchObject({
        item: 'drum.life',
        value: { kind: 'absent', reason: 'unsupported' },
        evidence: [],
      });
      expect(answer.readings).toHaveLength(2);
    });

    it('tells what has arrived when a protocol is done, and each reading once', async () => {
      const told: Reading[][] = [];
      const asks = [TOTAL, NOWHERE, DENSITY];
      const answer = await reader.read(requestOf(agent.port, asks, { onReadings: (news) => told.push(news) }));
      expect(told).toHaveLength(2);
      expect(told.flat().map(readingKey).sort()).toEqual(answer.readings.map(readingKey).sort());
    });

    it('stops at another serial, and believes nothing of what that device says', async () => {
      agent.objects.set('1.3.6.1.2.1.43.5.1.1.17.1', { tag: 4, octets: Buffer.from('SIM-3500-0043') });
      const told: Reading[] = [];
      const answer = await reader.read(
        requestOf(agent.port, [TOTAL, TONER], { onReadings: (news) => told.push(...news) }),
      );
      expect(answer.outcome).toEqual({ kind: 'wrong-device', said: 'SIM-3500-0043' });
      expect(answer.readings.map((reading) => reading.value)).toEqual([
        { kind: 'absent', reason: 'wrong_device' },
        { kind: 'absent', reason: 'wrong_device' },
      ]);
      expect(answer.readings[0]?.evidence[0]?.raw).toBe('OctetString "SIM-3500-0043"');
      expect(agent.requests).toHaveLength(1);
      expect(told).toEqual([]);
    });

    it('knows a serial whatever its case, dashes, padding and leading zeros', async () => {
      agent.objects.set('1.3.6.1.2.1.43.5.1.1.17.1', { tag: 4, octets: Buffer.from('  00sim3500 0042\0\0') });
      const answer = await reader.read(requestOf(agent.port, [TOTAL]));
      expect(answer.outcome.kind).toBe('answered');
    });

    it('says what was tried with a silent device, and ends at the deadline', async () => {
      await agent.close();
      agent = await startAgent({ objects: {}, versions: [] });
      const answer = await reader.read(requestOf(agent.port, [TOTAL, TONER], { deadlineMs: 400 }));
      expect(answer.outcome.kind).toBe('silent');
      expect(answer.outcome.kind === 'silent' && answer.outcome.tried).toMatch(
        /^SNMP 2c and 1, \d+ requests, \d+(\.\d)? s; a wrong community looks the same$/,
      );
      for (const reading of answer.readings) {
        expect(reading.value).toEqual({ kind: 'absent', reason: 'timeout' });
        expect(reading.evidence[0]?.raw).toMatch(/^no answer after \d+ tries$/);
      }
    });

    it('still gives what the service knows when the device is silent', async () => {
      await agent.close();
      agent = await startAgent({ objects: {}, versions: [] });
      const answer = await reader.read(requestOf(agent.port, [TOTAL, DENSITY], { deadlineMs: 300 }));
      expect(answer.outcome).toEqual({ kind: 'answered' });
      expect(valuesOf(answer.readings)).toEqual({
        'copies.total': 'timeout',
        'image.density-measured/black': 0.412,
        'image.density-measured/cyan': 0.395,
      });
    });

    it('ends when the caller gives up', async () => {
      await agent.close();
      agent = await startAgent({ objects: {}, versions: [] });
      const controller = new AbortController();
      const answer = reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 60_000, signal: controller.signal }));
      controller.abort();
      expect((await answer).readings[0]?.value).toEqual({ kind: 'absent', reason: 'timeout' });
    });

    it('ends when it is closed, and answers no more', async () => {
      await agent.close();
      agent = await startAgent({ objects: {}, versions: [] });
      const answer = reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 60_000 }));
      await reader.close();
      expect((await answer).outcome.kind).toBe('silent');
      expect((await reader.read(requestOf(agent.port, [TOTAL]))).outcome.kind).toBe('silent');
    });

    it('shows no community and no token, whatever happens', async () => {
      const answers = [await reader.read(requestOf(agent.port, [TOTAL, TONER, DENSITY]))];
      await service.close();
      answers.push(await reader.read(requestOf(1, [TOTAL, DENSITY], { deadlineMs: 300 })));
      service = await startService(() => ({ serial: 'other' }));
      expect(JSON.stringify(answers)).not.toMatch(/must-not-show/);
    });

    it('leaves no socket and no timer behind', async () => {
      const count = (kind: string): number => process.getActiveResourcesInfo().filter((held) => held === kind).length;
      const before = { sockets: count('UDPWrap'), timers: count('Timeout') };
      for (let n = 0; n < 5; n += 1) {
        await reader.read(requestOf(agent.port, [TOTAL, TONER, MAC]));
        await reader.read(requestOf(1, [TOTAL], { deadlineMs: 300 }));
      }
      // What is left behind stays; what a read of a moment ago has not put away yet, or whoever runs the tests, comes and goes.
      const isLeft = (): boolean => count('UDPWrap') > before.sockets || count('Timeout') > before.timers;
      for (let tries = 0; tries < 40 && isLeft(); tries += 1) await sleep(50);
      expect(count('UDPWrap')).toBeLessThanOrEqual(before.sockets);
      expect(count('Timeout')).toBeLessThanOrEqual(before.timers);
    });
  });
}

/** Readings as plain values: the number, state or text, or the reason it is absent. */
export function valuesOf(readings: Reading[]): Record<string, number | string> {
  const values: Record<string, number | string> = {};
  for (const reading of readings) {
    const { value } = reading;
    values[readingKey(reading)] =
      value.kind === 'number'
        ? value.number
        : value.kind === 'state'
          ? value.state
          : value.kind === 'text'
            ? value.text
            : value.reason;
  }
  return values;
}

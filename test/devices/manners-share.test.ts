import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Reader } from '../../src/core/ports.ts';
import { readingKey, type Reading } from '../../src/core/reading.ts';
import { openReader } from '../../src/devices/open-reader.ts';
import { type Agent, startAgent } from './agent.ts';
import { counter32, TAGS } from './ber.ts';
import { DENSITY, optionsOf, printerObjects, requestOf, TOTAL, TOTAL_OID, TRAYS } from './printer.ts';
import { valuesOf } from './reader-contract.ts';
import { startService } from './service.ts';

const ALL = {
  'copies.total': 184_233,
  'copies.by-feed-stage/tray-1': 1000,
  'copies.by-feed-stage/tray-2': 2000,
  'copies.by-feed-stage/tray-3': 3000,
  'copies.by-feed-stage/tray-4': 4000,
};

/** So long that a busy machine does not make a request be sent twice. */
const PATIENT = { firstTimeoutMs: 1500, leastTimeoutMs: 1500 };

let agent: Agent;
let reader: Reader;

beforeEach(async () => {
  agent = await startAgent({ objects: printerObjects(), latencyMs: 30 });
  reader = openReader({ ...optionsOf(), timing: PATIENT });
});
afterEach(async () => {
  await reader.close();
  await agent.close();
});

const asked = (): string[][] => agent.requests.map(({ oids }) => oids);
/** Until the device has been asked. */
async function untilAsked(requests = 1): Promise<void> {
  while (agent.requests.length < requests) await new Promise((resolve) => setTimeout(resolve, 2));
}

describe('reads of one device at the same time', () => {
  it('share one read when they ask the same, whether as the same object or an equal one', async () => {
    const alone = await reader.read(requestOf(agent.port, [TOTAL, TRAYS]));
    const forOne = agent.requests.length;
    const told: Reading[][] = [[], []];
    const request = (n: number) =>
      requestOf(agent.port, structuredClone([TOTAL, TRAYS]), { onReadings: (news) => told[n]?.push(...news) });
    const answers = await Promise.all([reader.read(request(0)), reader.read(request(1))]);
    expect(agent.requests.length - forOne).toBeLessThanOrEqual(forOne);
    expect(answers[0]).toEqual(answers[1]);
    expect(valuesOf(answers[0]?.readings ?? [])).toEqual(ALL);
    expect(valuesOf(alone.readings)).toEqual(ALL);
    for (const each of told) expect(each.map(readingKey).sort()).toEqual(Object.keys(ALL).sort());
  });

  it('tells one who comes later what was read before', async () => {
    const document = { serial: 'SIM-3500-0042', readAt: '2024-05-01T10:00:00Z', density: { black: { volt: 412 } } };
    const service = await startService((_request, response) => {
      setTimeout(() => response.end(JSON.stringify(document)), 150);
      return undefined;
    });
    await reader.close();
    const services = { 'remote-maintenance': { urlTemplate: `${service.url}/{serial}` } };
    reader = openReader({ ...optionsOf(services), timing: PATIENT });
    const asks = [TOTAL, DENSITY];
    let isTold = (): void => undefined;
    const firstTold = new Promise<void>((resolve) => (isTold = resolve));
    const first = reader.read(requestOf(agent.port, asks, { onReadings: () => isTold() }));
    await firstTold;
    const heard: string[] = [];
    const second = await reader.read(
      requestOf(agent.port, asks, { onReadings: (news) => heard.push(...news.map(readingKey)) }),
    );
    expect(heard).toEqual(['copies.total', 'image.density-measured/black']);
    expect(second).toEqual(await first);
    expect(agent.requests).toHaveLength(1);
    await service.close();
  });

  it('wait for each other when they ask something else, and read anew once the first is done', async () => {
    const [one, other] = await Promise.all([
      reader.read(requestOf(agent.port, [TOTAL])),
      reader.read(requestOf(agent.port, [TRAYS])),
    ]);
    expect(one.readings).toHaveLength(1);
    expect(other.readings).toHaveLength(4);
    const firstOfTrays = asked().findIndex((oids) => oids.every((oid) => !oid.includes(TOTAL_OID)));
    expect(firstOfTrays).toBe(1);
    agent.objects.set(TOTAL_OID, counter32(184_300));
    const again = await reader.read(requestOf(agent.port, [TOTAL]));
    expect(valuesOf(again.readings)).toEqual({ 'copies.total': 184_300 });
  });

  it('do not share what is asked of another serial', async () => {
    const request = requestOf(agent.port, [TOTAL]);
    const device = { ...request.device, serial: 'SIM-3500-9999' };
    const [mine, other] = await Promise.all([reader.read(request), reader.read({ ...request, device })]);
    expect(mine.outcome.kind).toBe('answered');
    expect(other.outcome).toEqual({ kind: 'wrong-device', said: 'SIM-3500-0042' });
  });

  it('go on for the other when one gives up, and for who has more time', async () => {
    const controller = new AbortController();
    const first = reader.read(requestOf(agent.port, [TOTAL, TRAYS], { signal: controller.signal }));
    await untilAsked();
    const short = reader.read(requestOf(agent.port, [TOTAL, TRAYS], { deadlineMs: 1 }));
    const second = reader.read(requestOf(agent.port, [TOTAL, TRAYS]));
    controller.abort();
    for (const left of [await first, await short]) {
      expect(left.readings.map(({ item, value }) => [item, value])).toEqual([
        ['copies.total', { kind: 'absent', reason: 'timeout' }],
        ['copies.by-feed-stage', { kind: 'absent', reason: 'timeout' }],
      ]);
      expect(left.outcome.kind).toBe('silent');
    }
    expect(valuesOf((await second).readings)).toEqual(ALL);
    expect(asked().filter((oids) => oids.includes(TOTAL_OID))).toHaveLength(1);
  });

  it('end when the last of them has given up, and the next one is not given a read that ended', async () => {
    const controllers = [new AbortController(), new AbortController()];
    const reads = controllers.map(({ signal }) => reader.read(requestOf(agent.port, [TOTAL], { signal })));
    await untilAsked();
    for (const controller of controllers) controller.abort();
    const next = reader.read(requestOf(agent.port, [TOTAL]));
    for (const answer of await Promise.all(reads))
      expect(valuesOf(answer.readings)).toEqual({ 'copies.total': 'timeout' });
    expect(valuesOf((await next).readings)).toEqual({ 'copies.total': 184_233 });
  });

  it('ask for nothing but reading', async () => {
    await Promise.all([reader.read(requestOf(agent.port, [TOTAL])), reader.read(requestOf(agent.port, [TRAYS]))]);
    expect(new Set(agent.requests.map(({ tag }) => tag))).toEqual(new Set([TAGS.get, TAGS.bulk]));
  });
});

import { Worker } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Ask } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader } from '../../src/core/ports.ts';
import type { Reading } from '../../src/core/reading.ts';
import { Secret } from '../../src/core/secret.ts';
import { openWorkerReader, type WorkerReaderOptions } from '../../src/devices/worker/open-worker-reader.ts';
import { type Agent, startAgent } from './agent.ts';
import { DENSITY, optionsOf, printerObjects, requestOf, TONER, TOTAL } from './printer.ts';
import { readerContract, valuesOf } from './reader-contract.ts';
import { type Service, startService } from './service.ts';

// A worker runs compiled code: what is said of it is said of what `npm run build` left in dist, which `npm test` makes first.
const compiled = new URL('../../dist/devices/worker/open-worker-reader.js', import.meta.url);
type Module = { openWorkerReader: (options: WorkerReaderOptions) => Reader };
const threaded: Module = await import(compiled.href);

readerContract('the reader behind messages', openWorkerReader);
readerContract('the reader in a worker thread', threaded.openWorkerReader);

const COMMUNITY = 'community-that-must-not-show';

describe('a worker that reads', () => {
  let agent: Agent;
  let service: Service;
  let reader: Reader;
  const post: unknown = Reflect.get(Worker.prototype, 'postMessage');
  const posts = vi.spyOn(Worker.prototype, 'postMessage');
  const lost: Record<string, unknown>[] = [];
  const logged: string[] = [];

  /** The worker that was spoken to last. */
  function worker(): Worker {
    const last = posts.mock.contexts.at(-1);
    if (!(last instanceof Worker)) throw new Error('no worker was spoken to');
    return last;
  }
  function ordersSent(): string[] {
    const orders = posts.mock.calls.flatMap(([message]: { orders: { kind: string }[] }[]) => message?.orders ?? []);
    return orders.map((order) => order.kind).filter((kind) => kind !== 'taken');
  }
  async function silence(): Promise<void> {
    await agent.close();
    agent = await startAgent({ objects: {}, versions: [] });
  }

  beforeEach(async () => {
    lost.length = logged.length = 0;
    posts.mockClear();
    agent = await startAgent({ objects: printerObjects(), community: COMMUNITY });
    service = await startService(() => ({ serial: 'SIM-3500-0042', density: { black: { volt: 412 } } }));
    reader = threaded.openWorkerReader({
      ...optionsOf({ 'remote-maintenance': { urlTemplate: `${service.url}/devices/{serial}` } }),
      credentials: { default: { version: '2c', community: new Secret(COMMUNITY) } },
      log: (event, facts) => logged.push(`${event} ${JSON.stringify(facts)}`),
      onLost: (facts) => lost.push(facts),
    });
  });
  afterEach(async () => {
    await reader.close();
    await agent.close();
    await service.close();
  });

  it('is asked on behalf of many, with their questions sent once', async () => {
    const request = requestOf(agent.port, [TOTAL, TONER]);
    const answers = await Promise.all([1, 2, 3].map(() => reader.read({ ...request })));
    expect(answers.map((answer) => valuesOf(answer.readings)['copies.total'])).toEqual([184_233, 184_233, 184_233]);
    expect(ordersSent()).toEqual(['open', 'share', 'read', 'read', 'read']);
    await reader.read({ ...request });
    expect(ordersSent().at(-1)).toBe('read');
  });

  it('forgets questions that were not asked for long, and learns them again', async () => {
    const questions = Array.from({ length: 129 }, (_, n): Ask[] => [{ ...TOTAL, item: `copies.total-${n}` }]);
    for (const asks of [...questions, questions[0] ?? []]) {
      expect((await reader.read(requestOf(agent.port, asks))).outcome.kind).toBe('answered');
    }
    const sent = ordersSent();
    expect(sent.filter((kind) => kind === 'share')).toHaveLength(130);
    expect(sent.filter((kind) => kind === 'forget')).toHaveLength(2);
  });

  it('gives what its clock and its log say to those who opened it', async () => {
    const yesterday = Date.now() - 86_400_000;
    await reader.close();
    reader = threaded.openWorkerReader({
      ...optionsOf(),
      credentials: { default: { version: '2c', community: new Secret(COMMUNITY) } },
      clock: () => yesterday,
      log: (event, facts) => logged.push(`${event} ${JSON.stringify(facts)}`),
    });
    const answer = await reader.read(requestOf(agent.port, [TOTAL]));
    expect(Math.abs((answer.readings[0]?.at ?? 0) - yesterday)).toBeLessThan(60_000);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatch(/^device_read \{"serial":"SIM-3500-0042","kind":"answered","readings":1,/);
  });

  it('gives up all reads of one signal, and no others', async () => {
    await silence();
    const controller = new AbortController();
    const { signal } = controller;
    const given = [1, 2, 3].map(() => reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 60_000, signal })));
    const other = reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 700 }));
    controller.abort();
    const late = reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 60_000, signal }));
    for (const answer of await Promise.all([...given, late])) expect(answer.outcome.kind).toBe('silent');
    expect(ordersSent().filter((kind) => kind === 'abort')).toHaveLength(4);
    expect((await other).outcome).toMatchObject({ kind: 'silent', tried: expect.stringMatching(/^SNMP /) });
  });

  it('is replaced when it ends by an error; what was in flight keeps what had been told', async () => {
    await silence();
    const asks = [TOTAL, DENSITY];
    let tell: (readings: Reading[]) => void = () => undefined;
    const told = new Promise<Reading[]>((resolve) => {
      tell = resolve;
    });
    const answer = reader.read(requestOf(agent.port, asks, { deadlineMs: 60_000, onReadings: tell }));
    const bare = reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 60_000 }));
    await told;
    const first = worker();
    first.postMessage(undefined);
    expect((await answer).outcome).toEqual({ kind: 'answered' });
    expect(valuesOf((await answer).readings)).toEqual({
      'copies.total': 'timeout',
      'image.density-measured/black': 0.412,
    });
    expect((await bare).outcome).toEqual({
      kind: 'silent',
      tried: 'the reader of devices ended unexpectedly and was started anew',
      isUnasked: true,
    });
    expect(lost).toEqual([{ readsInFlight: 2, error: expect.any(TypeError) }]);
    await agent.close();
    agent = await startAgent({ objects: printerObjects(), community: COMMUNITY });
    expect(valuesOf((await reader.read(requestOf(agent.port, asks))).readings)['copies.total']).toBe(184_233);
    expect(worker()).not.toBe(first);
  });

  it('may take long to start where the machine is busy, and is replaced when it hangs', async () => {
    const held: (() => void)[] = [];
    const hold = (): void => {
      posts.mockImplementation(function (this: Worker, ...args) {
        held.push(() => this.postMessage(...args));
      });
    };
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
      posts.mockReset();
    });
    hold();
    const slow = threaded.openWorkerReader({
      ...optionsOf(),
      credentials: { default: { version: '2c', community: new Secret(COMMUNITY) } },
      onLost: (facts) => lost.push(facts),
    });
    const ask = (): Promise<DeviceAnswer> => slow.read(requestOf(agent.port, [TOTAL], { deadlineMs: 1000 }));
    const first = ask();
    await vi.waitFor(() => expect(held).not.toEqual([]));
    vi.advanceTimersByTime(50_000);
    posts.mockReset();
    for (const send of held.splice(0)) send();
    expect((await first).outcome.kind).toBe('answered');
    expect(lost).toEqual([]);

    hold();
    const second = ask();
    await vi.waitFor(() => expect(held).not.toEqual([]));
    vi.advanceTimersByTime(15_000);
    expect(lost).toEqual([]);
    vi.advanceTimersByTime(2_000);
    expect((await second).outcome).toMatchObject({ kind: 'silent', isUnasked: true });
    expect(lost).toMatchObject([{ readsInFlight: 1 }]);
    posts.mockReset();
    await slow.close();
  });

  it('is not replaced while it says that it is there, however late an answer is; one that never comes is given up alone', async () => {
    vi.useFakeTimers({ toFake: ['performance', 'setInterval', 'clearInterval'] });
    onTestFinished(() => {
      vi.useRealTimers();
      posts.mockReset();
    });
    const slow = threaded.openWorkerReader({
      ...optionsOf(),
      credentials: { default: { version: '2c', community: new Secret(COMMUNITY) } },
      onLost: (facts) => lost.push(facts),
    });
    const request = requestOf(agent.port, [TOTAL], { deadlineMs: 1000 });
    await slow.read(request);
    // Of what is sent to it the read alone is lost.
    posts.mockImplementation(function (this: Worker, message: { orders: { kind: string }[] }) {
      if (typeof post !== 'function') throw new Error('there is no way to post');
      const orders = message.orders.filter(({ kind }) => kind !== 'read');
      Reflect.apply(post, this, [{ ...message, orders }, []]);
    });
    let hasEnded = false;
    const late = slow.read(request).finally(() => {
      hasEnded = true;
    });
    for (let second = 0; second < 55; second += 1) {
      const heard = posts.mock.calls.length;
      vi.advanceTimersByTime(1000);
      // Once it is asked whether it is there, what it says is taken, which it is told.
      if (second > 5) await vi.waitFor(() => expect(posts.mock.calls.length).toBeGreaterThan(heard + 1));
    }
    expect(hasEnded).toBe(false);
    vi.advanceTimersByTime(10_000);
    expect((await late).outcome).toMatchObject({ kind: 'silent', isUnasked: true });
    expect(lost).toEqual([]);
    posts.mockReset();
    expect((await slow.read(request)).outcome.kind).toBe('answered');
    await slow.close();
  });

  it('is replaced when it was ended from outside', async () => {
    await reader.read(requestOf(agent.port, [TOTAL]));
    await worker().terminate();
    expect(lost).toHaveLength(1);
    expect((await reader.read(requestOf(agent.port, [TOTAL]))).outcome.kind).toBe('answered');
  });

  it('ends with its reader, and is not missed', async () => {
    await reader.read(requestOf(agent.port, [TOTAL]));
    const last = worker();
    await reader.close();
    expect(last.threadId).toBe(-1);
    expect(lost).toEqual([]);
  });

  it('shows no secret in what is logged, read or lost', async () => {
    const answer = await reader.read(requestOf(agent.port, [TOTAL, TONER]));
    worker().postMessage(undefined);
    await reader.read(requestOf(agent.port, [TOTAL], { deadlineMs: 1000 }));
    expect(logged).not.toEqual([]);
    expect(JSON.stringify([answer, logged, lost, lost.map(({ error }) => String(error))])).not.toContain(COMMUNITY);
  });

  it('passes on what a listener throws, and goes on reading', async () => {
    const listener = (): void => {
      throw new RangeError('no room');
    };
    await expect(reader.read(requestOf(agent.port, [TOTAL], { onReadings: listener }))).rejects.toThrow('no room');
    expect((await reader.read(requestOf(agent.port, [TOTAL]))).outcome.kind).toBe('answered');
    expect(lost).toEqual([]);
  });
});

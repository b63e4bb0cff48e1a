import { afterEach, describe, expect, it } from 'vitest';
import type { Ask, Manners } from '../../src/core/place.ts';
import type { DeviceAnswer, Reader, ReadRequest } from '../../src/core/ports.ts';
import { openReader, type ReaderOptions } from '../../src/devices/open-reader.ts';
import { type Agent, type AgentOptions, startAgent } from './agent.ts';
import { integer, TAGS } from './ber.ts';
import { optionsOf, printerObjects, requestOf, TONER, TOTAL, TRAYS } from './printer.ts';
import { valuesOf } from './reader-contract.ts';

/** So long that a busy machine does not make a request be sent twice. */
const PATIENT = { firstTimeoutMs: 1500, leastTimeoutMs: 1500 };

let agent: Agent;
let reader: Reader;

afterEach(async () => {
  await reader.close();
  await agent.close();
});

async function start(options: Partial<AgentOptions> = {}, timing: ReaderOptions['timing'] = {}): Promise<void> {
  agent = await startAgent({ objects: printerObjects(), ...options });
  const usual = optionsOf();
  reader = openReader({ ...usual, timing: { ...usual.timing, ...timing } });
}

function read(asks: Ask[], manners: Manners, more: Partial<ReadRequest> = {}): Promise<DeviceAnswer> {
  return reader.read(requestOf(agent.port, asks, { manners, ...more }));
}

const OIDS = Array.from({ length: 30 }, (_none, n) => `1.3.6.1.4.1.99999.2.5.${n + 1}.0`);
const NUMBERS = Object.fromEntries(OIDS.map((oid, n) => [oid, integer(n)]));
const ASKS = OIDS.map((oid, n): Ask => ({
  item: `item-${n}`,
  kind: 'number',
  places: [{ kind: 'snmp-get', oid, decode: {} }],
}));
/** How many objects the requests asked for, where none was asked for twice. */
const inChunksOf = (size: number): number[] => {
  const total = new Set(agent.requests.flatMap(({ oids }) => oids)).size;
  return Array.from({ length: Math.ceil(total / size) }, (_none, n) => Math.min(size, total - n * size));
};
const sizes = (): number[] => agent.requests.map(({ oids }) => oids.length);

describe('the least time between two reads', () => {
  it('makes a read that comes sooner wait, and then reads anew', async () => {
    await start({}, PATIENT);
    const manners = { everySeconds: 0.3 };
    const begun = performance.now();
    await read([TOTAL], manners);
    const again = await read([TOTAL], manners);
    expect(valuesOf(again.readings)).toEqual({ 'copies.total': 184_233 });
    expect(agent.requests).toHaveLength(2);
    expect(performance.now() - begun).toBeGreaterThan(290);
  });

  it('says so at once when there is no time to wait, and gives nothing that was read before', async () => {
    await start();
    await read([TOTAL, TRAYS], { everySeconds: 60 });
    const requests = agent.requests.length;
    const again = await read([TOTAL, TRAYS], { everySeconds: 60 });
    expect(valuesOf(again.readings)).toEqual({ 'copies.total': 'timeout', 'copies.by-feed-stage': 'timeout' });
    expect(again.readings.map(({ evidence }) => evidence[0]?.raw)).toEqual([
      'asked 0 s ago; this model is read at most every 60 s',
      'asked 0 s ago; this model is read at most every 60 s',
    ]);
    expect(again.outcome).toMatchObject({ kind: 'silent', tried: expect.stringContaining('asked 0 s ago') });
    expect(agent.requests).toHaveLength(requests);
  });
});

describe('a fragile device', () => {
  it('is asked four objects at a time at most, without GETBULK, with a pause between requests', async () => {
    const at: number[] = [];
    await start(
      {
        objects: { ...printerObjects(), ...NUMBERS },
        fault: () => {
          at.push(performance.now());
          return undefined;
        },
      },
      { fragilePauseMs: 40 },
    );
    const answer = await read([...ASKS.slice(0, 6), TONER], { fragile: true, bulk: false });
    expect(answer.readings).toHaveLength(10);
    expect(Math.max(...sizes())).toBeLessThanOrEqual(4);
    expect(new Set(agent.requests.map(({ tag }) => tag))).toEqual(new Set([TAGS.get, TAGS.next]));
    for (const [n, time] of at.entries()) expect(time - (at[n - 1] ?? 0)).toBeGreaterThan(35);
  });

  it('is not asked by GETBULK even where the profile forgot to say so', async () => {
    await start();
    expect((await read([TRAYS], { fragile: true })).readings).toHaveLength(4);
    expect(agent.requests.map(({ tag }) => tag)).not.toContain(TAGS.bulk);
  });
});

describe('a model that takes no GETBULK', () => {
  it('is walked by GETNEXT, several columns at once, to the same values', async () => {
    await start({}, PATIENT);
    const plain = await read([TONER, TRAYS], {});
    const before = agent.requests.length;
    await reader.close();
    reader = openReader({ ...optionsOf(), timing: PATIENT });
    const careful = await read([TONER, TRAYS], { bulk: false });
    expect(valuesOf(careful.readings)).toEqual(valuesOf(plain.readings));
    const walks = agent.requests.slice(before).filter(({ tag }) => tag !== TAGS.get);
    expect(new Set(walks.map(({ tag }) => tag))).toEqual(new Set([TAGS.next]));
    // Six rows deep (five supplies and the end), all columns of both tables side by side.
    expect(walks).toHaveLength(6);
  });
});

describe('the size of a request', () => {
  it('begins as the profile says', async () => {
    await start({ objects: { ...printerObjects(), ...NUMBERS } }, PATIENT);
    await read(ASKS, { objects: 10 });
    expect(sizes()).toEqual(inChunksOf(10));
    await reader.close();
    reader = openReader({ ...optionsOf(), timing: PATIENT });
    agent.requests.length = 0;
    await read(ASKS, { objects: 40 });
    expect(sizes()).toEqual(inChunksOf(40));
    expect(sizes()).toHaveLength(1);
  });

  it('is halved when a device drops long requests without a word, remembered, and never grows again', async () => {
    await start(
      {
        objects: { ...printerObjects(), ...NUMBERS },
        fault: ({ oids }) => (oids.length > 10 ? { kind: 'lose' } : undefined),
      },
      { leastTimeoutMs: 120 },
    );
    const first = await read(ASKS, {}, { deadlineMs: 8000 });
    expect(Object.values(valuesOf(first.readings))).toEqual(OIDS.map((_oid, n) => n));
    agent.requests.length = 0;
    const again = await read(ASKS, {});
    expect(Object.values(valuesOf(again.readings))).toEqual(OIDS.map((_oid, n) => n));
    expect(sizes()).toEqual(inChunksOf(6));
    agent.requests.length = 0;
    await read(ASKS, { objects: 40 });
    expect(Math.max(...sizes())).toBe(6);
  });

  it('does not shrink to one because of one object that spoils every request', async () => {
    const [bad = ''] = OIDS.slice(7);
    await start(
      {
        objects: { ...printerObjects(), ...NUMBERS },
        fault: ({ oids }) => (oids.includes(bad) ? { kind: 'error', status: 1 } : undefined),
      },
      PATIENT,
    );
    await read(ASKS, {});
    agent.requests.length = 0;
    const again = await read(ASKS, {});
    expect(again.readings.filter(({ value }) => value.kind === 'number')).toHaveLength(29);
    expect(Math.max(...sizes())).toBe(23);
    expect(sizes().filter((size) => size === 1)).toHaveLength(1);
  });
});

describe('a device that wakes', () => {
  const sleeping = {
    fault: (_request: unknown, n: number) => (n === 0 ? ({ kind: 'delay', ms: 350 } as const) : undefined),
  };

  it('has more time for its first answer and is not slow afterwards, as one that is awake', async () => {
    await start(sleeping, { ...PATIENT, wakeTimeoutMs: 1000 });
    const answer = await read([TOTAL, TRAYS], { wakes: true, bulk: true });
    expect(answer.readings).toHaveLength(5);
    // One GET and one walk: nothing was sent twice.
    expect(agent.requests).toHaveLength(2);
  });

  it('is asked again soon where the model does not sleep', async () => {
    await start(sleeping, { wakeTimeoutMs: 1000 });
    await read([TOTAL, TRAYS], {});
    expect(agent.requests.length).toBeGreaterThan(2);
  });

  it('is asked again soon when it was heard of late', async () => {
    let lose = 1;
    await start({ fault: () => ((lose -= 1) >= 0 ? { kind: 'lose' } : undefined) }, { wakeTimeoutMs: 60_000 });
    const asleep = await read([TOTAL], { wakes: true, bulk: true }, { deadlineMs: 300 });
    expect(asleep.outcome.kind).toBe('silent');
    expect(agent.requests).toHaveLength(1);
    expect((await read([TOTAL], { wakes: true, bulk: true })).outcome.kind).toBe('answered');
    lose = 1;
    expect((await read([TOTAL], { wakes: true, bulk: true })).outcome.kind).toBe('answered');
    expect(agent.requests).toHaveLength(4);
  });

  it('does not slow the rest of the read when it missed the first request', async () => {
    let sent = 0;
    await start(
      { fault: ({ tag }) => ((sent += 1) === 1 || (tag === TAGS.bulk && sent === 3) ? { kind: 'lose' } : undefined) },
      { wakeTimeoutMs: 1500, mostTimeoutMs: 60_000 },
    );
    const answer = await read([TOTAL, TRAYS], { wakes: true, bulk: true }, { deadlineMs: 2400 });
    expect(valuesOf(answer.readings)).toMatchObject({ 'copies.total': 184_233, 'copies.by-feed-stage/tray-4': 4000 });
    expect(sent).toBe(4);
  });
});

describe('a slow device', () => {
  it('keeps what came before the deadline', async () => {
    await start(
      {
        objects: { ...printerObjects(), ...NUMBERS },
        fault: (_request, n) => (n < 2 ? { kind: 'delay', ms: 40 } : { kind: 'lose' }),
      },
      PATIENT,
    );
    const answer = await read(ASKS, { objects: 8 }, { deadlineMs: 500 });
    expect(answer.outcome.kind).toBe('answered');
    const values = Object.values(valuesOf(answer.readings));
    const came = values.filter((value) => typeof value === 'number').length;
    expect(came).toBeGreaterThan(10);
    expect(values.slice(0, came)).toEqual(OIDS.slice(0, came).map((_oid, n) => n));
    expect(new Set(values.slice(came))).toEqual(new Set(['timeout']));
  });
});

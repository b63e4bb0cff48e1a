import { Redis } from 'ioredis';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_HISTORY } from '../../src/core/history.ts';
import { openPeerSums } from '../../src/core/peer-sums.ts';
import type { Store } from '../../src/core/ports.ts';
import type { TallyRules } from '../../src/core/tally.ts';
import { copyStore } from '../../src/store/copy-store.ts';
import { modelKey } from '../../src/store/keys.ts';
import { openLink } from '../../src/store/redis-connection.ts';
import type { RedisLink } from '../../src/store/redis-connection.ts';
import { putDevices } from '../../src/store/redis-devices.ts';
import { openRedisTarget } from '../../src/store/redis-fill.ts';
import { learnDevices } from '../../src/store/redis-learnt.ts';
import { saveReadings } from '../../src/store/redis-readings.ts';
import { openRedisSource } from '../../src/store/redis-records.ts';
import { openRedisStore } from '../../src/store/redis-store.ts';
import { openTallyKeeper } from '../../src/store/redis-tallies.ts';
import { startSummary, sumUp } from '../../src/store/sum-up.ts';
import { openWords } from '../../src/store/words.ts';
import { aDevice, aReading } from './contract/samples.ts';
import { dying } from './dying-link.ts';
import { hasRedis, startRedis } from './redis-server.ts';
import type { RedisServer } from './redis-server.ts';

const MODEL = 'SIM-3500';
const KEY = modelKey({ model: MODEL });
const rules: TallyRules = {
  fingerprint: 'one',
  figuresOf: (readings) =>
    readings.map(({ item, value }) => ({
      item,
      key: item,
      value: value.kind === 'number' ? value.number : 'x',
      day: 3,
      isReport: false,
    })),
};
const devices = Array.from({ length: 20 }, (_, n) => aDevice({ serial: `S-${n}`, customer: `C${n % 4}` }));
const reading = (number: number, at: number) => [aReading({ at, value: { kind: 'number', number, unit: 'count' } })];

/** What changes devices whose sums are counted. */
const WORK: [name: string, work: (link: RedisLink) => Promise<unknown>][] = [
  [
    'keeps readings',
    (link) => saveReadings(link, openWords(), [{ serial: 'S-3', readings: reading(1_000, 9) }], DEFAULT_HISTORY),
  ],
  ['moves a device to another customer', (link) => putDevices(link, [aDevice({ serial: 'S-4', customer: 'C9' })])],
  ['retires a device', (link) => putDevices(link, [aDevice({ serial: 'S-4', customer: 'C0', state: 'retired' })])],
  ['gives a device another model', (link) => putDevices(link, [aDevice({ serial: 'S-5', model: 'OTHER-1' })])],
  ['registers a device', (link) => putDevices(link, [aDevice({ serial: 'S-NEW', customer: 'C9' })])],
  [
    'learns that a device is silent',
    (link) =>
      learnDevices(
        link,
        [5, 6, 7].map((at) => ({ serial: 'S-6', kind: 'silent', at })),
      ),
  ],
];

describe.runIf(hasRedis)('sums in Redis', () => {
  let server: RedisServer | undefined;
  let link: RedisLink;
  let store: Store;
  let tests = 0;
  let prefix = '';
  beforeAll(async () => {
    server = await startRedis();
  });
  afterAll(async () => {
    await server?.remove();
  });
  beforeEach(async () => {
    prefix = `sums-${tests++}`;
    await begin();
  });
  afterEach(async () => {
    link.close();
    await store.close();
  });
  async function begin(): Promise<void> {
    const options = { url: server?.url ?? '', prefix };
    store = await openRedisStore(options);
    link = await openLink(options, async () => undefined);
    await store.putDevices(devices);
    await store.saveReadings(devices.map(({ serial }, n) => ({ serial, readings: reading(n, 1) })));
  }
  async function again(): Promise<void> {
    link.close();
    await store.close();
    prefix = `sums-${tests++}`;
    await begin();
  }
  async function count(): Promise<void> {
    while ((await store.sumUp(rules, 6)).left);
  }
  /** Lets the time pass that a note of somebody who ended lasts. */
  async function letNotesLapse(): Promise<void> {
    const key = link.sumsKey(KEY, 'due');
    for (const serial of await link.redis.zrange(key, 0, '-1')) await link.redis.zadd(key, '1', serial);
  }
  async function counted(): Promise<unknown> {
    const found = await store.summaryOf(MODEL, { rules: rules.fingerprint, items: ['copies.total'] });
    const [sum] = openPeerSums(found?.parts ?? [], [], { own: 0, reports: 0 }).of('copies.total');
    const figures = sum?.values.kind === 'numbers' ? sum.values.sketch.figures() : undefined;
    return { people: Object.fromEntries(found?.people ?? []), n: figures?.n, average: figures?.average };
  }
  /** What is counted when everything is counted from the beginning. */
  async function countedAnew(): Promise<unknown> {
    const other = { ...rules, fingerprint: 'two' };
    await store.startSummary(MODEL, other);
    await store.startSummary(MODEL, rules);
    await count();
    return counted();
  }

  it.each(WORK)('are right after a process that %s ends between any two commands', async (_, work) => {
    for (const isAnswerLost of [false, true]) {
      for (let n = 1; ; n += 1) {
        await store.startSummary(MODEL, rules);
        await count();
        const isDone = await work(dying(link, n, isAnswerLost)).then(
          () => true,
          () => false,
        );
        await count();
        await letNotesLapse();
        await count();
        expect(await counted()).toEqual(await countedAnew());
        await again();
        if (isDone) break;
        expect(n).toBeLessThan(40);
      }
    }
  });

  it('are made to the end by the next where a process ended while it began them', async () => {
    for (let n = 1; ; n += 1) {
      const words = openWords();
      const isDone = await startSummary(
        openTallyKeeper(dying(link, n, false), () => words),
        MODEL,
        rules,
      ).then(
        () => true,
        () => false,
      );
      await store.startSummary(MODEL, rules);
      await count();
      expect(await counted()).toMatchObject({ n: 20, average: 9.5 });
      await again();
      if (isDone) break;
      expect(n).toBeLessThan(100);
    }
  });

  it('count what changes while it is read once more, and take nothing from who was first', async () => {
    await store.startSummary(MODEL, rules);
    await count();
    const words = openWords();
    const slow = openTallyKeeper(link, () => words);
    await store.saveReadings([{ serial: 'S-1', readings: reading(21, 2) }]);
    let isFirst = true;
    await sumUp(
      {
        ...slow,
        async devices(model, keys) {
          const found = await slow.devices(model, keys);
          if (isFirst) await store.saveReadings([{ serial: 'S-1', readings: reading(41, 3) }]);
          isFirst = false;
          return found;
        },
      },
      KEY,
      rules,
      6,
    );
    expect(await counted()).toMatchObject({ n: 20, average: 10.5 });
    await count();
    expect(await counted()).toMatchObject({ n: 20, average: 11.5 });
  });

  it('stay behind when a store is copied, and are made anew there', async () => {
    await store.startSummary(MODEL, rules);
    await count();
    const source = await openRedisSource({ url: server?.url ?? '', prefix });
    const target = await openRedisTarget({ url: server?.url ?? '', prefix: 'copy' });
    await copyStore(source, target, { mayReplace: false, now: Date.now() });
    await source.close();
    await target.close();
    const redis = new Redis(server?.url ?? '');
    expect(await redis.keys('{copy:sums*')).toEqual([]);
    redis.disconnect();
    const copy = await openRedisStore({ url: server?.url ?? '', prefix: 'copy' });
    expect(await copy.summaryOf(MODEL, { rules: rules.fingerprint, items: ['copies.total'] })).toBeUndefined();
    await copy.startSummary(MODEL, rules);
    while ((await copy.sumUp(rules, 6)).left);
    const found = await copy.summaryOf(MODEL, { rules: rules.fingerprint, items: ['copies.total'] });
    expect(found?.people.get('C1')).toMatchObject({ active: 5 });
    await copy.close();
  });
});

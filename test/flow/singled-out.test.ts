import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readOptions } from '../../src/core/cohort-options.ts';
import type { Device } from '../../src/core/device.ts';
import { keepReadings } from '../../src/flow/keep-readings.ts';
import { HOUR, openScene, said, type Scene } from './scene.ts';

const NEEDED = { devices: 5, customers: 3 };
let open: Scene;
beforeAll(async () => {
  open = await openScene({ devices: [] });
});
afterAll(() => open.close());

type Peer = {
  customer: string;
  firmware: string | undefined;
  region: string;
  isFamily: boolean;
  isSilent: boolean;
  hasPast: boolean;
};
const peerArb: fc.Arbitrary<Peer> = fc.record({
  customer: fc.constantFrom('a', 'b', 'c', 'd', 'e'),
  firmware: fc.constantFrom('1', '1', '2', undefined),
  region: fc.constantFrom('north', 'north', 'south'),
  isFamily: fc.constantFrom(false, false, true),
  isSilent: fc.constantFrom(false, false, false, true),
  hasPast: fc.constantFrom(true, true, true, false),
});
/** What an attacker can press, and what happens to one device meanwhile. */
const moveArb = fc.record({
  press: fc.constantFrom('', 'tighten=firmware', 'tighten=region', 'tighten=firmware,region', 'widen=yes', 'own=yes'),
  who: fc.nat(25),
  what: fc.constantFrom(
    'nothing',
    'silent',
    'answers',
    'retired',
    'back',
    'firmware 1',
    'firmware 2',
    'north',
    'new',
    'counts',
  ),
});

describe('a customer', () => {
  it.each([
    ['what is read live', 'environment.humidity'],
    ['rates out of the stored past', 'copies.a-day'],
  ])(
    'is never singled out by what the fetches of a claim show together of %s, whatever is pressed and whatever happens in between',
    async (_, item) => {
      let run = 0;
      let shown = 0;
      let narrowed = 0;
      await fc.assert(
        fc.asyncProperty(
          fc.array(peerArb, { minLength: 14, maxLength: 30 }),
          fc.array(moveArb, { minLength: 3, maxLength: 7 }),
          async (peers, moves) => {
            run += 1;
            const sets = await attack(`${item.slice(0, 1)}${run}`, { peers, moves, item });
            const signatures = new Map<number, string>();
            for (const { devices } of sets) {
              for (const [n] of sets[0]?.all ?? []) {
                signatures.set(n, `${signatures.get(n) ?? ''}${devices.has(n) ? 1 : 0}`);
              }
            }
            shown += sets.length;
            narrowed += new Set(sets.map(({ devices }) => [...devices].join())).size - 1;
            for (const signature of new Set(signatures.values())) {
              if (!signature.includes('1')) continue;
              const alike = [...signatures].filter(([, other]) => other === signature).map(([n]) => n);
              const foreign = alike.filter((n) => sets[0]?.all.get(n) !== 'us');
              if (foreign.length === 0) continue;
              expect(foreign.length).toBeGreaterThanOrEqual(NEEDED.devices);
              expect(new Set(foreign.map((n) => sets[0]?.all.get(n))).size).toBeGreaterThanOrEqual(NEEDED.customers);
            }
          },
        ),
        { numRuns: 25, seed: 20 },
      );
      // It means something only where much is shown, and not always the same devices.
      expect(shown).toBeGreaterThanOrEqual(90);
      expect(narrowed).toBeGreaterThanOrEqual(12);
    },
    300_000,
  );
});

const OURS: Peer = {
  customer: 'us',
  firmware: '1',
  region: 'north',
  isFamily: false,
  isSilent: false,
  hasPast: true,
};

type Shown = { devices: Set<number>; all: Map<number, string> };

/** Plays the moves; what stood behind each average shown is worked out of the average itself, for every device says another power of two. */
async function attack(
  name: string,
  {
    peers,
    moves,
    item,
  }: { peers: readonly Peer[]; moves: readonly { press: string; who: number; what: string }[]; item: string },
): Promise<Shown[]> {
  const customers = new Map<number, string>();
  const family = { name, models: [`${name} A`, `${name} B`], source: 'here' };
  const profile = {
    id: name,
    title: name,
    source: 'here',
    match: { model: `^${name} ` },
    families: [family],
    places: {},
  };
  open.deps.book = { ...open.deps.book, profiles: [...open.deps.book.profiles, profile] };
  const devices: Device[] = peers.map((peer, n) => deviceOf(name, n, peer));
  // Two devices of the claimed device's own customer, and it itself.
  const own = [30, 31].map((n) => deviceOf(name, n, OURS));
  const claimed = {
    ...deviceOf(name, 99, OURS),
    serial: `${name}-MINE`,
  };
  for (const [n, { customer }] of peers.entries()) customers.set(n, customer);
  customers.set(30, 'us').set(31, 'us');
  await open.store.putDevices([...devices, ...own, claimed]);
  for (const device of [...devices, ...own, claimed]) answers(device, true);
  for (const device of [...own, claimed]) await count(device);
  for (const [n, { firmware, isSilent, hasPast }] of peers.entries()) {
    if (hasPast) await count(devices[n] ?? claimed);
    if (firmware !== undefined) await learn(`${name}-${n}`, firmware);
    answers(devices[n] ?? claimed, !isSilent);
  }
  await learn(claimed.serial, '1');
  const taken = await open.desk.intake(said(`serial=${claimed.serial} symptom=light-print`, name), 'command');
  if (taken.kind !== 'claim') throw new Error('a claim is taken in');
  const { claim } = taken;
  await open.settle();
  for (const [step, { press, who, what }] of moves.entries()) {
    await happen(devices[who % devices.length] ?? claimed, what, `${name}-X${step}`, customers);
    open.now.ms += 1000;
    await open.desk.refetch(claim.id, `${name}:${step}`, 'UEVE', readOptions(press));
    await open.settle();
  }
  const fetches = await open.store.listFetches(claim.id);
  return fetches.flatMap(({ comparisons }) => {
    const baseline = comparisons.find((one) => one.item === item)?.baseline;
    if (baseline?.kind !== 'number') return [];
    const sum = Math.round(baseline.average * baseline.n);
    const behind = new Set([...customers.keys()].filter((n) => Math.floor(sum / 2 ** n) % 2 === 1));
    expect(behind.size).toBe(baseline.n);
    return [{ devices: behind, all: customers }];
  });
}

function deviceOf(name: string, n: number, { customer, region, isFamily }: Peer): Device {
  return {
    serial: `${name}-${n}`,
    customer,
    model: `${name} ${isFamily ? 'B' : 'A'}`,
    address: '127.0.0.1',
    tags: [`region:${region}`],
  };
}

function answers({ serial }: Device, does: boolean): void {
  const n = Number(serial.split('-').at(-1));
  if (does) open.fakes.set(serial, { values: { 'environment.humidity': Number.isNaN(n) ? 50 : 2 ** n } });
  else open.fakes.delete(serial);
}

/** Keeps eight days of a device that prints a day another power of two. */
async function count({ serial }: Device): Promise<void> {
  const n = Number(serial.split('-').at(-1));
  const aDay = Number.isNaN(n) ? 50 : 2 ** n;
  for (const daysAgo of [8, 0]) {
    const at = open.now.ms - daysAgo * 24 * HOUR;
    const value = { kind: 'number' as const, number: 1000 + (8 - daysAgo) * aDay, unit: 'impressions' as const };
    await keepReadings(open.deps, [{ serial, readings: [{ item: 'copies.total', value, evidence: [], at }] }]);
  }
}

async function learn(serial: string, firmware: string): Promise<void> {
  await open.store.learnDevices([{ serial, kind: 'answered', at: open.now.ms, address: '127.0.0.1', firmware }]);
}

async function happen(device: Device, what: string, fresh: string, customers: Map<number, string>): Promise<void> {
  const put = (over: Partial<Device>): Promise<unknown> => open.store.putDevices([{ ...device, ...over }]);
  switch (what) {
    case 'silent':
      return answers(device, false);
    case 'answers':
      return answers(device, true);
    case 'retired':
      return void (await put({ state: 'retired' }));
    case 'back':
      return void (await put({}));
    case 'counts':
      return count(device);
    case 'firmware 1':
    case 'firmware 2':
      return learn(device.serial, what.slice(-1));
    case 'north':
      return void (await put({ tags: ['region:north'] }));
    case 'new': {
      const n = 32 + Number(fresh.slice(-1));
      const added = { ...device, serial: `${fresh.split('-')[0]}-${n}`, customer: 'f' };
      customers.set(n, 'f');
      await open.store.putDevices([added]);
      await count(added);
      return answers(added, true);
    }
    default:
  }
}

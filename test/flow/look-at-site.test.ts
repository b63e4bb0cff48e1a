import { afterEach, describe, expect, it } from 'vitest';
import type { Device } from '../../src/core/device.ts';
import type { Fetch } from '../../src/core/dossier.ts';
import { isSealIntact } from '../../src/core/seal.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

let open: Scene;
afterEach(() => open.close());

const SITE = 'Floor 4';
const at = (serial: string, over: Partial<Device> = {}): Device => ({
  serial,
  customer: 'Acme',
  model: 'M-1',
  address: '127.0.0.1',
  site: SITE,
  ...over,
});

/** C-0 saves toner, nobody else's M-1 or M-2 does; what the others at its site do is each test's own. */
async function scene(siblings: Device[], claimed: Partial<Device> = { site: SITE }): Promise<void> {
  const [own, ...peers] = fleet(8);
  const others = Array.from({ length: 6 }, (_, n) =>
    at(`Q-${n}`, { model: 'M-2', customer: `Customer ${n % 4}`, site: SITE }),
  );
  open = await openScene({ devices: [{ ...own!, ...claimed }, ...peers, ...others, ...siblings] });
  for (const { serial } of peers) open.fakes.set(serial, { values: { 'toner-save.setting': 'off' } });
  open.fakes.set('C-0', { values: { 'toner-save.setting': 'on' } });
  for (const { serial } of others) await keep(serial, 'off');
}
async function keep(serial: string, state: string, ageMs = 2 * HOUR): Promise<void> {
  const read = {
    item: 'toner-save.setting',
    value: { kind: 'state' as const, state },
    evidence: [],
    at: open.now.ms - ageMs,
  };
  await open.store.saveReadings([{ serial, readings: [read] }]);
}
async function answered(): Promise<Fetch> {
  const result = await open.desk.intake(said('serial=C-0 symptom=light-print'), 'command');
  if (result.kind !== 'claim') throw new Error('a claim is taken in');
  await open.settle();
  const fetch = (await open.store.listFetches(result.claim.id)).at(-1);
  if (fetch === undefined) throw new Error('it has a fetch');
  return fetch;
}

describe('the site of a claimed device', () => {
  it('is named where others there are odd in the same way, of any model, by stored readings and without asking anybody', async () => {
    await scene([at('A-1'), at('A-2'), at('B-1', { model: 'M-2' }), at('B-2', { model: 'M-2' })]);
    for (const serial of ['A-1', 'B-1', 'B-2']) await keep(serial, 'on');
    await keep('A-2', 'off', 3 * HOUR);
    const fetch = await answered();
    expect(fetch.site).toMatchObject({
      devices: 4,
      ofModel: 2,
      read: 4,
      oldest: open.now.ms - 3 * HOUR,
      says: 'site',
      items: [
        { item: 'toner-save.setting', state: 'on', all: { judged: 4, same: 3 }, ofModel: { judged: 2, same: 1 } },
      ],
    });
    expect(isSealIntact(fetch)).toBe(true);
    for (const serial of ['A-1', 'A-2', 'B-1', 'B-2']) expect(open.reads).not.toContain(serial);
  });

  it('leaves out other sites, other customers, retired devices and values that are too old', async () => {
    await scene([
      at('A-1'),
      at('A-2', { site: 'Floor 9' }),
      at('A-3', { customer: 'Bolt' }),
      at('A-4', { state: 'retired' }),
      at('A-5', { site: ' floor  4' }),
    ]);
    for (const serial of ['A-2', 'A-3', 'A-4']) await keep(serial, 'on');
    await keep('A-1', 'on', 25 * HOUR);
    await keep('A-5', 'off');
    expect((await answered()).site).toMatchObject({
      devices: 2,
      read: 1,
      says: 'too-few',
      items: [{ all: { judged: 1, same: 0 } }],
    });
  });

  it('is the machine where nobody else there has it, and not told where nobody else stands there', async () => {
    await scene([at('A-1'), at('A-2'), at('A-3')]);
    for (const serial of ['A-1', 'A-2', 'A-3']) await keep(serial, 'off');
    expect((await answered()).site).toMatchObject({ says: 'machine', read: 3 });
    await open.close();
    await scene([]);
    expect((await answered()).site).toMatchObject({ says: 'alone', devices: 0 });
  });

  it('is not looked at where no site is registered, nothing is odd, or the device did not answer', async () => {
    await scene([at('A-1')], {});
    await keep('A-1', 'on');
    expect((await answered()).site).toBeUndefined();
    await open.close();
    await scene([at('A-1')]);
    await keep('A-1', 'on');
    open.fakes.set('C-0', { values: { 'toner-save.setting': 'off' } });
    expect((await answered()).site).toBeUndefined();
    await open.close();
    await scene([at('A-1')]);
    open.fakes.delete('C-0');
    expect((await answered()).site).toBeUndefined();
  });
});

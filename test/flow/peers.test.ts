import { afterEach, describe, expect, it } from 'vitest';
import { dossierText } from '../../src/cli/dossier-text.ts';
import type { Device } from '../../src/core/device.ts';
import type { Dossier, Fetch } from '../../src/core/dossier.ts';
import { comparisonMessage } from '../../src/slack/blocks/comparison-message.ts';
import { fleet, HOUR, openScene, said, type Scene } from './scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const open of scenes.splice(0)) await open.close();
});

async function sceneOf(devices: Device[]): Promise<Scene> {
  const open = await openScene({ devices });
  scenes.push(open);
  for (const { serial } of devices) open.fakes.set(serial, { values: { 'environment.humidity': 48 } });
  return open;
}

/** A claim on a device, read to its end. */
async function claimed(open: Scene, serial: string, key: string): Promise<{ dossier: Dossier; fetch: Fetch }> {
  await open.desk.intake(said(`serial=${serial} symptom=light-print`, key), 'command');
  await open.settle();
  const dossier = open.shown.findLast((one) => one.claim.serial === serial);
  const fetch = dossier?.fetches.at(-1);
  if (dossier === undefined || fetch === undefined) throw new Error('a claim is shown');
  return { dossier, fetch };
}

const peer = (serial: string, over: Partial<Device>): Device => ({
  serial,
  customer: 'Elsewhere',
  model: 'M-1',
  address: '127.0.0.1',
  ...over,
});

describe('the peers of a claim', () => {
  it('are fair ones: those left out are not asked, and each kind is counted and shown', async () => {
    const open = await sceneOf([
      ...fleet(8),
      peer('C-9', { customer: 'Acme' }),
      peer('R-1', { state: 'retired' }),
      peer('U-1', { state: 'unmonitored' }),
      peer('S-1', {}),
      peer('S-2', {}),
    ]);
    const now = open.now.ms;
    for (const [serial, at] of [
      ['S-1', now - HOUR],
      ['S-2', now - 1000 * HOUR],
    ] as const) {
      await open.store.learnDevices([1, 2, 3].map((n) => ({ kind: 'silent' as const, serial, at: at + n })));
    }
    await claimed(open, 'P-1', 'cmd:1');
    open.reads.length = 0;
    const { dossier, fetch } = await claimed(open, 'C-0', 'cmd:2');
    // S-2 was silent so long ago that it is given another chance.
    expect(open.reads.toSorted()).toEqual(['C-0', 'P-2', 'P-3', 'P-4', 'P-5', 'P-6', 'P-7', 'P-8', 'S-2']);
    expect(fetch.peers.leftOut).toEqual({
      claimed: 1,
      sameCustomer: 1,
      openClaim: 1,
      retired: 1,
      unmonitored: 1,
      stale: 1,
    });
    const line =
      'Left out: this device, 1 of the same customer, 1 with an open claim of the same kind, 1 retired, 1 unmonitored, 1 not heard of lately';
    expect(dossierText(dossier)).toContain(line);
    expect(JSON.stringify(comparisonMessage(dossier).blocks)).toContain(line);
  });

  it('say nothing where they belong to two customers, and it is shown why', async () => {
    const open = await sceneOf(
      fleet(9).map((one) => ({
        ...one,
        customer: one.customer === 'Customer 0' ? 'A' : one.customer === 'Acme' ? 'Acme' : 'B',
      })),
    );
    const { dossier, fetch } = await claimed(open, 'C-0', 'cmd:1');
    const humidity = fetch.comparisons.find(({ item }) => item === 'environment.humidity');
    expect(humidity).toMatchObject({
      verdict: 'cannot-say',
      because: 'withheld: only 2 other customers',
      baseline: { kind: 'withheld', n: 9 },
    });
    expect(JSON.stringify(comparisonMessage(dossier).blocks)).toContain('withheld: only 2 other customers');
    expect(dossierText(dossier)).toContain('withheld: only 2 other customers');
  });

  it('may be of fewer customers where the configuration says so', async () => {
    const open = await sceneOf(fleet(9).map((one) => ({ ...one, customer: one.serial === 'C-0' ? 'Acme' : 'B' })));
    open.deps.peers.neededCustomers = 1;
    const { fetch } = await claimed(open, 'C-0', 'cmd:1');
    expect(fetch.comparisons.find(({ item }) => item === 'environment.humidity')?.baseline).toMatchObject({
      kind: 'number',
      average: 48,
      n: 9,
      percentile: 50,
      same: 9,
    });
  });
});

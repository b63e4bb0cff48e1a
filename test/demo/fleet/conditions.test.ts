import { afterEach, describe, expect, it } from 'vitest';
import type { Fleet, FleetOptions } from '../../../src/demo/fleet/fleet.ts';
import { startFleetHere } from '../../../src/demo/fleet/start-fleet-here.ts';
import { deviceOf, get } from './ask.ts';

const SERIAL = '1.3.6.1.2.1.43.5.1.1.17.1';
const running: Fleet[] = [];

async function start(options: FleetOptions): Promise<Fleet> {
  const fleet = await startFleetHere(options);
  running.push(fleet);
  return fleet;
}

afterEach(async () => {
  await Promise.all(running.splice(0).map(async (fleet) => fleet.stop()));
});

describe('the network between the fleet and its reader', () => {
  it('loses about as many requests as it is told to', async () => {
    const fleet = await start({ devices: { 'SIM-1200': 20 }, quirks: false, lossPercent: 25 });
    const asked = fleet.devices.flatMap((one) =>
      Array.from({ length: 20 }, async () => get(one, fleet.community, [SERIAL], { timeoutMs: 700 })),
    );
    const answers = await Promise.allSettled(asked);
    const silent = answers.filter(({ status }) => status === 'rejected').length;
    const { snmp, lost } = await fleet.counts();
    expect(snmp).toBe(400);
    expect(silent).toBeGreaterThanOrEqual(lost);
    expect(lost).toBeGreaterThan(70);
    expect(lost).toBeLessThan(130);
  });

  it('loses everything or nothing at the ends of the scale, and can be changed while it runs', async () => {
    const fleet = await start({ devices: { 'SIM-1200': 1 }, lossPercent: 100 });
    const one = deviceOf(fleet, 'SIM-1200-0001');
    await expect(get(one, fleet.community, [SERIAL], { timeoutMs: 100 })).rejects.toThrow(/timed out/);
    await fleet.setLoss(0);
    await expect(get(one, fleet.community, [SERIAL])).resolves.toHaveLength(1);
  });

  it('gives no answer before the latency is over, and changes it while it runs', async () => {
    const fleet = await start({ devices: { 'SIM-1200': 1 }, latencyMs: 60_000 });
    const one = deviceOf(fleet, 'SIM-1200-0001');
    await expect(get(one, fleet.community, [SERIAL], { timeoutMs: 100 })).rejects.toThrow(/timed out/);
    await fleet.setLatency({ min: 0, max: 30 });
    await expect(get(one, fleet.community, [SERIAL])).resolves.toHaveLength(1);
  });

  it('answers late where a device is slow', async () => {
    const fleet = await start({ devices: { 'SIM-3500': 9 } });
    const order: string[] = [];
    await Promise.all(
      ['SIM-3500-0008', 'SIM-3500-0009'].map(async (serial) => {
        await get(deviceOf(fleet, serial), fleet.community, [SERIAL]);
        order.push(serial);
      }),
    );
    expect(order).toEqual(['SIM-3500-0009', 'SIM-3500-0008']);
  });

  it('loses the request that wakes a sleeping device, and answers the next', async () => {
    const fleet = await start({ devices: { 'SIM-3500': 23 } });
    const asleep = deviceOf(fleet, 'SIM-3500-0023');
    await expect(get(asleep, fleet.community, [SERIAL], { timeoutMs: 200 })).rejects.toThrow(/timed out/);
    await expect(get(asleep, fleet.community, [SERIAL])).resolves.toHaveLength(1);
  });

  it('hears nothing of silent and dead devices', async () => {
    const fleet = await start({ devices: { 'SIM-3500': 30 }, deadPerHundred: 10 });
    const asked = fleet.devices.map(async (one) => {
      await get(one, fleet.community, [SERIAL], { timeoutMs: 2500 });
      return one.serial;
    });
    const answered = (await Promise.allSettled(asked)).flatMap((result) =>
      result.status === 'fulfilled' ? [result.value] : [],
    );
    // Three dead, one silent, and the sleeping one that lost its first request.
    expect(answered).toHaveLength(25);
    expect(answered).not.toContain('SIM-3500-0029');
  });
});

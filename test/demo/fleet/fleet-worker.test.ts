import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Fleet } from '../../../src/demo/fleet/fleet.ts';
import { deviceOf, get, textOf } from './ask.ts';

// A worker runs compiled code: this suite is of what `npm run build` left in dist, which `npm test` makes first.
const compiled = new URL('../../../dist/demo/fleet/start-fleet.js', import.meta.url);

type Module = { startFleet: (options: object) => Promise<Fleet> };

describe('a fleet in a thread of its own', () => {
  let fleet: Fleet;
  beforeAll(async () => {
    const module: Module = await import(compiled.href);
    fleet = await module.startFleet({ devices: { 'SIM-3500': 3 } });
  });
  afterAll(async () => fleet.stop());

  it('answers, counts and obeys as one in the same thread does', async () => {
    const first = deviceOf(fleet, 'SIM-3500-0001');
    const [serial] = await get(first, fleet.community, ['1.3.6.1.2.1.43.5.1.1.17.1']);
    expect(textOf(serial)).toBe('SIM-3500-0001');
    await fleet.setLoss(100);
    await expect(get(first, fleet.community, ['1.3.6.1.2.1.1.1.0'], { timeoutMs: 100 })).rejects.toThrow(/timed out/);
    await fleet.setLoss(0);
    await fleet.setLatency(1);
    await expect(get(first, fleet.community, ['1.3.6.1.2.1.1.1.0'])).resolves.toHaveLength(1);
    expect(await fleet.requests()).toBe(3);
    expect(await fleet.counts()).toEqual({ snmp: 3, lost: 1, sets: 0, http: 0 });
  });

  it('ends when it is stopped, and says so to whoever asks later', async () => {
    await fleet.stop();
    await expect(fleet.requests()).rejects.toThrow(/has ended/);
    await expect(fleet.stop()).resolves.toBeUndefined();
  });
});

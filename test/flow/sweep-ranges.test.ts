import { afterEach, describe, expect, it } from 'vitest';
import { loadRange, sweepRanges } from '../../src/flow/sweep-ranges.ts';
import { openScene, type Scene } from './scene.ts';
import { fleetOf } from './sweep-scene.ts';

const scenes: Scene[] = [];
afterEach(async () => {
  for (const scene of scenes.splice(0)) await scene.close();
});

async function rangesOf({ store }: Scene): Promise<Map<string | null, string[]>> {
  const ranges = new Map<string | null, string[]>();
  for await (const { after, entries } of sweepRanges(store)) {
    ranges.set(
      after,
      entries.map(({ device }) => device.serial),
    );
  }
  return ranges;
}

describe('the ranges of a registry', () => {
  it('hold every device once, in order, and each is found again by the serial before it', async () => {
    const devices = fleetOf(5000);
    const scene = await openScene({ devices });
    scenes.push(scene);
    const ranges = await rangesOf(scene);
    expect([...ranges.values()].flat()).toEqual(devices.map(({ serial }) => serial));
    expect(ranges.size).toBeGreaterThan(8);
    expect(ranges.size).toBeLessThan(50);
    for (const [after, serials] of ranges) {
      expect((await loadRange(scene.store, after)).map(({ device }) => device.serial)).toEqual(serials);
    }
    expect(await loadRange(scene.store, 'Z')).toEqual([]);
  });

  it('stay what they are when devices come: no other device changes its range', async () => {
    const devices = fleetOf(3000);
    const scene = await openScene({ devices: devices.filter((_, n) => n % 3 !== 0) });
    scenes.push(scene);
    const before = await rangesOf(scene);
    await scene.store.putDevices(devices);
    const after = await rangesOf(scene);
    for (const [key, serials] of before) {
      const within = [...after].filter(([, list]) => list.some((serial) => serials.includes(serial)));
      // A device that came may end a range; then the old range is several, and nothing of another.
      expect(within[0]?.[0]).toBe(key);
      const old = new Set([...before.values()].flat());
      expect(within.flatMap(([, list]) => list).filter((serial) => old.has(serial))).toEqual(serials);
    }
  });
});

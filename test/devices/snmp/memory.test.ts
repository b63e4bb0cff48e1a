import { afterEach, describe, expect, it, vi } from 'vitest';
import { learnMost, type Memory, openMemory, setSize } from '../../../src/devices/snmp/memory.ts';

describe('what is remembered of devices', () => {
  afterEach(() => void vi.restoreAllMocks());

  /** Reads so many devices of a net one after the other; says how many of them were known. */
  function sweep(memory: Memory, net: string, count: number): number {
    let known = 0;
    for (let n = 0; n < count; n += 1) {
      if (memory.peek(`${net}.${n} 161`) !== undefined) known += 1;
      memory.device(`${net}.${n}`, 161).heardAt = performance.now();
    }
    return known;
  }

  it('is of most devices of a fleet that has more than there is room for, in each sweep anew', () => {
    const memory = openMemory();
    expect(sweep(memory, 'a', 25_000)).toBe(0);
    for (let round = 0; round < 2; round += 1) {
      const known = sweep(memory, 'a', 25_000);
      expect(known).toBeGreaterThanOrEqual(19_000);
      expect(known).toBeLessThanOrEqual(20_000);
    }
  });

  it('leaves room for others once a device was not heard for a week, or never; what is still heard stays', () => {
    const memory = openMemory();
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    for (let n = 0; n < 10_000; n += 1) memory.device(`never.${n}`, 161);
    sweep(memory, 'old', 9000);
    now.mockReturnValue(6 * 86_400_000);
    sweep(memory, 'old', 1000);
    now.mockReturnValue(8 * 86_400_000);
    for (let round = 0; round < 3; round += 1) sweep(memory, 'new', 18_000);
    expect(sweep(memory, 'new', 18_000)).toBe(18_000);
    expect(sweep(memory, 'old', 1000)).toBe(1000);
  });

  it('is not lost while a device is being asked', async () => {
    const memory = openMemory();
    const now = vi.spyOn(performance, 'now').mockReturnValue(0);
    async function ask(address: string): Promise<unknown> {
      const device = memory.device(address, 161);
      await device.gate.enter(new AbortController().signal);
      return device;
    }
    const busy = await ask('busy');
    const idle = memory.device('idle', 161);
    sweep(memory, 'old', 18_998);
    const passing = await ask('passing');
    now.mockReturnValue(8 * 86_400_000);
    sweep(memory, 'new', 25_000);
    expect(memory.device('busy', 161)).toBe(busy);
    expect(memory.device('passing', 161)).toBe(passing);
    expect(memory.device('idle', 161)).not.toBe(idle);
  });

  it('is one copy of the rows for all devices that have the same', () => {
    const memory = openMemory();
    const layout = () =>
      new Map<string, string[] | number>([
        ['1.3.6.1', ['1.1', '1.2']],
        ['1.3.6.2', 2],
      ]);
    const first = memory.share(layout());
    expect(memory.share(layout())).toBe(first);
    const other = memory.share(layout().set('1.3.6.2', 3));
    expect(other).not.toBe(first);
    expect(first.get('1.3.6.2')).toBe(2);
  });

  it('keeps the sizes of requests as the model says, but never above what failed on the device', () => {
    const device = openMemory().device('127.0.0.1', 161);
    const sizeWith = (manners: Parameters<typeof setSize>[1]): number => {
      setSize(device, manners);
      return device.varbinds;
    };
    expect([sizeWith({}), sizeWith({ objects: 60 }), sizeWith({ fragile: true })]).toEqual([24, 60, 4]);
    expect(sizeWith({ fragile: true, objects: 2 })).toBe(2);
    setSize(device, {});
    learnMost(device, 12);
    expect([sizeWith({}), sizeWith({ objects: 60 }), sizeWith({ objects: 8 })]).toEqual([12, 12, 8]);
    learnMost(device, 6);
    learnMost(device, 10);
    expect(sizeWith({ objects: 60 })).toBe(6);
  });
});

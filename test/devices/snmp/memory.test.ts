import { describe, expect, it } from 'vitest';
import { learnMost, openMemory, setSize } from '../../../src/devices/snmp/memory.ts';

describe('what is remembered of devices', () => {
  it('is bounded: the oldest is forgotten, but not one that is being asked', async () => {
    const memory = openMemory();
    const busy = memory.device('127.0.0.1', 1);
    const idle = memory.device('127.0.0.1', 2);
    await busy.gate.enter(new AbortController().signal);
    for (let port = 3; port <= 20_001; port += 1) memory.device('127.0.0.1', port);
    expect(memory.device('127.0.0.1', 1)).toBe(busy);
    expect(memory.device('127.0.0.1', 2)).not.toBe(idle);
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

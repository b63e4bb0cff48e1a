import { describe, expect, it } from 'vitest';
import { openGate } from '../../src/devices/gate.ts';

const NEVER = new AbortController().signal;

describe('a gate', () => {
  it('lets in as many as it may, then one for each that leaves, in the order of coming', async () => {
    const gate = openGate(2);
    const inside: string[] = [];
    const enter = async (name: string) => {
      const leave = await gate.enter(NEVER);
      inside.push(name);
      return leave;
    };
    const [first] = await Promise.all([enter('a'), enter('b')]);
    const third = enter('c');
    const fourth = enter('d');
    await Promise.resolve();
    expect(inside).toEqual(['a', 'b']);
    first?.();
    first?.();
    const leaveThird = await third;
    expect(inside).toEqual(['a', 'b', 'c']);
    leaveThird?.();
    await fourth;
    expect(inside).toEqual(['a', 'b', 'c', 'd']);
  });

  it('turns away who gives up waiting, and is idle when all have left', async () => {
    const gate = openGate(1);
    const leave = await gate.enter(NEVER);
    const controller = new AbortController();
    const waiting = gate.enter(controller.signal);
    controller.abort();
    expect(await waiting).toBeUndefined();
    expect(await gate.enter(controller.signal)).toBeUndefined();
    expect(gate.isIdle()).toBe(false);
    leave?.();
    expect(gate.isIdle()).toBe(true);
  });
});

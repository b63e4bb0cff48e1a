import { describe, expect, it, vi } from 'vitest';
import { End, startStop } from '../../src/devices/stop.ts';

describe('the end of a read', () => {
  it('is heard once by those who listen, and not by those who stopped or came too late', () => {
    const end = new End();
    const [heard, stopped, late] = [vi.fn(), vi.fn(), vi.fn()];
    end.addEventListener('abort', heard);
    end.addEventListener('abort', stopped);
    end.removeEventListener('abort', stopped);
    end.come();
    end.addEventListener('abort', late);
    end.come();
    expect([heard, stopped, late].map((each) => each.mock.calls.length)).toEqual([1, 0, 0]);
    expect(end.aborted).toBe(true);
  });

  it('spares who is told to stop listening by one that hears it first', () => {
    const end = new End();
    const second = vi.fn();
    end.addEventListener('abort', () => end.removeEventListener('abort', second));
    end.addEventListener('abort', second);
    end.come();
    expect(second).not.toHaveBeenCalled();
  });

  it('comes to its signal whether that was made before or after', () => {
    const [before, after] = [new End(), new End()];
    const { signal } = before;
    expect(signal.aborted).toBe(false);
    before.come();
    after.come();
    expect([signal.aborted, after.signal.aborted, after.signal.reason]).toEqual([true, true, 'the read is over']);
  });

  it('comes when the caller gives up, and leaves no time', () => {
    const controller = new AbortController();
    const stop = startStop(60_000, [undefined, controller.signal]);
    expect([stop.ending.aborted, stop.leftMs() > 59_000]).toEqual([false, true]);
    controller.abort();
    expect([stop.ending.aborted, stop.signal.aborted]).toEqual([true, true]);
    stop.end();
  });
});

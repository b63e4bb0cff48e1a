import type { Ending } from './stop.ts';

/** Lets a limited number in at a time, in the order of coming. */
export type Gate = {
  /** Resolves with the way out once inside; with undefined when the signal came first. */
  enter(signal: Ending): Promise<(() => void) | undefined>;
  /** The way out at once, or undefined where one would have to wait. */
  tryEnter(): (() => void) | undefined;
  isIdle(): boolean;
};

/** A gate for at most `limit` at a time; a device's own gate has a limit of one. */
export function openGate(limit: number): Gate {
  let inside = 0;
  const waiting = new Set<() => void>();

  function wayOut(): () => void {
    let isOut = false;
    return () => {
      if (isOut) return;
      isOut = true;
      inside -= 1;
      const [next] = waiting;
      next?.();
    };
  }

  function tryEnter(): (() => void) | undefined {
    if (inside >= limit || waiting.size > 0) return undefined;
    inside += 1;
    return wayOut();
  }

  async function enter(signal: Ending): Promise<(() => void) | undefined> {
    if (signal.aborted) return undefined;
    if (inside < limit) {
      inside += 1;
      return wayOut();
    }
    return await new Promise((resolve) => {
      const leaveQueue = (): void => {
        waiting.delete(letIn);
        signal.removeEventListener('abort', giveUp);
      };
      const letIn = (): void => {
        leaveQueue();
        inside += 1;
        resolve(wayOut());
      };
      const giveUp = (): void => {
        leaveQueue();
        resolve(undefined);
      };
      waiting.add(letIn);
      signal.addEventListener('abort', giveUp, { once: true });
    });
  }

  return { enter, tryEnter, isIdle: () => inside === 0 && waiting.size === 0 };
}

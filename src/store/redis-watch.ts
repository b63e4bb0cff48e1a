import type { RedisClient } from './redis-client.ts';

/** What whoever runs the bot is told of a store, each once: that it cannot be reached and why, that it is back, that its server is set up badly. */
export type StoreNotice =
  | { kind: 'lost'; where: string; why: string }
  | { kind: 'back'; where: string; awayMs: number }
  | { kind: 'warning'; where: string; what: string };

const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 2_000;

/** A watch over a connection. */
export type Watch = {
  /** Whether the server does what it is asked; waits so long at most for one that is away. */
  isUp(waitMs: number): Promise<boolean>;
  /** Why it was away when it was last tried. */
  lastFault(): unknown;
  stop(): void;
};

/**
 * Tries a server whenever its connection had trouble, until it does what it is asked again.
 * `probe` is what it must do; `tell` is told once when it is away and once when it is back.
 * Shape: `fault` is what the first try met, undefined where it went well.
 */
export function watchClient(options: {
  client: RedisClient;
  fault: unknown;
  probe: () => Promise<void>;
  tell: (news: { isUp: true; awayMs: number } | { isUp: false; fault: unknown }) => void;
}): Watch {
  const { client, probe, tell } = options;
  const waiting = new Set<() => void>();
  let fault = options.fault;
  let isUp = fault === undefined;
  let downAt = performance.now();
  let isTrying = false;
  let isAgain = false;
  const stopped = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  let wake: (() => void) | undefined;

  async function attempt(): Promise<boolean> {
    try {
      await probe();
      return true;
    } catch (error) {
      fault = error;
      return false;
    }
  }

  function note(works: boolean): void {
    if (works === isUp) return;
    isUp = works;
    if (works) {
      for (const release of waiting) release();
      tell({ isUp: true, awayMs: Math.round(performance.now() - downAt) });
    } else {
      downAt = performance.now();
      tell({ isUp: false, fault });
    }
  }

  async function tryUntilUp(): Promise<void> {
    if (isTrying) {
      isAgain = true;
      if (client.status === 'ready') wake?.();
      return;
    }
    isTrying = true;
    let pauseMs = FIRST_PAUSE_MS;
    while (!stopped.signal.aborted) {
      isAgain = false;
      const works = await attempt();
      if (stopped.signal.aborted) break;
      note(works);
      if (works && !isAgain) break;
      if (works) continue;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, pauseMs);
      });
      clearTimeout(timer);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
    isTrying = false;
  }

  const suspect = (): void => void tryUntilUp();
  for (const event of ['close', 'ready', 'node error']) client.on(event, suspect);
  if (!isUp) {
    tell({ isUp: false, fault });
    suspect();
  }
  return {
    lastFault: () => fault,
    isUp: (waitMs) =>
      isUp || stopped.signal.aborted
        ? Promise.resolve(isUp)
        : new Promise((resolve) => {
            const late = setTimeout(done, waitMs);
            function done(): void {
              clearTimeout(late);
              waiting.delete(done);
              resolve(isUp);
            }
            waiting.add(done);
          }),
    stop() {
      stopped.abort();
      clearTimeout(timer);
      for (const release of waiting) release();
    },
  };
}

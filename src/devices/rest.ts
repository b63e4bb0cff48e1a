import type { Ending } from './stop.ts';

/**
 * Waits, until the signal comes at the latest.
 * Units: milliseconds; none or less is no wait.
 */
export async function rest(ms: number, signal: Ending): Promise<void> {
  if (ms <= 0 || signal.aborted) return;
  await new Promise<void>((resolve) => {
    const done = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

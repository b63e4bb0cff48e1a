type Waiter = { version: number; resolve: () => void; reject: (error: unknown) => void };

/** Those who wait until a version of something is shown. */
export type Waiters = {
  wait: (version: number) => Promise<void>;
  /** Everything up to this version is shown. */
  reached: (version: number) => void;
  fail: (error: unknown) => void;
  areAny: () => boolean;
};

/** Starts with nobody waiting. */
export function openWaiters(): Waiters {
  let waiters: Waiter[] = [];
  return {
    wait: (version) =>
      new Promise<void>((resolve, reject) => {
        waiters.push({ version, resolve, reject });
      }),
    reached(version) {
      const ready = waiters.filter((waiter) => waiter.version <= version);
      waiters = waiters.filter((waiter) => waiter.version > version);
      for (const waiter of ready) waiter.resolve();
    },
    fail(error) {
      const failed = waiters;
      waiters = [];
      for (const waiter of failed) waiter.reject(error);
    },
    areAny: () => waiters.length > 0,
  };
}

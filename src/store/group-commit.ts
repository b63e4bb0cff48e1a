/** Takes values one by one and commits them in groups. */
export type Group<T> = {
  /** Resolves when the group that the value went into is committed. */
  add(value: T): Promise<void>;
  /** Resolves when nothing waits any more, whatever became of it. */
  idle(): Promise<void>;
};

/**
 * Gathers what is handed in during one turn of the event loop and commits it together.
 * Every commit waits for the disk and holds the loop meanwhile: a hundred answers that arrive at once cost one wait, not a hundred.
 */
export function groupCommits<T>(commit: (values: T[]) => Promise<void>): Group<T> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  async function flush(): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const values = waiting;
    waiting = [];
    next = undefined;
    await commit(values);
  }
  return {
    add(value) {
      waiting.push(value);
      next ??= flush();
      return next;
    },
    async idle() {
      await next?.catch(() => undefined);
    },
  };
}

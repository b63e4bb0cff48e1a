import { setImmediate as nextTurn, setTimeout as sleep } from 'node:timers/promises';

/** Takes values one by one and commits them in groups. */
export type Group<T> = {
  /** Resolves when the group that the value went into is committed. */
  add(value: T): Promise<void>;
  /** Resolves when nothing waits any more, whatever became of it. */
  idle(): Promise<void>;
};

/** What became of one value of a group. */
export type Outcome<R> = { value: R } | { error: unknown };

/** After a group of more than this more are on their way, and are waited for a little. */
const FEW = 2;
/** Units: milliseconds. */
const A_LITTLE_MS = 1;

/**
 * Gathers what is handed in during one turn of the event loop, or in a rush during a millisecond, and commits it together.
 * Every commit waits for the disk and holds the loop meanwhile: a hundred answers that arrive at once cost one wait, not a hundred.
 */
export function groupCommits<T>(commit: (values: T[]) => Promise<void>): Group<T> {
  let waiting: T[] = [];
  let next: Promise<void> | undefined;
  let last = 0;
  async function flush(): Promise<void> {
    await (last > FEW ? sleep(A_LITTLE_MS) : nextTurn());
    const values = waiting;
    waiting = [];
    last = values.length;
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

/**
 * The same for work that gives something back: `commit` does all of it in one commit and says of each what became of it, in the order given.
 * Fails: `add` as its own value did; all of them where the commit fails.
 */
export function groupCalls<T, R>(
  commit: (values: T[]) => Promise<Outcome<R>[]>,
): {
  add(value: T): Promise<R>;
  idle(): Promise<void>;
} {
  type Call = { value: T; outcome?: Outcome<R> | undefined };
  const group = groupCommits<Call>(async (calls) => {
    const outcomes = await commit(calls.map(({ value }) => value));
    for (const [i, call] of calls.entries()) call.outcome = outcomes[i];
  });
  return {
    async add(value) {
      const call: Call = { value };
      await group.add(call);
      if (call.outcome !== undefined && 'value' in call.outcome) return call.outcome.value;
      throw call.outcome?.error;
    },
    idle: () => group.idle(),
  };
}

/** When kept messages are handled again. Units: `firstPauseMs` milliseconds before the first time after a failure. */
type TakeUpDeps = { work: () => Promise<void>; firstPauseMs: number };

/** Messages that wait to be handled again. */
export type TakeUp = {
  /** Takes up all at once, what an earlier process left too. */
  now: () => void;
  /** Something was not handled: it is taken up after a pause, which doubles for as long as something fails. */
  later: () => void;
  stop: () => void;
};

/** The pause grows no longer than that. Units: milliseconds. */
const LONGEST_PAUSE_MS = 600_000;

/** Starts with nothing to take up. Shape: `work` says by `later` that something failed, and never rejects. */
export function openTakeUp({ work, firstPauseMs }: TakeUpDeps): TakeUp {
  let pauseMs = firstPauseMs;
  let timer: NodeJS.Timeout | undefined;
  let isWorking = false;
  let isLeft = false;
  let isStopped = false;

  function later(): void {
    isLeft = true;
    if (isWorking || isStopped || timer !== undefined) return;
    timer = setTimeout(run, pauseMs);
    pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
  }

  function run(): void {
    timer = undefined;
    isLeft = false;
    isWorking = true;
    void work().then(() => {
      isWorking = false;
      if (isLeft) later();
      else pauseMs = firstPauseMs;
    });
  }

  return {
    later,
    now() {
      clearTimeout(timer);
      timer = setTimeout(run, 0);
    },
    stop() {
      isStopped = true;
      clearTimeout(timer);
    },
  };
}

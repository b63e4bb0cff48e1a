/** What hears or begins work by itself. */
export type Part = { stop: () => Promise<void> };

/** The parts of a process, as far as they were opened. */
export type Parts = {
  /** Takes in a part that was opened just now, and gives it back. */
  add: <T extends Part>(part: T) => T;
  /**
   * Stops all of them at once and closes what they stand on: nothing new is begun or heard, what is in hand is handed back, what is being sent is sent.
   * Fails: with the first fault, once all have ended.
   */
  stop: () => Promise<void>;
};

/** Opens the list. Shape: `engine` is what the parts stand on; its claims are handed back first. */
export function openParts(engine: { runner: Part; close: () => Promise<void> }): Parts {
  const opened: Part[] = [engine.runner];
  return {
    add(part) {
      opened.push(part);
      return part;
    },
    async stop() {
      const stopped = await Promise.allSettled(opened.map((part) => part.stop()));
      await engine.close();
      for (const outcome of stopped) if (outcome.status === 'rejected') throw outcome.reason;
    },
  };
}

/** Work that is on its way. */
export type Tracker = { track: (work: Promise<void>) => Promise<void>; idle: () => Promise<void> };

/** Starts with nothing on its way. */
export function openTracker(): Tracker {
  const works = new Set<Promise<void>>();
  return {
    async track(work) {
      works.add(work);
      try {
        await work;
      } finally {
        works.delete(work);
      }
    },
    async idle() {
      while (works.size > 0) await Promise.allSettled(works);
    },
  };
}

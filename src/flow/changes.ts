/** A bell that many ring and one waits for; rings in between are not lost. */
export type Changes = { ring: () => void; next: () => Promise<void> };

/** Makes a bell: `next` resolves at the next ring, or at once when it rang since the last `next`. */
export function openChanges(): Changes {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring() {
      rang = true;
      wake?.();
    },
    async next() {
      if (!rang) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      wake = undefined;
      rang = false;
    },
  };
}

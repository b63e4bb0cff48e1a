/** Where a bar is drawn; the part of a terminal's stream that it needs. */
export type Screen = { isTTY?: boolean | undefined; columns?: number | undefined; write(text: string): unknown };

/** How far a search is, and through what. */
export type Progress = { asked: number; of: number; found: number; what: 'addresses' | 'devices' };

/** A line that is drawn over again, and wiped when it is done. */
export type ProgressBar = { show(progress: Progress): void; end(): void };

const EVERY_MS = 100;
const MOST_CELLS = 30;
const NARROWEST = 60;
const WIPE = '\r\u001b[K';

/**
 * A progress bar.
 * Shape: nothing is written unless the screen is a terminal.
 */
export function openProgressBar(screen: Screen, isWanted: boolean): ProgressBar {
  let drawnAt = Number.NEGATIVE_INFINITY;
  const isDrawn = isWanted && screen.isTTY === true;
  return {
    show(progress) {
      const now = performance.now();
      if (!isDrawn || now - drawnAt < EVERY_MS) return;
      drawnAt = now;
      screen.write(`${WIPE}${barText(progress, screen.columns ?? NARROWEST)}`);
    },
    end() {
      if (isDrawn && drawnAt > 0) screen.write(WIPE);
    },
  };
}

/** One line of at most `columns` characters. */
export function barText({ asked, of, found, what }: Progress, columns: number): string {
  const words = ` ${asked} of ${of} ${what}, ${found} answered`;
  const cells = Math.max(0, Math.min(MOST_CELLS, columns - words.length - 3));
  const full = of === 0 ? cells : Math.floor((asked / of) * cells);
  return `[${'#'.repeat(full)}${'.'.repeat(cells - full)}]${words}`.slice(0, Math.max(0, columns - 1));
}

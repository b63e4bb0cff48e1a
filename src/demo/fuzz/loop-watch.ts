/** Watches how late the event loop is, so that a read is not blamed for it. Units: milliseconds. */
export type LoopWatch = {
  /** How long the loop was held up since this time (of `performance.now()`). */
  heldUpSince(time: number): number;
  /** The longest hold-up that was work of this process, not of others on the machine. */
  longest(): number;
  stop(): void;
};

const EVERY_MS = 10;
const REMEMBERED = 2000;

/** Starts a ticker and notes each tick that comes late. */
export function watchLoop(): LoopWatch {
  const late: { at: number; ms: number }[] = [];
  let longest = 0;
  let last = performance.now();
  let used = process.cpuUsage();
  const timer = setInterval(() => {
    const now = performance.now();
    const ms = now - last - EVERY_MS;
    const spent = process.cpuUsage(used);
    used = process.cpuUsage();
    last = now;
    if (ms <= 1) return;
    longest = Math.max(longest, Math.min(ms, (spent.user + spent.system) / 1000));
    late.push({ at: now, ms });
    if (late.length > REMEMBERED) late.shift();
  }, EVERY_MS);
  return {
    heldUpSince(time) {
      const past = late.filter((one) => one.at >= time).reduce((sum, one) => sum + one.ms, 0);
      return past + Math.max(0, performance.now() - last - EVERY_MS);
    },
    longest: () => longest,
    stop: () => clearInterval(timer),
  };
}

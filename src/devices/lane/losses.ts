/** So many lost packets show that packets are being lost. */
const ENOUGH = 2;
/** A loss is believed in for so long. Units: milliseconds. */
const LATELY_MS = 5 * 60_000;
/** From this share of the usual round trip on, an answer can be one to the last request. */
const NEARLY = 0.7;

/** A request that was answered at its second try; whether that went out twice. Units: milliseconds of our monotonic clock. */
export type SecondTry = {
  id: number;
  sinceLastMs: number;
  usualMs: number | undefined;
  isCopied: boolean;
  now: number;
};

/**
 * Tells a network that loses packets from one that is slow, by what comes after second tries: of a lost request there is one answer, of a late one there are two.
 * Shape: the last few losses of all devices of a lane, because they share the way there.
 */
export class Losses {
  readonly #ids: number[] = [];
  readonly #at: number[] = [];

  /** Notes an answer to a request that was sent again; one too soon after that is an answer to the first try, which was late and not lost. */
  answered({ id, sinceLastMs, usualMs, isCopied, now }: SecondTry): void {
    if (usualMs === undefined) return;
    if (sinceLastMs < NEARLY * usualMs) {
      this.#forget(0);
      return;
    }
    // Of a copy a second answer says nothing.
    if (isCopied) return;
    this.#ids.push(id);
    this.#at.push(now);
    if (this.#ids.length > ENOUGH) this.#forget(0);
  }

  /** Notes an answer that nobody waits for any more: where it is a second one, nothing was lost. */
  echoed(id: number): void {
    const at = this.#ids.indexOf(id);
    if (at >= 0) this.#forget(at);
  }

  isProven(now: number): boolean {
    return this.#at.length >= ENOUGH && this.#at.every((at) => now - at < LATELY_MS);
  }

  #forget(n: number): void {
    this.#ids.splice(n, 1);
    this.#at.splice(n, 1);
  }
}

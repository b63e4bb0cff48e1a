import { INTEGER, OCTETS } from './element.ts';

/** Longer messages than this are not written here. Units: octets. */
const SIZE = 8192;

/** Writes BER from the last octet to the first, so that each length is known when its turn comes; one writer serves all, one message at a time. */
export class BackWriter {
  readonly #octets = Buffer.alloc(SIZE);
  /** Where the next octet goes before. */
  at = SIZE;

  begin(): void {
    this.at = SIZE;
  }

  put(octets: Uint8Array): void {
    this.at -= octets.length;
    this.#octets.set(octets, this.at);
  }

  /** Puts tag and length before what was written since `end`. */
  wrap(tag: number, end: number): void {
    const length = end - this.at;
    if (length < 0x80) {
      this.#byte(length);
    } else if (length < 0x100) {
      this.#byte(length);
      this.#byte(0x81);
    } else {
      this.#byte(length & 0xff);
      this.#byte(length >> 8);
      this.#byte(0x82);
    }
    this.#byte(tag);
  }

  octets(octets: Uint8Array): void {
    const end = this.at;
    this.put(octets);
    this.wrap(OCTETS, end);
  }

  /** A number that is not negative, of at most 31 bits. */
  integer(value: number): void {
    const end = this.at;
    let left = value;
    do {
      this.#byte(left & 0xff);
      left >>>= 8;
    } while (left > 0);
    if ((this.#octets[this.at] ?? 0) > 0x7f) this.#byte(0);
    this.wrap(INTEGER, end);
  }

  /** A copy of what was written. */
  taken(): Buffer {
    return Buffer.from(this.#octets.subarray(this.at));
  }

  /** Where a position of the writer lies in what is `taken`. */
  offsetOf(at: number): number {
    return at - this.at;
  }

  #byte(octet: number): void {
    this.at -= 1;
    this.#octets[this.at] = octet;
  }
}

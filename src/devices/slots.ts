/** More than can be under way at once. */
const MOST = 2 ** 20;

/**
 * Things that come and go by the thousand, by numbers that `Slots` gave to others.
 * Shape: a list whose places are used again. A Map that is filled and emptied without end leaves its outgrown tables behind, each of which holds what
 * was in it and the table after it: once one of them has grown old, all later ones and what was in them stay until the next full collection.
 */
export class Places<T> {
  readonly #numbers: number[] = [];
  readonly #things: (T | undefined)[] = [];
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Takes one; what had the same place before is forgotten. */
  put(number: number, thing: T): void {
    const slot = number % MOST;
    if (this.#things[slot] === undefined) this.#size += 1;
    this.#numbers[slot] = number;
    this.#things[slot] = thing;
  }

  get(number: number): T | undefined {
    const slot = number % MOST;
    return this.#numbers[slot] === number ? this.#things[slot] : undefined;
  }

  /** Says whether it was there. */
  delete(number: number): boolean {
    if (this.get(number) === undefined) return false;
    this.#things[number % MOST] = undefined;
    this.#size -= 1;
    return true;
  }

  /** All that are there now. */
  values(): T[] {
    return this.#things.filter((thing) => thing !== undefined);
  }
}

/** The same, where each gets a number that no other one ever has. */
export class Slots<T> extends Places<T> {
  readonly #free: number[] = [];
  #slots = 0;

  /** Takes one more, and gives its number. */
  add(thing: T): number {
    const number = this.#free.pop() ?? this.#slots;
    if (number === this.#slots) this.#slots += 1;
    this.put(number, thing);
    return number;
  }

  override delete(number: number): boolean {
    const isHere = super.delete(number);
    if (isHere) this.#free.push(number + MOST);
    return isHere;
  }
}

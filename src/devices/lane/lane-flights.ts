import type { LaneFlight } from './flight.ts';

/** The reads of a lane that are going on, by the numbers of their requests. Shape: lists, which leave nothing behind (`Slots` says why a Map would). */
export class LaneFlights {
  readonly #ids: number[] = [];
  readonly #flights: LaneFlight[] = [];

  get size(): number {
    return this.#ids.length;
  }

  add(flight: LaneFlight): void {
    this.#ids.push(flight.id);
    this.#flights.push(flight);
  }

  find(id: number): LaneFlight | undefined {
    return this.#flights[this.#ids.indexOf(id)];
  }

  /** Says whether it was there. */
  remove(flight: LaneFlight): boolean {
    const at = this.#flights.indexOf(flight);
    if (at < 0) return false;
    // The last one takes its place.
    const [id, last] = [this.#ids.pop(), this.#flights.pop()];
    if (last !== undefined && id !== undefined && last !== flight) {
      this.#ids[at] = id;
      this.#flights[at] = last;
    }
    return true;
  }

  /** Shows each to `look`, which may remove it. */
  each(look: (flight: LaneFlight) => void): void {
    for (let n = this.#flights.length - 1; n >= 0; n -= 1) {
      const flight = this.#flights[n];
      if (flight !== undefined) look(flight);
    }
  }
}

/** Those who wait for something to come, first come, first served. */
import { type Awaited, type Outcome, type Program, TIMED_OUT, valueOf, Wait } from "../call/program.ts";

class Place<T> implements Awaited {
  given: Outcome<T> | undefined;
  #done: ((result: number) => void) | undefined;

  begin(done: (result: number) => void): () => boolean {
    this.#done = done;
    return () => {
      this.#done = undefined;
      return false;
    };
  }

  /** What comes is told by the event loop, which stands still while this thread is blocked. */
  here(): number {
    return TIMED_OUT;
  }

  give(outcome: Outcome<T>): void {
    this.given = outcome;
    this.#done?.(0);
  }
}

/** Those who wait. */
export class Waiters<T> {
  readonly #places = new Set<Place<T>>();

  /** `changed` is told when the first comes and when the last has gone. */
  constructor(readonly changed: () => void = () => {}) {}

  /** How many wait. */
  get size(): number {
    return this.#places.size;
  }

  /** Gives it to the one who came first; false when nobody waits. */
  give(outcome: Outcome<T>): boolean {
    const [first] = this.#places;
    if (first === undefined) return false;
    this.#leave(first);
    first.give(outcome);
    return true;
  }

  /** Gives it to all. */
  giveAll(outcome: Outcome<T>): void {
    for (let left = this.size; left > 0; left--) this.give(outcome);
  }

  /** Waits; undefined when the time has passed. Only for the asynchronous driver. */
  *wait(milliseconds: number): Program<T | undefined> {
    const place = new Place<T>();
    this.#places.add(place);
    if (this.#places.size === 1) this.changed();
    try {
      yield new Wait(place, milliseconds);
      return place.given === undefined ? undefined : valueOf(place.given);
    } finally {
      this.#leave(place);
    }
  }

  #leave(place: Place<T>): void {
    if (this.#places.delete(place) && this.#places.size === 0) this.changed();
  }
}

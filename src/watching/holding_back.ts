/** Events that are held back until nothing has happened for a while. */
import { Debounce } from "./debounce.ts";
import type { WatchEvent } from "./watch_event.ts";

/** Holds events back: {@link Debounce} with a clock. */
export class HoldingBack {
  readonly #debounce: Debounce;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #referenced = true;

  /** `quiet`: milliseconds for which nothing must have happened. */
  constructor(quiet: number, readonly on: (event: WatchEvent) => void) {
    this.#debounce = new Debounce(quiet);
  }

  /** Adds an event. */
  push(event: WatchEvent): void {
    this.#debounce.add(event, performance.now());
    if (this.#timer === undefined) this.#wait();
  }

  /** Passes on what is due at a time of `performance.now()`. */
  pass(now: number): void {
    for (const event of this.#debounce.take(now)) this.on(event);
  }

  #wait(): void {
    const { due } = this.#debounce;
    this.#timer = due === undefined ? undefined : setTimeout(() => {
      this.pass(performance.now());
      this.#wait();
    }, Math.max(0, due - performance.now()));
    if (this.#timer !== undefined && !this.#referenced) Deno.unrefTimer(this.#timer);
  }

  /** Keeps the process alive while it holds something. */
  ref(): void {
    this.#referenced = true;
    if (this.#timer !== undefined) Deno.refTimer(this.#timer);
  }

  /** Does not keep the process alive. */
  unref(): void {
    this.#referenced = false;
    if (this.#timer !== undefined) Deno.unrefTimer(this.#timer);
  }

  /** Passes on nothing more. */
  close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }
}

/** Operations that run one after the other, in the order in which they were called. */
import { type Abortable, follow, unfollow } from "../call/abort.ts";

/** Starts an operation, and is given what to call when it has ended. */
type Begin<T> = (ended: () => void) => Promise<T>;

/** Turns, of which one is taken at a time. */
export class Turns {
  #waiting: (() => void)[] = [];
  /** The one of those that wait that is next. */
  #next = 0;
  #taken = false;
  #over = false;
  #handingOn = false;

  /** Begins when those before have ended; given up by `signal` while it waits, its turn only passes. */
  take<T>(begin: Begin<T>, ended: () => void, signal?: AbortSignal): Promise<T> {
    const over = () => {
      this.#handOn();
      ended();
    };
    if (!this.#taken) {
      this.#taken = true;
      return begin(over);
    }
    return new Promise((resolve, reject) => {
      const waiter: Abortable = { abort: () => reject(signal!.reason) };
      if (signal !== undefined) follow(signal, waiter);
      this.#waiting.push(() => {
        if (signal?.aborted) return over();
        if (signal !== undefined) unfollow(signal, waiter);
        begin(over).then(resolve, reject);
      });
    });
  }

  /** In a loop: of thousands that end at once, each would begin the next from within itself. */
  #handOn(): void {
    this.#over = true;
    if (this.#handingOn) return;
    this.#handingOn = true;
    while (this.#over) {
      this.#over = false;
      const begin = this.#shift();
      if (begin === undefined) this.#taken = false;
      else begin();
    }
    this.#handingOn = false;
  }

  #shift(): (() => void) | undefined {
    const first = this.#waiting[this.#next];
    this.#waiting[this.#next++] = nothing;
    // Not every time: that would move all those behind.
    if (this.#next > 1000 && this.#next * 2 > this.#waiting.length || first === undefined) {
      this.#waiting = this.#waiting.slice(this.#next);
      this.#next = 0;
    }
    return first;
  }
}

function nothing(): void {}

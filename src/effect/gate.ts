/** Lets so much be under way at a time, in the order in which it came. */
export class Gate {
  #free: number;
  readonly #waiting: Set<() => void> = new Set();

  /** `Infinity` lets all pass. */
  constructor(places: number) {
    this.#free = places;
  }

  /** Does `work` when there is a place, which it holds until it ends; given up by `signal` while it waits. */
  async pass<T>(work: () => T | Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    try {
      return await work();
    } finally {
      this.#handOn();
    }
  }

  #turn(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => {
      this.#waiting.delete(begin);
      reject(signal!.reason);
    };
    const begin = () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    this.#waiting.add(begin);
    signal?.addEventListener("abort", abort);
    return promise;
  }

  #handOn(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}

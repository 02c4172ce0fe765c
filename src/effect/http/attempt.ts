/** One request and its answer's body, given up when nothing comes for too long. */
import { Failure } from "../failure.ts";

/** The end of waiting: for the caller's signal, and for a server from which nothing comes. Ended by `end`. */
export class Attempt {
  readonly #timeout: number;
  readonly #given: AbortSignal;
  readonly #own = new AbortController();
  readonly #aborted = (): void => this.#own.abort(this.#given.reason);
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** Begins to wait, so many milliseconds for each sign of life. */
  constructor(given: AbortSignal, timeout: number) {
    this.#given = given;
    this.#timeout = timeout;
    given.addEventListener("abort", this.#aborted);
    if (given.aborted) this.#aborted();
    else this.progress();
  }

  /** Ends the request. */
  get signal(): AbortSignal {
    return this.#own.signal;
  }

  /** Something came. */
  progress(): void {
    clearTimeout(this.#timer);
    if (!Number.isFinite(this.#timeout)) return;
    this.#timer = setTimeout(() => {
      this.#own.abort(new Failure("ETIMEDOUT", { detail: `nothing came for ${this.#timeout} ms` }));
    }, this.#timeout);
  }

  /** Waits for nothing until the next sign of life: nobody reads. */
  pause(): void {
    clearTimeout(this.#timer);
  }

  /** What an error is: when this was given up, the reason of that. */
  reasonOf(error: unknown): unknown {
    return this.signal.aborted ? this.signal.reason : error;
  }

  /** Waits no more. Ending twice is harmless. */
  end(): void {
    clearTimeout(this.#timer);
    this.#given.removeEventListener("abort", this.#aborted);
  }
}

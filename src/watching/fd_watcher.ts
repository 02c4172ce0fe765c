import { asynchronous } from "../call/asynchronous.ts";
import { toDeadline } from "../call/deadline.ts";
import { type Program, TIMED_OUT } from "../call/program.ts";
import type { HasDescriptor } from "../stat/fstat.ts";
import { FD_TIMED_OUT, type FDEvent, fdEvent, pollEvents } from "./fd_event.ts";
import { closedError, fdOf, fileUnder, readied, Readiness, requireSame } from "./readiness.ts";
import type { WaitOptions } from "./wait_options.ts";

/**
 * Watches a descriptor for what can be done with it without waiting, again and again: a `wait()` tells what it is ready
 * for now, as long as it is. Nothing is watched, and the process may end, while nobody waits. Several watchers of one
 * descriptor may ask for different things.
 *
 * Close the watcher before the descriptor: nothing tells of a `close(2)`, and who waits then may wait for ever.
 *
 * @example
 * ```ts
 * import { open } from "@reseau/files";
 * import { FDWatcher } from "@reseau/files/watching";
 * await using file = await open("deno.json");
 * using watcher = new FDWatcher(file, { readable: true });
 * console.log((await watcher.wait()).readable); // true
 * ```
 */
export class FDWatcher implements Disposable {
  /** The descriptor's number. */
  readonly fd: number;
  readonly #events: number;
  readonly #file: string;
  readonly #waits = new Set<Readiness>();
  #closed = false;

  /**
   * Remembers what the descriptor stands for; nothing is watched yet.
   *
   * @param file A descriptor's number, or something that has one in `fd`. It stays the caller's.
   * @param options What to wait for: one of the two at least.
   * @throws {TypeError} `file` is no whole number, or nothing is asked for.
   * @throws {RangeError} It is negative.
   * @throws {Error} `EBADF`: nothing is open under that number.
   * @throws {Deno.errors.BadResource} The handle is closed.
   */
  constructor(file: HasDescriptor | number, options: { readable?: boolean; writable?: boolean }) {
    this.fd = fdOf(file);
    this.#events = pollEvents(options);
    if (this.#events === 0) throw new TypeError("FDWatcher: readable or writable must be true");
    this.#file = fileUnder(this.fd);
  }

  /**
   * Waits until the descriptor is ready. Several may wait at once: all are told.
   *
   * @throws {Deno.errors.UnexpectedEof} The watcher is closed, or was meanwhile.
   * @throws {Error} `EBADF`: the descriptor was closed, and its number may stand for another file.
   * @throws {RangeError} `timeout` is negative or no number.
   * @throws {Deno.errors.NotSupported} On Windows.
   */
  wait(options: WaitOptions = {}): Promise<FDEvent> {
    return asynchronous(this.#wait(options), options.signal);
  }

  *#wait({ timeout }: WaitOptions): Program<FDEvent> {
    const deadline = toDeadline(timeout, "FDWatcher.wait");
    if (this.#closed) throw closedError();
    requireSame(this.fd, this.#file);
    const readiness = new Readiness(this.fd, this.#events, this.#file);
    this.#waits.add(readiness);
    try {
      const result = yield* readied(readiness, deadline.left);
      return result === TIMED_OUT ? FD_TIMED_OUT : fdEvent(result, this.#events);
    } finally {
      this.#waits.delete(readiness);
    }
  }

  /** Ends: whoever waits is thrown `UnexpectedEof`. Closing twice is harmless; the descriptor stays open. */
  close(): void {
    this.#closed = true;
    for (const readiness of [...this.#waits]) readiness.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }
}

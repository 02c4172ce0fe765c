import { asynchronous } from "../call/asynchronous.ts";
import { toDeadline } from "../call/deadline.ts";
import type { Program } from "../call/program.ts";
import { type FileEvent, fileEvent } from "./file_event.ts";
import { type Entry, FolderQueue } from "./folder_queue.ts";
import { Observation } from "./observation.ts";
import { closedError } from "./readiness.ts";
import type { WaitOptions } from "./wait_options.ts";
import { Waiters } from "./waiters.ts";

/** A name in a folder, and what has happened to it. */
export type FolderEvent = [name: string, event: FileEvent];

/**
 * Watches one folder: names that come and go in it, and changes of what they stand for; not what stands below. Events
 * wait in order until they are taken, by `wait()` or a loop. The process may end while nobody waits.
 *
 * The name is empty where the system gives none: something has happened in the folder. So it is, with `renamed` and
 * `changed`, when changes came faster than the system keeps them, or more than 65,536 waited that could not be merged:
 * look at the folder again. {@link watch} does that by itself.
 *
 * Linux: `inotify(7)`. macOS: `kqueue(2)`, and listing the folder again: a name that comes and goes at once is not told.
 *
 * @example
 * ```ts
 * import { FolderMonitor } from "@reseau/files/watching";
 * const path = await Deno.makeTempDir();
 * using monitor = new FolderMonitor(path);
 * await Deno.writeTextFile(`${path}/a.txt`, "a");
 * console.log(await monitor.wait()); // [ "a.txt", { renamed: true, changed: false, timedout: false } ]
 * await Deno.remove(path, { recursive: true });
 * ```
 */
export class FolderMonitor implements Disposable, AsyncIterable<FolderEvent> {
  readonly #observation: Observation;
  readonly #waiters: Waiters<Entry> = new Waiters(() => this.#observation.awaited = this.#waiters.size > 0);
  readonly #queue = new FolderQueue();
  #closed = false;

  /**
   * Watches from now on.
   *
   * @param path The folder. Of a file, the name is the last part of its path.
   * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
   * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a part of the path before the last is not a directory.
   * @throws {Deno.errors.PermissionDenied} `EACCES`: it must not be read.
   * @throws {Error} `ENOSPC`: a limit of the system is reached, which the message names.
   * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
   * @throws {TypeError} `path` is none.
   */
  constructor(path: string | URL) {
    this.#observation = new Observation(path, "FolderMonitor", (name, flags) => {
      if (!this.#waiters.give({ value: [name, flags] })) this.#queue.push(name, flags);
    });
  }

  /** The path, as it was given. */
  get path(): string {
    return this.#observation.path;
  }

  /** Whether it will tell nothing more: the folder was removed, and all events were taken. */
  get exhausted(): boolean {
    return !this.#observation.alive && this.#queue.length === 0;
  }

  /**
   * The oldest event, as soon as there is one; `["", { timedout: true, … }]` when the time has passed. With a `timeout` of
   * 0 it tells of what happened before the call.
   *
   * @throws {Deno.errors.UnexpectedEof} The monitor is closed, or was meanwhile.
   * @throws {RangeError} `timeout` is negative or no number.
   */
  wait(options: WaitOptions = {}): Promise<FolderEvent> {
    return asynchronous(this.#wait(options), options.signal);
  }

  *#wait({ timeout }: WaitOptions): Program<FolderEvent> {
    const deadline = toDeadline(timeout, "FolderMonitor.wait");
    if (this.#closed) throw closedError();
    if (this.#queue.length === 0) this.#observation.drain();
    const [name, flags] = this.#queue.shift() ?? (yield* this.#waiters.wait(deadline.left)) ?? ["", 0];
    return [name, fileEvent(flags)];
  }

  /** All events, until it is closed. */
  async *[Symbol.asyncIterator](): AsyncIterableIterator<FolderEvent> {
    try {
      while (!this.#closed) yield await this.wait();
    } catch (error) {
      if (!this.#closed) throw error;
    }
  }

  /** Ends: whoever waits is thrown `UnexpectedEof`, loops end. Closing twice is harmless. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiters.giveAll({ error: closedError() });
    this.#observation.close();
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }
}

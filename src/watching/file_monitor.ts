import { asynchronous } from "../call/asynchronous.ts";
import { toDeadline } from "../call/deadline.ts";
import type { Program } from "../call/program.ts";
import { type FileEvent, fileEvent } from "./file_event.ts";
import { Observation } from "./observation.ts";
import { closedError } from "./readiness.ts";
import type { WaitOptions } from "./wait_options.ts";
import { Waiters } from "./waiters.ts";

/**
 * Watches one file or directory: not what stands in directories below, and not its name, but what stood there when it
 * began. What happens while nobody waits is kept, as two bits: `wait()` tells of it at once. The process may end while
 * nobody waits. {@link watch} follows names, and tells of trees.
 *
 * Linux: `inotify(7)`. Of changes by others on NFS and the like it does not tell: see {@link PollingFileWatcher}.
 * macOS: `kqueue(2)`.
 *
 * @example
 * ```ts
 * import { FileMonitor } from "@reseau/files/watching";
 * const path = await Deno.makeTempFile();
 * using monitor = new FileMonitor(path);
 * await Deno.writeTextFile(path, "four");
 * console.log(await monitor.wait()); // { renamed: false, changed: true, timedout: false }
 * await Deno.remove(path);
 * ```
 */
export class FileMonitor implements Disposable {
  readonly #observation: Observation;
  readonly #waiters: Waiters<number> = new Waiters(() => this.#observation.awaited = this.#waiters.size > 0);
  #flags = 0;
  #closed = false;

  /**
   * Watches from now on.
   *
   * @param path The file; a symbolic link is followed.
   * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
   * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a part of the path before the last is not a directory.
   * @throws {Deno.errors.PermissionDenied} `EACCES`: it must not be read.
   * @throws {Error} `ENOSPC`: a limit of the system is reached, which the message names.
   * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
   * @throws {TypeError} `path` is none.
   */
  constructor(path: string | URL) {
    this.#observation = new Observation(path, "FileMonitor", (_, flags) => this.#take(flags));
  }

  /** The path, as it was given. */
  get path(): string {
    return this.#observation.path;
  }

  #take(flags: number): void {
    const all = this.#flags | flags;
    if (all === this.#flags) return;
    this.#flags = this.#waiters.give({ value: all }) ? 0 : all;
  }

  /**
   * What has happened since the last `wait()`, as soon as something has. Of several who wait, each event wakes one.
   *
   * @throws {Deno.errors.UnexpectedEof} The monitor is closed, or was meanwhile.
   * @throws {RangeError} `timeout` is negative or no number.
   */
  wait(options: WaitOptions = {}): Promise<FileEvent> {
    return asynchronous(this.#wait(options), options.signal);
  }

  *#wait({ timeout }: WaitOptions): Program<FileEvent> {
    const deadline = toDeadline(timeout, "FileMonitor.wait");
    if (this.#closed) throw closedError();
    this.#observation.drain();
    const flags = this.#flags;
    this.#flags = 0;
    return fileEvent(flags !== 0 ? flags : (yield* this.#waiters.wait(deadline.left)) ?? 0);
  }

  /** Ends: whoever waits is thrown `UnexpectedEof`. Closing twice is harmless. */
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

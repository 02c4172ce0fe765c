import { clearTimeout, setTimeout } from "node:timers";
import { resolve } from "@std/path/resolve";
import { asynchronous } from "../call/asynchronous.ts";
import { toDeadline } from "../call/deadline.ts";
import type { SystemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import type { FileInfo } from "../stat/file_info.ts";
import { infoAt } from "../stat/stat.ts";
import { closedError } from "./readiness.ts";
import type { WaitOptions } from "./wait_options.ts";
import { Waiters } from "./waiters.ts";

/** How often to look. */
export interface PollingOptions {
  /** Milliseconds between two looks. Default: 5007. */
  interval?: number;
}

/**
 * What a file was and what it is: metadata, or `null` where nothing is there. What it is may also be the error that came
 * instead, or `Deno.errors.UnexpectedEof` where nothing had changed before the time had passed or the watcher was closed.
 */
export type FileChange = [previous: FileInfo | null, current: FileInfo | null | Error];

/** What is there, and what kept from finding out. */
interface Look {
  readonly info: FileInfo | null;
  readonly error: SystemError | undefined;
}

/**
 * Watches a path by looking at it from time to time, where the system does not tell of changes: on NFS, SMB and FUSE, in
 * `/proc` and `/sys`. Nobody looks while nobody waits, and the process may end then. A symbolic link is followed; nothing
 * need be there.
 *
 * All of what `stat` tells counts, but for the time of the last access: a change of the same size within the same second
 * is noticed, and so is a file that has taken another's place.
 *
 * @example
 * ```ts
 * import { PollingFileWatcher } from "@reseau/files/watching";
 * const path = await Deno.makeTempFile();
 * using watcher = new PollingFileWatcher(path, { interval: 100 });
 * await Deno.writeTextFile(path, "four");
 * const [previous, current] = await watcher.wait();
 * console.log(previous?.size, current); // 0 FileInfo { … size: 4 … }
 * await Deno.remove(path);
 * ```
 */
export class PollingFileWatcher implements Disposable {
  /** The path, as it was given. */
  readonly path: string;
  /** Milliseconds between two looks. */
  readonly interval: number;
  readonly #absolute: string;
  readonly #waiters: Waiters<FileChange> = new Waiters(() => this.#tend());
  #last: Look;
  /** Looks are numbered: of two at the same time, the one that began later counts. */
  #looks = 0;
  #newest = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;

  /**
   * Looks at once, on this thread: what changes from now on is told.
   *
   * @throws {RangeError} `interval` is not from 1 to 2147483647.
   * @throws {TypeError} `path` is none.
   * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
   */
  constructor(path: string | URL, { interval = 5007 }: PollingOptions = {}) {
    if (typeof interval !== "number" || !(interval >= 1 && interval <= 0x7fff_ffff)) {
      throw new RangeError(`interval must be from 1 to 2147483647 milliseconds, not ${interval}`);
    }
    this.path = pathOf(path);
    this.interval = interval;
    this.#absolute = resolve(requireRead(this.path)) as string;
    this.#last = lookOf(synchronous(looked(this.#absolute)), null);
  }

  /** What was seen last; `null` where nothing was there. */
  get info(): FileInfo | null {
    return this.#last.info;
  }

  /**
   * Looks at once, and then every `interval` until something has changed. Several may wait: all are told.
   *
   * @throws {TypeError} The watcher is closed.
   * @throws {RangeError} `timeout` is negative or no number.
   */
  wait(options: WaitOptions = {}): Promise<FileChange> {
    return asynchronous(this.#wait(options), options.signal);
  }

  *#wait({ timeout }: WaitOptions): Program<FileChange> {
    const deadline = toDeadline(timeout, "PollingFileWatcher.wait");
    if (this.#closed) throw new TypeError(`the watcher of '${this.path}' is closed`);
    const before = this.#last;
    yield* this.#look(() => true);
    if (this.#last !== before) return [before.info, this.#last.error ?? this.#last.info];
    if (this.#closed) return [before.info, closedError()];
    const waited = yield* this.#waiters.wait(deadline.left);
    return waited ?? [this.#last.info, new Deno.errors.UnexpectedEof("nothing has changed in time")];
  }

  /** Looks; what nobody hears of will be seen again. */
  *#look(heard: () => boolean): Program<void> {
    for (;;) {
      const number = ++this.#looks;
      const found = yield* looked(this.#absolute);
      if (number < this.#newest) continue;
      if (this.#closed || !heard()) return;
      this.#newest = number;
      const { info } = this.#last;
      const now = lookOf(found, info);
      if (isSame(this.#last, now)) return;
      this.#last = now;
      return this.#waiters.giveAll({ value: [info, found] });
    }
  }

  /** Looks from time to time while somebody waits. */
  #tend(): void {
    clearTimeout(this.#timer);
    if (this.#waiters.size === 0) return;
    this.#timer = setTimeout(async () => {
      try {
        await asynchronous(this.#look(() => this.#waiters.size > 0));
      } catch (error) {
        this.#waiters.giveAll({ error }); // the permission was revoked
      }
      this.#tend();
    }, this.interval);
  }

  /** Ends: whoever waits is given `UnexpectedEof`. Closing twice is harmless. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#waiters.giveAll({ value: [this.#last.info, closedError()] });
  }

  /** Closes it. */
  [Symbol.dispose](): void {
    this.close();
  }
}

/** What is there, or the error that came instead; throws only what is about the caller. */
function* looked(path: string): Program<FileInfo | null | SystemError> {
  try {
    return yield* infoAt(path, true, "null");
  } catch (error) {
    if ((error as Partial<SystemError>).code === undefined) throw error;
    return error as SystemError;
  }
}

/** An error leaves what was known. */
function lookOf(found: FileInfo | null | SystemError, before: FileInfo | null): Look {
  return found instanceof Error ? { info: before, error: found } : { info: found, error: undefined };
}

const FIELDS = ["mode", "nlink", "uid", "gid", "rdev", "size", "blocks", "dev", "ino"] as const;
const TIMES = ["mtimeNs", "ctimeNs", "birthtimeNs"] as const;

function isSame(before: Look, now: Look): boolean {
  if (before.error?.code !== now.error?.code) return false;
  const [a, b] = [before.info, now.info];
  if (a === null || b === null) return a === b;
  return FIELDS.every((name) => a[name] === b[name]) && TIMES.every((name) => a[name] === b[name]);
}

/** A handle's lifetime: which operations are under way, in which order, and when the descriptor is closed. */
import { asynchronous } from "../call/asynchronous.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Descriptor } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { forgetHandle, watchHandle } from "./leak.ts";
import type { OpenFlags } from "./open_options.ts";
import { Turns } from "./turns.ts";

/** What an operation of a handle runs on. */
export interface OpenFile extends Descriptor {
  readonly path: string;
}

/** A turn that lasts until it is released. */
export interface Hold {
  readonly file: OpenFile;
  release(): void;
}

/** The lifetime of an open file. Operations are added by the classes above it. */
export abstract class HandleBase {
  /** The path that it was opened with. */
  readonly path: string;
  #file: OpenFile;
  #open = true;
  #flags: OpenFlags;
  #pending = 0;
  #turns = new Turns();
  #closing: (() => void) | undefined;
  #ending: Promise<void> | undefined;

  /**
   * Takes over an open descriptor.
   * @internal
   */
  constructor(file: Descriptor, path: string, flags: OpenFlags, openedAt?: string) {
    this.#file = { fd: file.fd, manner: file.manner, path };
    this.path = path;
    this.#flags = flags;
    watchHandle(this, file.fd, path, openedAt);
  }

  /** The descriptor's number. It belongs to this handle: do not close it elsewhere. */
  get fd(): number {
    return this.#file.fd;
  }

  /** Whether the handle has not been closed. */
  get isOpen(): boolean {
    return this.#open;
  }

  /**
   * Closes the file, after the operations under way; closing again only waits for that. From the call on, the handle
   * refuses other operations. Memory given to an operation that was given up is free again when this resolves.
   *
   * Linux: `close(2)`.
   *
   * @throws {Error} `EIO`, `ENOSPC`, `EDQUOT`: what was written before could not be stored. The handle is closed even so.
   */
  close(): Promise<void> {
    if (!this.#open) return Promise.resolve(this.#ending?.catch(() => {})); // an error is the first caller's
    this.#open = false;
    if (this.#pending === 0) return this.#ending = asynchronous(this.#release());
    return this.#ending = new Promise((resolve) => {
      this.#closing = () => resolve(asynchronous(this.#release()));
    });
  }

  /** The synchronous {@link HandleBase.close}. When operations are under way, the last of them closes the descriptor. */
  closeSync(): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.#pending === 0) return synchronous(this.#release());
    this.#ending = new Promise((resolve) => {
      this.#closing = () => resolve(this.#releaseLate());
    });
  }

  /** {@link HandleBase.closeSync} */
  [Symbol.dispose](): void {
    this.closeSync();
  }

  /** {@link HandleBase.close} */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /**
   * Whether writes always go to the end.
   * @internal
   */
  protected get appends(): boolean {
    return this.#flags.appends;
  }

  /**
   * Runs a program on this thread.
   * @internal
   */
  protected now<T>(operation: (file: OpenFile) => Program<T>): T {
    this.#check();
    return synchronous(operation(this.#file));
  }

  /**
   * Runs a program that does not use the position.
   * @internal
   */
  protected run<T>(operation: (file: OpenFile) => Program<T>, signal?: AbortSignal): Promise<T> {
    if (!this.#open) return Promise.reject(this.#closed());
    this.#pending++;
    return asynchronous(this.#described(operation), signal, () => this.#ended());
  }

  /**
   * Runs a program that uses the position: after those that were called before.
   * @internal
   */
  protected inTurn<T>(operation: (file: OpenFile) => Program<T>, signal?: AbortSignal): Promise<T> {
    return this.#inTurn((ended) => asynchronous(this.#described(operation), signal, ended), signal);
  }

  /**
   * Keeps the descriptor open until what it returns is called.
   * @internal
   */
  protected pin(): () => void {
    this.#check();
    this.#pending++;
    let pinned = true;
    return () => {
      if (pinned) this.#ended();
      pinned = false;
    };
  }

  /** Begins when those before have ended. */
  #inTurn<T>(begin: (ended: () => void) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (!this.#open) return Promise.reject(this.#closed());
    if (signal?.aborted) return Promise.reject(signal.reason);
    this.#pending++;
    return this.#turns.take(begin, () => this.#ended(), signal);
  }

  /**
   * Waits for a turn to use the position, for work on more than one handle: `release` it when that has ended.
   * @internal
   */
  protected async hold(signal?: AbortSignal): Promise<Hold> {
    const { promise: released, resolve: release } = Promise.withResolvers<void>();
    const { promise, resolve } = Promise.withResolvers<OpenFile>();
    const turn = this.#inTurn((ended) => {
      released.then(ended);
      return asynchronous(this.#described(given)).then(resolve);
    }, signal);
    try {
      await turn;
    } catch (error) {
      release();
      throw error;
    }
    return { file: await promise, release };
  }

  /** A file opened synchronously is looked at before the first asynchronous operation: how it may keep one waiting. */
  #described<T>(operation: (file: OpenFile) => Program<T>): Program<T> {
    if (this.#file.manner === "unknown") return this.#describing(operation);
    try {
      return operation(this.#file);
    } catch (error) {
      return failing(error); // misuse rejects, like everything else
    }
  }

  *#describing<T>(operation: (file: OpenFile) => Program<T>): Program<T> {
    const known = yield* os.describe(this.#file.fd);
    if (typeof known !== "number") this.#file = { fd: known.fd, manner: known.manner, path: this.path };
    return yield* operation(this.#file);
  }

  *#release(): Program<void> {
    forgetHandle(this);
    const result = yield* os.close(this.#file, !this.#flags.writes);
    if (result < 0) throw systemError(result, "close", this.path);
  }

  /** Nobody waits for the outcome any more, and a failed close may mean lost data: it is reported as uncaught. */
  #releaseLate(): void {
    try {
      synchronous(this.#release());
    } catch (error) {
      reportError(error);
    }
  }

  #ended(): void {
    if (--this.#pending === 0 && this.#closing !== undefined) this.#closing();
  }

  #check(): void {
    if (!this.#open) throw this.#closed();
  }

  #closed(): Error {
    return new Deno.errors.BadResource(`the handle of '${this.path}' is closed`);
  }
}

// deno-lint-ignore require-yield
function* failing(error: unknown): Program<never> {
  throw error;
}

/** The program that only says which file it was given. */
// deno-lint-ignore require-yield
export function* given(file: OpenFile): Program<OpenFile> {
  return file;
}

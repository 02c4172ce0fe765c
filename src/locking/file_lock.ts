/** Locks on files by their paths. */
import { afterwards } from "../call/afterwards.ts";
import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { forgetHandle, watchHandle } from "../handle/leak.ts";
import { closed, type Wanted, wasClosed } from "./claim.ts";
import { locking } from "../os/locking.ts";
import { converted } from "./conversion.ts";
import { type Claim, forgetHeld, holdFor, rememberHeld } from "./held.ts";
import type { LockFileOptions } from "./lock_options.ts";

/** What became of a lock that was converted. */
export interface Conversion {
  /** Whether it was let go of in between, so that others may have had it, and what it protects may have changed. */
  readonly lost: boolean;
}

/** How to wait for a conversion. */
export type ConvertOptions = Pick<LockFileOptions, "blocking" | "timeout" | "signal">;

/**
 * A lock on a file, by `lockFile`. It ends with `release()`, with the process, or when it is collected; `await using`
 * releases it.
 *
 * @example
 * ```ts
 * import { lockFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * await using lock = await lockFile(path, { shared: true });
 * const { lost } = await lock.upgrade();
 * console.log(lock.held, lock.shared, lost); // true false false
 * await Deno.remove(path);
 * ```
 */
export class FileLock {
  /** The path that it was asked for by. */
  readonly path: string;
  readonly #wanted: Wanted;
  #claim: Claim | undefined;
  /** Closes the claim's file, where that is made ready. */
  #end: (() => number) | undefined;
  #busy = false;

  /**
   * Takes over an open file that is locked.
   * @internal
   */
  constructor(claim: Claim, wanted: Wanted) {
    this.path = wanted.name;
    this.#wanted = wanted;
    this.#hold(claim);
  }

  /** Whether it has not been released, or lost in a conversion that failed. */
  get held(): boolean {
    return this.#claim !== undefined;
  }

  /** Whether others may have a shared lock beside this one. */
  get shared(): boolean {
    return this.#claim?.shared ?? false;
  }

  /**
   * Makes a shared lock exclusive. When nobody else has one, that is done in one step (`lost: false`). Else, and on
   * Windows always, the lock is let go of, as `flock(2)` does, and waited for again: `lost` says so. Of two that both do this, one gets it and the
   * other waits for that one: they never wait for each other. Given up, or when it fails, nothing is held.
   *
   * @throws {Deno.errors.WouldBlock} `EAGAIN`: others hold it, with `blocking: false`. Nothing is held then.
   * @throws {DOMException} `TimeoutError`: `timeout` has passed.
   */
  upgrade(options: ConvertOptions = {}): Promise<Conversion> {
    return asynchronous(this.#convert(false, options), options.signal);
  }

  /** The synchronous {@link FileLock.upgrade}. */
  upgradeSync(options: Omit<ConvertOptions, "signal"> = {}): Conversion {
    return synchronous(this.#convert(false, options));
  }

  /** Makes an exclusive lock shared; nobody comes in between. */
  downgrade(options: ConvertOptions = {}): Promise<Conversion> {
    return asynchronous(this.#convert(true, options), options.signal);
  }

  /** The synchronous {@link FileLock.downgrade}. */
  downgradeSync(options: Omit<ConvertOptions, "signal"> = {}): Conversion {
    return synchronous(this.#convert(true, options));
  }

  /** Releases the lock; again is harmless. The file stays. */
  release(): Promise<void> {
    if (this.#end === undefined) return asynchronous(this.#release());
    try {
      this.#releaseNow();
      return Promise.resolve();
    } catch (error) {
      return Promise.reject(error);
    }
  }

  /** The synchronous {@link FileLock.release}. */
  releaseSync(): void {
    if (this.#end === undefined) synchronous(this.#release());
    else this.#releaseNow();
  }

  /** {@link FileLock.releaseSync} */
  [Symbol.dispose](): void {
    this.releaseSync();
  }

  /** {@link FileLock.release} */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }

  *#convert(shared: boolean, options: ConvertOptions): Program<Conversion> {
    if (this.#busy) throw new TypeError(`the lock on '${this.path}' is being converted`);
    const claim = this.#take();
    if (claim === undefined) throw new Deno.errors.BadResource(`the lock on '${this.path}' is not held`);
    if (claim.shared === shared) {
      this.#hold(claim);
      return { lost: false };
    }
    this.#busy = true;
    try {
      const { claim: next, lost } = yield* converted(claim, { ...this.#wanted, shared }, options);
      this.#hold(next);
      return { lost };
    } finally {
      this.#busy = false;
    }
  }

  *#release(): Program<void> {
    const claim = this.#take();
    if (claim !== undefined) yield* closed(claim.file);
  }

  /** Without a program's steps, and the close before all else: others wait for it. */
  #releaseNow(): void {
    const result = this.#end!();
    wasClosed(this.#take()!.file, result);
  }

  #hold(claim: Claim): void {
    this.#claim = claim;
    rememberHeld(claim);
    // Whoever waited for the lock is to go on first.
    afterwards(() => {
      if (this.#claim !== claim) return;
      this.#end = locking.lockEnd?.(claim.file);
      holdFor(claim, this);
      watchHandle(this, claim.file.fd, this.path, undefined);
    });
  }

  #take(): Claim | undefined {
    const claim = this.#claim;
    if (claim === undefined) return undefined;
    this.#claim = this.#end = undefined;
    forgetHandle(this);
    forgetHeld(claim);
    return claim;
  }
}

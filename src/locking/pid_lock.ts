/** Pidfiles that are held. */
import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import type { Holding } from "./pid_holding.ts";

/** One that nobody has any more is released. */
const registry = new FinalizationRegistry<Holding>((holding) => synchronous(holding.release()));

/**
 * A pidfile that this process holds, by `mkpidlock`. It ends with `release()`, with the process, or when it is collected;
 * `await using` releases it.
 *
 * @example
 * ```ts
 * import { mkpidlock } from "@reseau/files";
 * const path = `${await Deno.makeTempDir()}/server.pid`;
 * await using lock = await mkpidlock(path);
 * console.log(lock.held, lock.pid === Deno.pid); // true true
 * ```
 */
export class PidLock {
  readonly #holding: Holding;

  /**
   * Takes over a pidfile.
   * @internal
   */
  constructor(holding: Holding) {
    this.#holding = holding;
    registry.register(this, holding, this);
  }

  /** The path that it was asked for by. */
  get path(): string {
    return this.#holding.place.name;
  }

  /** The process that it is for. */
  get pid(): number {
    return this.#holding.plan.pid;
  }

  /** Whether it has neither been released nor found to be lost. */
  get held(): boolean {
    return this.#holding.held;
  }

  /**
   * Sets the file's times to now, as `refresh` does from time to time.
   *
   * @throws {Deno.errors.BadResource} It is not held.
   */
  touch(options?: CallOptions): Promise<void> {
    return asynchronous(this.#holding.touch(), options?.signal);
  }

  /** The synchronous {@link PidLock.touch}. */
  touchSync(): void {
    synchronous(this.#holding.touch());
  }

  /**
   * Releases it, and removes the file when it is still the one that was made.
   *
   * @returns Whether it removed the file; false when it was released before, or the file was somebody else's or gone.
   */
  release(): Promise<boolean> {
    registry.unregister(this);
    return asynchronous(this.#holding.release());
  }

  /** The synchronous {@link PidLock.release}. */
  releaseSync(): boolean {
    registry.unregister(this);
    return synchronous(this.#holding.release());
  }

  /** {@link PidLock.releaseSync} */
  [Symbol.dispose](): void {
    this.releaseSync();
  }

  /** {@link PidLock.release} */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.release();
  }
}

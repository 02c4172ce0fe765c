/** The writing half of a handle. */
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { toSize } from "../integer.ts";
import { ReadingHandle } from "./reading_handle.ts";
import { toBytes, writeEverything, writeOnce, writeOnceAt, writeVector } from "./write_programs.ts";

/** Writing to an open file. */
export abstract class WritingHandle extends ReadingHandle {
  #writing = true;

  /**
   * Writes once at the position, which moves; perhaps fewer bytes than given: `writeAll` writes all. Operations that
   * use the position run in the order in which they were called. The data must not change before this resolves.
   *
   * Linux: `write(2)` in the pool.
   *
   * @returns The bytes written.
   * @throws {Deno.errors.BadResource} The handle is closed, or its writing half (`closeWrite`).
   * @throws {Error} `EBADF`: it was not opened for writing. `ENOSPC`, `EDQUOT`: there is no room. `EFBIG`: too large.
   */
  write(data: Uint8Array, options?: CallOptions): Promise<number> {
    return this.#writing ? this.inTurn((file) => writeOnce(file, data), options?.signal) : this.#refused();
  }

  /** The synchronous {@link WritingHandle.write}. */
  writeSync(data: Uint8Array): number {
    this.requireWriting();
    return this.now((file) => writeOnce(file, data));
  }

  /**
   * Writes once at `offset`, in bytes from the start; the position stays. Positional operations run concurrently.
   *
   * Linux: `pwrite(2)`.
   *
   * @throws {TypeError} The file was opened for appending, where Linux would ignore the offset.
   * @throws {RangeError} `offset` is negative or not a whole number.
   */
  writeAt(data: Uint8Array, offset: number | bigint, options?: CallOptions): Promise<number> {
    return this.#writing
      ? this.run((file) => writeOnceAt(file, data, this.#place(offset)), options?.signal)
      : this.#refused();
  }

  /** The synchronous {@link WritingHandle.writeAt}. */
  writeAtSync(data: Uint8Array, offset: number | bigint): number {
    this.requireWriting();
    return this.now((file) => writeOnceAt(file, data, this.#place(offset)));
  }

  /** Writes several pieces once at the position, as one: `writev(2)`. */
  writev(data: readonly Uint8Array[], options?: CallOptions): Promise<number> {
    return this.#writing ? this.inTurn((file) => writeVector(file, data, -1), options?.signal) : this.#refused();
  }

  /** The synchronous {@link WritingHandle.writev}. */
  writevSync(data: readonly Uint8Array[]): number {
    this.requireWriting();
    return this.now((file) => writeVector(file, data, -1));
  }

  /** Writes several pieces once at `offset`, as one; the position stays: `pwritev(2)`. */
  writevAt(data: readonly Uint8Array[], offset: number | bigint, options?: CallOptions): Promise<number> {
    return this.#writing
      ? this.run((file) => writeVector(file, data, this.#place(offset)), options?.signal)
      : this.#refused();
  }

  /** The synchronous {@link WritingHandle.writevAt}. */
  writevAtSync(data: readonly Uint8Array[], offset: number | bigint): number {
    this.requireWriting();
    return this.now((file) => writeVector(file, data, this.#place(offset)));
  }

  /** Writes all of `data` at the position; a string as UTF-8. When it fails, a part may have been written. */
  writeAll(data: Uint8Array | string, options?: CallOptions): Promise<void> {
    return this.#writing
      ? this.inTurn((file) => writeEverything(file, toBytes(data)), options?.signal)
      : this.#refused();
  }

  /** The synchronous {@link WritingHandle.writeAll}. */
  writeAllSync(data: Uint8Array | string): void {
    this.requireWriting();
    this.now((file) => writeEverything(file, toBytes(data)));
  }

  /**
   * Waits for the writes at the position that were called before: this library keeps no data back, so then the system
   * has it all.
   */
  flush(options?: CallOptions): Promise<void> {
    return this.inTurn(() => nothing(), options?.signal);
  }

  /** The synchronous {@link WritingHandle.flush}: synchronous writes have reached the system when they return. */
  flushSync(): void {
    this.now(() => nothing());
  }

  /**
   * Ends writing: writes called from now on are refused, reading goes on. It waits for those at the position that were
   * called before.
   */
  closeWrite(): Promise<void> {
    const written = this.flush();
    this.#writing = false;
    return written;
  }

  /** The synchronous {@link WritingHandle.closeWrite}. */
  closeWriteSync(): void {
    this.flushSync();
    this.#writing = false;
  }

  /**
   * Refuses when writing has been ended.
   * @internal
   */
  protected requireWriting(): void {
    if (!this.#writing) throw this.#refusal();
  }

  #refused(): Promise<never> {
    return Promise.reject(this.#refusal());
  }

  #refusal(): Error {
    return new Deno.errors.BadResource(`the handle of '${this.path}' is closed for writing`);
  }

  #place(offset: number | bigint): number {
    if (this.appends) throw new TypeError("a handle opened for appending has no place to write to but the end");
    return toSize(offset, "offset");
  }
}

function* nothing(): Program<void> {}

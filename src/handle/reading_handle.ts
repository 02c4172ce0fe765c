/** The reading half of a handle. */
import type { CallOptions } from "../call/call_options.ts";
import { toSize } from "../integer.ts";
import { HandleBase } from "./handle_base.ts";
import { fillExactly, readOnce, readOnceAt, readRest, readUpTo, readVector } from "./read_programs.ts";

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Reading from an open file. */
export abstract class ReadingHandle extends HandleBase {
  /**
   * Reads once at the position, which moves: at most `buffer.byteLength` bytes, and perhaps fewer. Operations that use
   * the position run in the order in which they were called.
   *
   * Linux: `preadv2(2)` with `RWF_NOWAIT` when the data is cached, else `read(2)` in the pool.
   *
   * @returns The bytes read; `null` at the end of the file.
   * @throws {Deno.errors.BadResource} The handle is closed.
   * @throws {Error} `EBADF`: it was not opened for reading.
   * @throws {Deno.errors.IsADirectory} `EISDIR`
   */
  read(buffer: Uint8Array, options?: CallOptions): Promise<number | null> {
    return this.inTurn((file) => readOnce(file, buffer), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.read}. */
  readSync(buffer: Uint8Array): number | null {
    return this.now((file) => readOnce(file, buffer));
  }

  /**
   * Reads once at `offset`, in bytes from the start; the position stays. Positional operations run concurrently.
   *
   * Linux: as {@link ReadingHandle.read}, `pread(2)`.
   *
   * @returns The bytes read; `null` at or beyond the end of the file.
   * @throws {RangeError} `offset` is negative or not a whole number.
   */
  readAt(buffer: Uint8Array, offset: number | bigint, options?: CallOptions): Promise<number | null> {
    return this.run((file) => readOnceAt(file, buffer, toSize(offset, "offset")), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.readAt}. */
  readAtSync(buffer: Uint8Array, offset: number | bigint): number | null {
    return this.now((file) => readOnceAt(file, buffer, toSize(offset, "offset")));
  }

  /** Reads once at the position into several buffers, filled one after the other: `readv(2)`. */
  readv(buffers: readonly Uint8Array[], options?: CallOptions): Promise<number | null> {
    return this.inTurn((file) => readVector(file, buffers, -1), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.readv}. */
  readvSync(buffers: readonly Uint8Array[]): number | null {
    return this.now((file) => readVector(file, buffers, -1));
  }

  /** Reads once at `offset` into several buffers; the position stays: `preadv(2)`. */
  readvAt(buffers: readonly Uint8Array[], offset: number | bigint, options?: CallOptions): Promise<number | null> {
    return this.run((file) => readVector(file, buffers, toSize(offset, "offset")), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.readvAt}. */
  readvAtSync(buffers: readonly Uint8Array[], offset: number | bigint): number | null {
    return this.now((file) => readVector(file, buffers, toSize(offset, "offset")));
  }

  /**
   * Fills the buffer from the position.
   *
   * @throws {Deno.errors.UnexpectedEof} The file ended before; what was there is in the buffer.
   */
  readExactly(buffer: Uint8Array, options?: CallOptions): Promise<void> {
    return this.inTurn((file) => fillExactly(file, buffer), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.readExactly}. */
  readExactlySync(buffer: Uint8Array): void {
    this.now((file) => fillExactly(file, buffer));
  }

  /** Reads `count` bytes from the position, or what is left when that is less. */
  readBytes(count: number | bigint, options?: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    return this.inTurn((file) => readUpTo(file, toSize(count, "count")), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.readBytes}. */
  readBytesSync(count: number | bigint): Uint8Array<ArrayBuffer> {
    return this.now((file) => readUpTo(file, toSize(count, "count")));
  }

  /** Reads everything from the position to the end. */
  readAll(options?: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    return this.inTurn((file) => readRest(file), options?.signal);
  }

  /** The synchronous {@link ReadingHandle.readAll}. */
  readAllSync(): Uint8Array<ArrayBuffer> {
    return this.now((file) => readRest(file));
  }

  /** Reads everything from the position to the end as UTF-8; malformed bytes become U+FFFD, a byte order mark stays. */
  async readText(options?: CallOptions): Promise<string> {
    return decoder.decode(await this.readAll(options));
  }

  /** The synchronous {@link ReadingHandle.readText}. */
  readTextSync(): string {
    return decoder.decode(this.readAllSync());
  }
}

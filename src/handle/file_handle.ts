/** Open files. */
import type { CallOptions } from "../call/call_options.ts";
import { os } from "../os/os.ts";
import { onBoth, onBothSync } from "./both.ts";
import { copied, type CopyOptions } from "./copy_program.ts";
import { LockingHandle } from "./locking_handle.ts";
import { lines, type LinesOptions, readableOf, streamOf, type StreamOptions, writableOf } from "./streams.ts";
import { getAttribute, listAttributes, removeAttribute, setAttribute, type SetXattrOptions } from "./xattr_programs.ts";

/**
 * An open file: made by `open`. It is usable wherever a `Deno.FsFile` is, and does what that lacks.
 *
 * Operations that use the position run in the order in which they were called; positional ones (`readAt`, `writeAt`,
 * `readvAt`, `writevAt`) run concurrently. A buffer given to an asynchronous operation must not be changed until it
 * settles, and, when it was given up by `signal`, until `close()` resolves.
 *
 * @example
 * ```ts
 * import { open } from "@reseau/files";
 * await using file = await open("deno.json");
 * console.log((await file.readText()).length, await file.size());
 * ```
 */
export class FileHandle extends LockingHandle {
  #readable: ReadableStream<Uint8Array<ArrayBuffer>> | undefined;
  #writable: WritableStream<Uint8Array<ArrayBufferLike>> | undefined;

  /** The rest of the file as a stream, which closes the handle when it ends or is cancelled, as `Deno.FsFile` does. */
  get readable(): ReadableStream<Uint8Array<ArrayBuffer>> {
    return this.#readable ??= readableOf(this);
  }

  /** A stream into the file, which closes the handle when it is closed or aborted, as `Deno.FsFile` does. */
  get writable(): WritableStream<Uint8Array<ArrayBufferLike>> {
    return this.#writable ??= writableOf(this);
  }

  /** A part of the file as a stream that leaves the handle open, and its position, when `offset` is given. */
  stream(options: StreamOptions = {}): ReadableStream<Uint8Array<ArrayBuffer>> {
    return streamOf(this, options);
  }

  /** The rest of the file, line by line, as UTF-8, without `\n` or `\r\n`. The handle stays open. */
  lines(options: LinesOptions = {}): AsyncIterableIterator<string> {
    return lines(this, options);
  }

  /**
   * Copies bytes from this file to another's position, which moves: within the kernel where it can
   * (Linux: `copy_file_range(2)`, then `sendfile(2)`), as a whole (macOS: `fcopyfile(3)`, into an empty file), else by
   * reading and writing; on macOS holes stay holes. Within one file, what it holds at the start is copied, even when it
   * grows by that, and the two ranges must not overlap.
   *
   * @param options `offset` in this file (default: its position, which then moves), `length` (default: to the end),
   * `onProgress` with the bytes so far, `signal`.
   * @returns The bytes copied: fewer than `length` when the file ends before.
   */
  copyTo(other: FileHandle, options: CopyOptions = {}): Promise<number> {
    return onBoth(this, other, (from, to) => copied(from, to, options), options.signal);
  }

  /** The synchronous {@link FileHandle.copyTo}. */
  copyToSync(other: FileHandle, options: CopyOptions = {}): number {
    return onBothSync(this, other, (from, to) => copied(from, to, options));
  }

  /** The value of an extended attribute: `fgetxattr(2)`; `null` when there is none of that name. */
  getxattr(name: string, options?: CallOptions): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.run((file) => getAttribute(file, name), options?.signal);
  }

  /** The synchronous {@link FileHandle.getxattr}. */
  getxattrSync(name: string): Uint8Array<ArrayBuffer> | null {
    return this.now((file) => getAttribute(file, name));
  }

  /** Sets an extended attribute: `fsetxattr(2)`. Names have a namespace: `user.comment`. */
  setxattr(name: string, value: Uint8Array | string, options?: SetXattrOptions): Promise<void> {
    return this.run((file) => setAttribute(file, name, value, options), options?.signal);
  }

  /** The synchronous {@link FileHandle.setxattr}. */
  setxattrSync(name: string, value: Uint8Array | string, options?: SetXattrOptions): void {
    this.now((file) => setAttribute(file, name, value, options));
  }

  /** The names of the extended attributes: `flistxattr(2)`. */
  listxattr(options?: CallOptions): Promise<string[]> {
    return this.run((file) => listAttributes(file), options?.signal);
  }

  /** The synchronous {@link FileHandle.listxattr}. */
  listxattrSync(): string[] {
    return this.now((file) => listAttributes(file));
  }

  /** Removes an extended attribute: `fremovexattr(2)`; throws `ENODATA` when there is none of that name. */
  removexattr(name: string, options?: CallOptions): Promise<void> {
    return this.run((file) => removeAttribute(file, name), options?.signal);
  }

  /** The synchronous {@link FileHandle.removexattr}. */
  removexattrSync(name: string): void {
    this.now((file) => removeAttribute(file, name));
  }

  /** Whether the file is a terminal. */
  isTerminal(): boolean {
    return this.now((file) => os.isTerminal(file));
  }

  /** Part of `Deno.FsFile`: not supported here. */
  setRaw(_mode: boolean, _options?: Deno.SetRawOptions): void {
    throw new Deno.errors.NotSupported("setRaw: terminals are not what this library is for; use Deno.stdin.setRaw");
  }
}

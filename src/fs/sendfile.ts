import type { CopyOptions } from "../handle/copy_program.ts";
import type { FileHandle } from "../handle/file_handle.ts";

/**
 * Copies bytes from one open file to another's position until everything is there: what `FileHandle.copyTo` does.
 *
 * @example
 * ```ts
 * import { mktempdir, open, sendfile } from "@reseau/files";
 * await using from = await open("deno.json");
 * await using to = await open(`${await mktempdir()}/copy`, "w");
 * console.log(await sendfile(from, to, { offset: 0, length: 100 })); // 100
 * ```
 *
 * @param options `offset` (default: the source's position) and `length` (default: to the end) in bytes, `onProgress`,
 * `signal`.
 * @returns The bytes copied: fewer than `length` when the file ends before.
 * @throws {Error} `ENOSPC`: there is no room. `EBADF`: `to` was not opened to be written.
 * @throws {Deno.errors.BadResource} A handle is closed.
 */
export function sendfile(from: FileHandle, to: FileHandle, options: CopyOptions = {}): Promise<number> {
  return from.copyTo(to, options);
}

/** The synchronous {@link sendfile}. */
export function sendfileSync(from: FileHandle, to: FileHandle, options: CopyOptions = {}): number {
  return from.copyToSync(to, options);
}

import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import { streamReplaced } from "./atomic_file.ts";
import type { AtomicOptions } from "./atomic_options.ts";
import { replaced } from "./atomic_programs.ts";

/**
 * Writes a file so that it holds its old content or all of the new one, whatever happens in between. The new content is
 * written to a temporary file beside it (`.reseau-…`), which then takes its name in one step: `rename(2)`. On any failure
 * the old file is untouched and the temporary one gone. Who has the old file open goes on reading that.
 *
 * What is there after which failure:
 *
 * | options                           | error, or given up | process killed             | machine crashed, power lost                         |
 * | --------------------------------- | ------------------ | -------------------------- | --------------------------------------------------- |
 * | none                              | old                | old or new, whole          | old or new, perhaps empty or short (XFS, ext4 without `auto_da_alloc`) |
 * | `fsync: true`                     | old                | old or new, whole          | old or new, whole                                   |
 * | `fsync: true, fsyncDir: true`     | old                | old or new, whole          | the same; when this has resolved, new               |
 *
 * Given up (`signal`) while the new content is on its way to the disk, it is the old one; given up while the very last step
 * is under way, it may be the new one all the same. A process that is killed may leave the temporary file behind (not with
 * `replace: false` on Linux, where it has no name). With `fsyncDir`, a failure to sync the directory is an error although
 * the new file is in place.
 *
 * Linux: `openat(2)`, `write(2)`, `fsync(2)`, `rename(2)`; with `replace: false` `O_TMPFILE` and `linkat(2)`, or
 * `renameat2(RENAME_NOREPLACE)`. macOS: the same with `F_FULLFSYNC` and `renamex_np(RENAME_EXCL)`. Windows:
 * `FlushFileBuffers`, and a rename with POSIX semantics (`MoveFileExW` where the system or filesystem has none), with
 * `fsyncDir` through to the disk (`FILE_FLAG_WRITE_THROUGH`). Whoever has the old file open without sharing it
 * (`FILE_SHARE_DELETE`) is waited for, up to 5 s (`EBUSY`). Writers of one path in
 * this process go one after the other, in the order of their calls.
 *
 * @example
 * ```ts
 * import { atomicWrite, readTextFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * await atomicWrite(path, "settled", { fsync: true, fsyncDir: true });
 * console.log(await readTextFile(path)); // settled
 * await Deno.remove(path);
 * ```
 *
 * @param path The file.
 * @param data Bytes, a string (as UTF-8), or a stream of either.
 * @throws {Deno.errors.NotFound} `ENOENT`: a directory on the way does not exist.
 * @throws {Deno.errors.AlreadyExists} `EEXIST`: it exists, with `replace: false`.
 * @throws {Deno.errors.IsADirectory} `EISDIR`: it is a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: the directory cannot be written.
 * @throws {Error} `ENOSPC`, `EDQUOT`: there is no room. `EXDEV`: `tmpdir` is on another filesystem.
 * @throws {Deno.errors.FilesystemLoop} `ELOOP`: links that lead to each other, with `followSymlink`.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`, and for `tmpdir` and what a link leads to; with
 * `preserve`, `read`.
 */
export function atomicWrite(
  path: string | URL,
  data: Uint8Array | string | ReadableStream<Uint8Array | string>,
  options: AtomicOptions = {},
): Promise<void> {
  const program = data instanceof ReadableStream ? streamReplaced(path, data, options) : replaced(path, data, options);
  return asynchronous(program, options.signal);
}

/** The synchronous {@link atomicWrite}. */
export function atomicWriteSync(
  path: string | URL,
  data: Uint8Array | string,
  options: Omit<AtomicOptions, "signal"> = {},
): void {
  synchronous(replaced(path, data, options));
}

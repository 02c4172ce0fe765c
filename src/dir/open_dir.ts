import { asynchronous } from "../call/asynchronous.ts";
import { synchronous } from "../call/synchronous.ts";
import { placeOf } from "../handle/leak.ts";
import { type DirHandle, dirOpened, type OpenDirOptions } from "./dir_handle.ts";

/**
 * Opens a directory, for operations relative to it; with `beneath`, for such as cannot lead out of it.
 *
 * Linux: `openat(2)`; beneath a directory `openat2(2)` with `RESOLVE_BENEATH`, or, where the kernel (before 5.6) or a
 * sandbox has none, one name at a time with `O_NOFOLLOW`, as on macOS. There each directory on the way must be
 * readable. Windows: `NtOpenFile` and `NtCreateFile` below the handle, beneath a directory name by name, reparse
 * points refused; a symbolic link is made by `CreateSymbolicLinkW` under a random name, and then moved below the handle.
 *
 * @example
 * ```ts
 * import { mktempdir, openDir } from "@reseau/files";
 * await using dir = await openDir(await mktempdir(), { beneath: true });
 * await dir.mkdir("sub");
 * await dir.symlink("/etc", "sub/out");
 * console.log((await dir.readdir("sub")).length); // 1
 * console.log(await dir.stat("sub/out/passwd").catch((error) => error.code)); // EXDEV
 * ```
 *
 * @param path The directory.
 * @param options `beneath`; `signal` gives up.
 * @returns A handle, to be closed: `await using`, `using`, or `close()`.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it may not be read.
 * @throws {Error} `EMFILE`: this process has as many open files as it may.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function openDir(path: string | URL, options: OpenDirOptions = {}): Promise<DirHandle> {
  return asynchronous(dirOpened(path, options, placeOf(openDir)), options.signal);
}

/** The synchronous {@link openDir}. */
export function openDirSync(path: string | URL, options: OpenDirOptions = {}): DirHandle {
  return synchronous(dirOpened(path, options, placeOf(openDirSync)));
}

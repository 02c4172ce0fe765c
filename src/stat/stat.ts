import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { single } from "../call/single.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";
import { FileInfo } from "./file_info.ts";

/** By name: Windows has many numbers for one. */
const ABSENT = new Set(["ENOENT", "ENOTDIR"]);

/** Metadata of what a path names, or `null` when nothing is there and that was asked to be no error. */
const info = single(
  (path: string | URL, follow: boolean, _absent: "throws" | "null") => os.stat(requireRead(pathOf(path)), follow),
  (step, result, path, follow, absent): FileInfo | null => {
    if (result >= 0) return new FileInfo(os.statOf(step));
    if (absent === "null" && ABSENT.has(errorName(result))) return null;
    throw systemError(result, follow ? "stat" : "lstat", pathOf(path));
  },
);

/** The same as part of another program. */
export const infoAt: (path: string | URL, follow: boolean, absent: "throws" | "null") => Program<FileInfo | null> =
  info.program;

/**
 * Metadata of the file at `path`; a symbolic link is followed.
 *
 * Linux: `statx(2)`, at once from the kernel's caches where that cannot block, else in the pool.
 *
 * @example
 * ```ts
 * import { stat } from "@reseau/files";
 * const info = await stat("deno.json");
 * console.log(info.size, info.mtimeNs);
 * ```
 *
 * @param path The file.
 * @param options `signal` gives up.
 * @returns Sizes in bytes, times as `Date` and in nanoseconds.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a part of the path before the last is not a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: a directory on the way may not be searched.
 * @throws {Deno.errors.FilesystemLoop} `ELOOP`: too many symbolic links.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 * @throws {TypeError} `path` holds a NUL character.
 */
export function stat(path: string | URL, options?: CallOptions): Promise<FileInfo> {
  return asynchronous(infoAt(path, true, "throws") as Program<FileInfo>, options?.signal);
}

/** The synchronous {@link stat}. */
export function statSync(path: string | URL): FileInfo {
  return info.here(path, true, "throws") as FileInfo;
}

/** {@link stat} that does not follow a symbolic link at the end of `path`: it describes the link itself. */
export function lstat(path: string | URL, options?: CallOptions): Promise<FileInfo> {
  return asynchronous(infoAt(path, false, "throws") as Program<FileInfo>, options?.signal);
}

/** The synchronous {@link lstat}. */
export function lstatSync(path: string | URL): FileInfo {
  return info.here(path, false, "throws") as FileInfo;
}

/** {@link stat}, or `null` when nothing is there (`ENOENT`, `ENOTDIR`); every other failure still throws. */
export function tryStat(path: string | URL, options?: CallOptions): Promise<FileInfo | null> {
  return asynchronous(infoAt(path, true, "null"), options?.signal);
}

/** The synchronous {@link tryStat}. */
export function tryStatSync(path: string | URL): FileInfo | null {
  return info.here(path, true, "null");
}

/** {@link lstat}, or `null` when nothing is there (`ENOENT`, `ENOTDIR`). */
export function tryLstat(path: string | URL, options?: CallOptions): Promise<FileInfo | null> {
  return asynchronous(infoAt(path, false, "null"), options?.signal);
}

/** The synchronous {@link tryLstat}. */
export function tryLstatSync(path: string | URL): FileInfo | null {
  return info.here(path, false, "null");
}

import type { CallOptions } from "../call/call_options.ts";
import type { FileInfo } from "../stat/file_info.ts";
import type { DirHandle } from "./dir_handle.ts";

/** How `statAt` looks. */
export interface StatAtOptions extends CallOptions {
  /** Whether a symbolic link at the end is followed. Default: true. */
  followSymlinks?: boolean;
}

/**
 * Metadata of what a path names below an open directory: `dir.stat(path)`, or `dir.lstat(path)`.
 *
 * @example
 * ```ts
 * import { openDir, statAt } from "@reseau/files";
 * await using dir = await openDir("src");
 * console.log((await statAt(dir, "path.ts", { followSymlinks: false })).isFile); // true
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.BadResource} The handle is closed.
 * @throws {Deno.errors.NotCapable} Without `read` permission for the path.
 */
export function statAt(dir: DirHandle, path: string, options: StatAtOptions = {}): Promise<FileInfo> {
  return options.followSymlinks ?? true ? dir.stat(path, options) : dir.lstat(path, options);
}

/** The synchronous {@link statAt}. */
export function statAtSync(dir: DirHandle, path: string, options: StatAtOptions = {}): FileInfo {
  return options.followSymlinks ?? true ? dir.statSync(path) : dir.lstatSync(path);
}

import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { timedAt } from "./utime.ts";

/**
 * {@link utime} that does not follow a symbolic link at the end of `path`: the link's own times are set.
 *
 * Linux, macOS: `utimensat(2)` with `AT_SYMLINK_NOFOLLOW`.
 *
 * @example
 * ```ts
 * import { lstat, lutime, mktempdir, symlink } from "@reseau/files";
 * const link = `${await mktempdir()}/link`;
 * await symlink("nowhere", link);
 * await lutime(link, 0, 1);
 * console.log((await lstat(link)).mtimeNs); // 1000000000n
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function lutime(
  path: string | URL,
  atime: number | Date | bigint,
  mtime: number | Date | bigint,
  options?: CallOptions,
): Promise<void> {
  return asynchronous(timedAt(path, atime, mtime, false), options?.signal);
}

/** The synchronous {@link lutime}. */
export function lutimeSync(path: string | URL, atime: number | Date | bigint, mtime: number | Date | bigint): void {
  synchronous(timedAt(path, atime, mtime, false));
}

import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";

/** The text of a symbolic link below `base`. */
export function* target(path: string | URL, base: Base = WORKING): Program<string> {
  const name = pathOf(path);
  const result = yield* base.at<string | number>(base.requireRead(name), "itself", names.readlink);
  if (typeof result === "number") throw systemError(result, "readlink", base.shown(name));
  return result;
}

/**
 * The text of a symbolic link, as it is stored.
 *
 * Linux, macOS: [`readlink(2)`](https://man7.org/linux/man-pages/man2/readlink.2.html), however long it is. Windows:
 * `FSCTL_GET_REPARSE_POINT`, of symbolic links, junctions and links of the Subsystem for Linux.
 *
 * @example
 * ```ts
 * import { mktempdir, readlink, symlink } from "@reseau/files";
 * const path = `${await mktempdir()}/link`;
 * await symlink("../elsewhere", path);
 * console.log(await readlink(path)); // ../elsewhere
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {TypeError} `EINVAL`: it is not a symbolic link.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: a directory on the way may not be searched.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function readlink(path: string | URL, options?: CallOptions): Promise<string> {
  return asynchronous(target(path), options?.signal);
}

/** The synchronous {@link readlink}. */
export function readlinkSync(path: string | URL): string {
  return synchronous(target(path));
}

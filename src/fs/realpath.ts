import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { requireRead } from "../permission.ts";

function* real(path: string | URL): Program<string> {
  const name = pathOf(path);
  const result = yield* names.realpath(requireRead(name));
  if (typeof result === "number") throw systemError(result, "realpath", name);
  return result;
}

/**
 * The absolute path of what is there, without symbolic links, `.` and `..`; on a filesystem that keeps the case of names
 * but ignores it, as it is stored.
 *
 * Linux, macOS: [`realpath(3)`](https://man7.org/linux/man-pages/man3/realpath.3.html). Windows:
 * `GetFinalPathNameByHandleW`.
 *
 * @example
 * ```ts
 * import { realpath } from "@reseau/files";
 * console.log((await realpath("./deno.json")).endsWith("/deno.json")); // true
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there, or the path is empty.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: a part of the path before the last is not a directory.
 * @throws {Deno.errors.FilesystemLoop} `ELOOP`: symbolic links lead to each other.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: a directory on the way may not be searched.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function realpath(path: string | URL, options?: CallOptions): Promise<string> {
  return asynchronous(real(path), options?.signal);
}

/** The synchronous {@link realpath}. */
export function realpathSync(path: string | URL): string {
  return synchronous(real(path));
}

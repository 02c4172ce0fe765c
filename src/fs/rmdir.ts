import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** Removes an empty directory below `base`. */
export function* removed(path: string | URL, base: Base = WORKING): Program<void> {
  const name = pathOf(path);
  yield* attempt(base.at(base.requireWrite(name), "itself", names.rmdir), "rmdir", base.shown(name));
}

/**
 * Removes an empty directory.
 *
 * Linux, macOS: [`rmdir(2)`](https://man7.org/linux/man-pages/man2/rmdir.2.html). Windows:
 * `FileDispositionInformationEx` with POSIX semantics; what a scanner holds is waited for, up to a second.
 *
 * @example
 * ```ts
 * import { isPath, mkdir, mktempdir, rmdir } from "@reseau/files";
 * const path = await mkdir(`${await mktempdir()}/empty`);
 * await rmdir(path);
 * console.log(await isPath(path)); // false
 * ```
 *
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Error} `ENOTEMPTY`: it is not empty. `EBUSY`: something is mounted there.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`: it is not a directory.
 * @throws {Deno.errors.PermissionDenied} `EACCES`, `EPERM`: the directory that it is in may not be written.
 * @throws {TypeError} `EINVAL`: `path` ends in `.`.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function rmdir(path: string | URL, options?: CallOptions): Promise<void> {
  return asynchronous(removed(path), options?.signal);
}

/** The synchronous {@link rmdir}. */
export function rmdirSync(path: string | URL): void {
  synchronous(removed(path));
}

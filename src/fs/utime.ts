import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toSetTime } from "../handle/set_time.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import { attempt } from "./attempt.ts";

/** Sets the times of what a path names, or of the symbolic link itself. */
export function* timedAt(
  path: string | URL,
  atime: number | Date | bigint,
  mtime: number | Date | bigint,
  follow: boolean,
  base: Base = WORKING,
): Program<void> {
  const name = pathOf(path);
  const times = [toSetTime(atime), toSetTime(mtime)] as const;
  const set = base.at(
    base.requireWrite(name),
    follow ? "leads" : "itself",
    (at, path, follow) => names.utime(at, path, ...times, follow),
  );
  yield* attempt(set, "utimensat", base.shown(name));
}

/**
 * Sets the times of last access and modification; a symbolic link is followed.
 *
 * Linux, macOS: [`utimensat(2)`](https://man7.org/linux/man-pages/man2/utimensat.2.html), to the nanosecond, as far as
 * the filesystem keeps them. Windows: `FileBasicInfo`, to 100 ns.
 *
 * @example
 * ```ts
 * import { mktempdir, mtime, touch, utime } from "@reseau/files";
 * const path = await touch(`${await mktempdir()}/file`);
 * await utime(path, new Date(), new Date("2001-02-03T04:05:06Z"));
 * console.log((await mtime(path)).toISOString()); // 2001-02-03T04:05:06.000Z
 * ```
 *
 * @param atime A `Date`, seconds since 1970, or nanoseconds since 1970 as a bigint.
 * @param mtime The same.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: the file belongs to others; `EACCES`
 * @throws {RangeError} A time is not finite, or beyond ±2^53 seconds.
 * @throws {Deno.errors.NotCapable} Without `write` permission for `path`.
 */
export function utime(
  path: string | URL,
  atime: number | Date | bigint,
  mtime: number | Date | bigint,
  options?: CallOptions,
): Promise<void> {
  return asynchronous(timedAt(path, atime, mtime, true), options?.signal);
}

/** The synchronous {@link utime}. */
export function utimeSync(path: string | URL, atime: number | Date | bigint, mtime: number | Date | bigint): void {
  synchronous(timedAt(path, atime, mtime, true));
}

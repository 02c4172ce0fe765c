import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { toSetTime } from "../handle/set_time.ts";
import type { SetTime } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { requireWrite } from "../permission.ts";
import { descriptorOf, type HasDescriptor } from "../stat/fstat.ts";

/** Sets the times of an open file. A handle was perhaps opened for reading only: its path is judged. */
export function* timed(file: HasDescriptor | number, atime: SetTime, mtime: SetTime): Program<void> {
  const descriptor = descriptorOf(file);
  const { path } = Object(file) as { path?: string };
  if (path !== undefined) requireWrite(path);
  const result = yield* os.utime(descriptor, atime, mtime);
  if (result < 0) throw systemError(result, "futimens", path);
}

/**
 * Sets the times of last access and modification of an open file.
 *
 * Linux, macOS: [`futimens(3)`](https://man7.org/linux/man-pages/man3/futimens.3.html).
 *
 * @example
 * ```ts
 * import { futime, mtime, mktemp } from "@reseau/files";
 * await mktemp(async (path, file) => {
 *   await futime(file, 0, new Date("2001-02-03T04:05:06Z"));
 *   console.log((await mtime(path)).getUTCFullYear()); // 2001
 * });
 * ```
 *
 * @param file A handle, or a descriptor's number.
 * @param atime A `Date`, seconds since 1970, or nanoseconds since 1970 as a bigint.
 * @param mtime The same.
 * @throws {Deno.errors.BadResource} The handle is closed.
 * @throws {Error} `EBADF`: no such descriptor is open.
 * @throws {Deno.errors.PermissionDenied} `EPERM`: the file belongs to others.
 * @throws {Deno.errors.NotCapable} Without `write` permission for the handle's path.
 */
export function futime(
  file: HasDescriptor | number,
  atime: number | Date | bigint,
  mtime: number | Date | bigint,
  options?: CallOptions,
): Promise<void> {
  return asynchronous(given(file, atime, mtime), options?.signal);
}

/** The synchronous {@link futime}. */
export function futimeSync(
  file: HasDescriptor | number,
  atime: number | Date | bigint,
  mtime: number | Date | bigint,
): void {
  synchronous(given(file, atime, mtime));
}

function* given(
  file: HasDescriptor | number,
  atime: number | Date | bigint,
  mtime: number | Date | bigint,
): Program<void> {
  yield* timed(file, toSetTime(atime), toSetTime(mtime));
}

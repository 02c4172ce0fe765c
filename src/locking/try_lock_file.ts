import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { claimedNow } from "./claim.ts";
import { FileLock } from "./file_lock.ts";
import { wantedOf } from "./lock_file.ts";
import type { LockFileOptions } from "./lock_options.ts";

/** How to try to lock a file. */
export type TryLockFileOptions = Omit<LockFileOptions, "blocking" | "timeout">;

function* tried(path: string | URL, options: TryLockFileOptions): Program<FileLock | null> {
  const wanted = wantedOf(path, options);
  const claim = yield* claimedNow(wanted);
  return claim === null ? null : new FileLock(claim, wanted);
}

/**
 * Locks a file as `lockFile` does when that is possible at once.
 *
 * @example
 * ```ts
 * import { tryLockFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * using lock = await tryLockFile(path);
 * console.log(lock?.held, await tryLockFile(path)); // true null
 * await Deno.remove(path);
 * ```
 *
 * @returns The lock, or `null` while somebody else holds it.
 * @throws {Deno.errors.NotFound} `ENOENT`: it is not there, with `create: false`, or a directory on the way is not.
 * @throws {Deno.errors.NotSupported} The filesystem, which the message names, has no such locks.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`, and, unless `create` is false, `write`.
 */
export function tryLockFile(path: string | URL, options: TryLockFileOptions = {}): Promise<FileLock | null> {
  return asynchronous(tried(path, options), options.signal);
}

/** The synchronous {@link tryLockFile}. */
export function tryLockFileSync(path: string | URL, options: Omit<TryLockFileOptions, "signal"> = {}): FileLock | null {
  return synchronous(tried(path, options));
}

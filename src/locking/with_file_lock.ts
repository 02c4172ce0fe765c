import { lockFile, lockFileSync } from "./lock_file.ts";
import type { FileLock } from "./file_lock.ts";
import type { LockFileOptions } from "./lock_options.ts";

/**
 * Calls a function while a file is locked, as `lockFile` does, and releases the lock whatever becomes of the function.
 * `signal` and `timeout` end the wait for the lock, not the function.
 *
 * @example
 * ```ts
 * import { withFileLock } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * console.log(await withFileLock(path, () => "done under the lock"));
 * await Deno.remove(path);
 * ```
 *
 * @param fn Is given the lock.
 * @returns What it returns.
 * @throws What it throws, and what `lockFile` throws.
 */
export async function withFileLock<T>(
  path: string | URL,
  fn: (lock: FileLock) => T | PromiseLike<T>,
  options: LockFileOptions = {},
): Promise<T> {
  await using lock = await lockFile(path, options);
  return await fn(lock);
}

/** The synchronous {@link withFileLock}: the lock is released when `fn` returns. */
export function withFileLockSync<T>(
  path: string | URL,
  fn: (lock: FileLock) => T,
  options: Omit<LockFileOptions, "signal"> = {},
): T {
  using lock = lockFileSync(path, options);
  return fn(lock);
}

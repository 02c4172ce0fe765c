import type { FileLock } from "./file_lock.ts";

/**
 * Releases a lock; again is harmless. The file stays.
 *
 * @example
 * ```ts
 * import { lockFile, unlockFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * const lock = await lockFile(path);
 * await unlockFile(lock);
 * console.log(lock.held); // false
 * await Deno.remove(path);
 * ```
 */
export function unlockFile(lock: FileLock): Promise<void> {
  return lock.release();
}

/** The synchronous {@link unlockFile}. */
export function unlockFileSync(lock: FileLock): void {
  lock.releaseSync();
}

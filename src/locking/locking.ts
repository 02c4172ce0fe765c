/**
 * Locks on files between processes and within one, pidfiles, and files that are old or new after any crash.
 *
 * @example
 * ```ts
 * import { withFileLock } from "@reseau/files/locking";
 * const path = await Deno.makeTempFile();
 * await withFileLock(path, () => console.log("nobody else is here"));
 * await Deno.remove(path);
 * ```
 *
 * @module
 */
export { lockFile, lockFileSync } from "./lock_file.ts";
export type { LockFileOptions } from "./lock_options.ts";
export { tryLockFile, tryLockFileSync } from "./try_lock_file.ts";
export type { TryLockFileOptions } from "./try_lock_file.ts";
export { unlockFile, unlockFileSync } from "./unlock_file.ts";
export { withFileLock, withFileLockSync } from "./with_file_lock.ts";
export { FileLock } from "./file_lock.ts";
export type { Conversion, ConvertOptions } from "./file_lock.ts";
export { mkpidlock, mkpidlockSync } from "./mkpidlock.ts";
export type { PidLockOptions } from "./pid_options.ts";
export { trymkpidlock, trymkpidlockSync } from "./trymkpidlock.ts";
export type { TryPidLockOptions } from "./trymkpidlock.ts";
export { PidLock } from "./pid_lock.ts";
export { readPidfile, readPidfileSync } from "./read_pidfile.ts";
export type { Pidfile } from "./read_pidfile.ts";
export { atomicWrite, atomicWriteSync } from "./atomic_write.ts";
export type { AtomicOptions } from "./atomic_options.ts";
export { AtomicFile, atomicFile, atomicFileSync } from "./atomic_file.ts";

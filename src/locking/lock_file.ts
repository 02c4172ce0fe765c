import { asynchronous } from "../call/asynchronous.ts";
import { timeoutError, toDeadline } from "../call/deadline.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { pathOf } from "../path.ts";
import { requireRead, requireWrite } from "../permission.ts";
import { claimed, claimedNow, heldByOthers, type Wanted } from "./claim.ts";
import { FileLock } from "./file_lock.ts";
import type { LockFileOptions } from "./lock_options.ts";

/** Checks what was asked for. */
export function wantedOf(path: string | URL, { shared = false, create = true }: LockFileOptions): Wanted {
  const name = pathOf(path);
  const judged = requireRead(name);
  if (create) requireWrite(name);
  return { name, path: judged, shared, create };
}

/** Locks a file. */
export function* fileLocked(path: string | URL, options: LockFileOptions): Program<FileLock> {
  const wanted = wantedOf(path, options);
  const deadline = toDeadline(options.timeout, "lockFile");
  const blocking = options.blocking ?? true;
  const claim = yield* blocking ? claimed(wanted, deadline) : claimedNow(wanted);
  if (claim !== null) return new FileLock(claim, wanted);
  throw blocking ? timeoutError("lockFile", wanted.name) : heldByOthers(wanted.name);
}

/**
 * Locks a file, which is created when it is not there, and waits until it can. The file is only a place for the lock: it
 * is not read, written or removed. Linux, macOS: `flock(2)`. Windows: `LockFileEx`.
 *
 * Waiting takes no thread. The system tells of the holder's close (Linux: inotify; macOS: `NOTE_FUNLOCK`), and what
 * nothing tells of (another machine's lock, a lock that ends without a close) is noticed within 0.1 s. Those of this
 * process that wait for a path take it in the order of their calls, and only the first of them has a descriptor. When
 * this resolves, the path stands for the file that is locked: one that was removed or replaced meanwhile is given up for
 * its successor. Given up by `signal` or `timeout`, nothing is held.
 *
 * Rules that surprise:
 * - The lock is advisory: it keeps out who locks, and nobody who reads, writes or removes.
 * - It belongs to this call: a second one in the same process waits for it, `lockFileSync` included, which says
 *   `EDEADLK` instead of blocking the only thread that could release it.
 * - A copy of its descriptor (`dup`, a child that inherits it) would share it; this library's are closed on `exec`.
 *   Closing another descriptor of the same file does not end it, unlike locks by `fcntl(F_SETLK)`.
 * - On Windows, which enforces locks, it is one on bytes behind every file's end: it hinders nobody who reads or writes
 *   either. The system's own line is waited in. Who locks all bytes (`Deno.FsFile.lock`) is kept out, and keeps us out.
 *   A directory cannot be locked. After a process was killed, its locks end when the system has come round to it.
 * - NFS since Linux 2.6.12 makes it a lock on the server, seen by other machines; others keep it to one machine (nfs(5)).
 *
 * @example
 * ```ts
 * import { lockFile } from "@reseau/files";
 * const path = await Deno.makeTempFile();
 * {
 *   await using lock = await lockFile(path, { timeout: 5000 });
 *   console.log(lock.held); // true
 * }
 * await Deno.remove(path);
 * ```
 *
 * @param path The file.
 * @throws {DOMException} `TimeoutError`: `timeout` has passed.
 * @throws {Deno.errors.WouldBlock} `EAGAIN`: others hold it, with `blocking: false`.
 * @throws {Deno.errors.NotFound} `ENOENT`: it is not there, with `create: false`, or a directory on the way is not.
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it cannot be opened for reading.
 * @throws {Deno.errors.NotSupported} The filesystem, which the message names, has no such locks.
 * @throws {RangeError} `timeout` is negative or no number.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`, and, unless `create` is false, `write`.
 */
export function lockFile(path: string | URL, options: LockFileOptions = {}): Promise<FileLock> {
  return asynchronous(fileLocked(path, options), options.signal);
}

/**
 * The synchronous {@link lockFile}. It blocks this thread, and tries again after 10 ms at the latest.
 *
 * @throws {Error} `EDEADLK`: this thread holds the lock itself.
 */
export function lockFileSync(path: string | URL, options: Omit<LockFileOptions, "signal"> = {}): FileLock {
  return synchronous(fileLocked(path, options));
}

/** Locks on an open file. */
import type { CallOptions } from "../call/call_options.ts";
import { toDeadline } from "../call/deadline.ts";
import { ChangingHandle } from "./changing_handle.ts";
import { handleLocked, handleTried, handleUnlocked } from "./lock_programs.ts";
import { rangeLocked, rangeTried, rangeUnlocked } from "./range_programs.ts";

/** How to wait for a lock. */
export interface LockWaitOptions extends CallOptions {
  /** Milliseconds, after which it rejects with a `DOMException` named `TimeoutError`. Default: for ever. */
  timeout?: number;
}

/** Locks on an open file. */
export abstract class LockingHandle extends ChangingHandle {
  /**
   * Locks the whole file, shared or exclusively, and waits until it can: `flock(2)`. Waiting takes no thread: the system
   * tells of the holder's close, and a lock that ends otherwise is noticed within 0.1 s. Those of this process that wait
   * for the same file take it in the order of their calls. Given up, or when it fails, nothing is held, not even the
   * lock that was to be converted.
   *
   * The lock is advisory: it keeps out who asks for it, and nobody who reads or writes. It belongs to this opening of the
   * file, ends with it, and is another one than that of a second `open()` of the same file, here or in another process.
   * Copies of the descriptor (`dup`, a child process that inherits it) share it. NFS makes it a lock of the process on a
   * range (nfs(5)): there an exclusive one needs a handle opened for writing.
   *
   * Windows: `LockFileEx` on bytes behind every file's end, so that there, too, it hinders nobody who reads or writes,
   * but those who lock all bytes (`Deno.FsFile.lock`). Waiting stands in the system's line. Handles duplicated within the
   * process share it, those of another process do not; it ends with the last of them that this process closes.
   *
   * @throws {DOMException} `TimeoutError`: `timeout` has passed.
   * @throws {Deno.errors.NotSupported} The filesystem, which the message names, has no such locks.
   */
  lock(exclusive = false, options: LockWaitOptions = {}): Promise<void> {
    return this.run((file) => handleLocked(file, exclusive, toDeadline(options.timeout, "lock")), options.signal);
  }

  /** The synchronous {@link LockingHandle.lock}. Held by another handle of this thread, it would wait for ever. */
  lockSync(exclusive = false, options: Omit<LockWaitOptions, "signal"> = {}): void {
    this.now((file) => handleLocked(file, exclusive, toDeadline(options.timeout, "lockSync")));
  }

  /** Locks the file when that is possible at once, and says whether it was; else a lock that it had may be lost. */
  tryLock(exclusive = false, options?: CallOptions): Promise<boolean> {
    return this.run((file) => handleTried(file, exclusive), options?.signal);
  }

  /** The synchronous {@link LockingHandle.tryLock}. */
  tryLockSync(exclusive = false): boolean {
    return this.now((file) => handleTried(file, exclusive));
  }

  /** Releases the lock. */
  unlock(options?: CallOptions): Promise<void> {
    return this.run(handleUnlocked, options?.signal);
  }

  /** The synchronous {@link LockingHandle.unlock}. */
  unlockSync(): void {
    this.now(handleUnlocked);
  }

  /**
   * Locks `length` bytes from `offset`, shared or exclusively, and waits until it can; `length` 0 means to the end,
   * wherever that will be. Linux, macOS: `fcntl(2)`, `F_OFD_SETLK`: the lock belongs to this opening of the file, unlike
   * a process' (`F_SETLK`), which any `close()` of the file ends. It knows nothing of {@link LockingHandle.lock}'s.
   *
   * A range that this handle has locked already is converted, a part of it too. It is let go of while that has to wait.
   * Where macOS, or a filesystem, does not know `F_OFD_SETLK`, it is `F_SETLK` after all.
   *
   * Windows: `LockFileEx`, which is enforced: others, another handle of this process among them, cannot read (`EBUSY`)
   * what is locked exclusively, nor write what is locked at all; memory that maps the file knows nothing of it. A range
   * is converted as a whole, and let go of first; an exclusive one that overlaps another of this handle is `EDEADLK`.
   *
   * @throws {Error} `EBADF`: a shared lock needs a handle opened for reading, an exclusive one for writing (not on
   * Windows). `EDEADLK`: Windows, see above.
   * @throws {DOMException} `TimeoutError`: `timeout` has passed.
   */
  lockRange(
    offset: number | bigint,
    length: number | bigint,
    exclusive = false,
    options: LockWaitOptions = {},
  ): Promise<void> {
    const { timeout, signal } = options;
    return this.run((file) => rangeLocked(file, offset, length, exclusive, toDeadline(timeout, "lockRange")), signal);
  }

  /** The synchronous {@link LockingHandle.lockRange}. */
  lockRangeSync(
    offset: number | bigint,
    length: number | bigint,
    exclusive = false,
    options: Omit<LockWaitOptions, "signal"> = {},
  ): void {
    const deadline = toDeadline(options.timeout, "lockRangeSync");
    this.now((file) => rangeLocked(file, offset, length, exclusive, deadline));
  }

  /** Locks a range when that is possible at once, and says whether it was; what it had stays. */
  tryLockRange(
    offset: number | bigint,
    length: number | bigint,
    exclusive = false,
    options?: CallOptions,
  ): Promise<boolean> {
    return this.run((file) => rangeTried(file, offset, length, exclusive), options?.signal);
  }

  /** The synchronous {@link LockingHandle.tryLockRange}. */
  tryLockRangeSync(offset: number | bigint, length: number | bigint, exclusive = false): boolean {
    return this.now((file) => rangeTried(file, offset, length, exclusive));
  }

  /**
   * Releases what this handle has locked of a range; a lock around it falls into two.
   *
   * @throws {Error} `EINVAL`: on Windows, of a part of what was locked together. Nothing is released then.
   */
  unlockRange(offset: number | bigint, length: number | bigint, options?: CallOptions): Promise<void> {
    return this.run((file) => rangeUnlocked(file, offset, length), options?.signal);
  }

  /** The synchronous {@link LockingHandle.unlockRange}. */
  unlockRangeSync(offset: number | bigint, length: number | bigint): void {
    this.now((file) => rangeUnlocked(file, offset, length));
  }
}

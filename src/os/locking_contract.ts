/**
 * What each operating system fulfils for locks, pidfiles and atomic writing, beyond `contract.ts` and
 * `names_contract.ts`. Results are raw, as in `contract.ts`.
 */
import type { Interest } from "../call/poller.ts";
import type { Program } from "../call/program.ts";
import type { Descriptor } from "./contract.ts";

/** Locks of one open file: shared ones get along with each other. */
export type LockKind = "shared" | "exclusive" | "unlock";

/** A lock that somebody waits for: on a range, or on the whole file. */
export interface WantedLock {
  readonly kind: Exclude<LockKind, "unlock">;
  readonly range?: { readonly offset: number; readonly length: number };
}

/**
 * Tries at once to lock an open file whole: 0, or minus the error number, which is `EAGAIN` while others hold it; 1 when
 * the path that it was opened by stands for another file by now, or for none, whether it has got the lock or not.
 */
export type LockTrial = () => number;

/** Locking, and what pidfiles and atomic writing need. */
export interface Locking {
  /** Whether a lock that {@link System.flock} converts at once, to this kind, is not let go of in between. */
  readonly converts: Readonly<Record<Exclude<LockKind, "unlock">, boolean>>;
  /** Takes or releases a lock of this open file on a range; length 0 is to the end, wherever that is. It never waits. */
  lockRange(file: Descriptor, kind: LockKind, offset: number, length: number): Program<number>;
  /**
   * Tells `listener` when a lock on an open file may have ended, or the file lost its name; later again. Minus the error
   * number where the system cannot tell. It never waits, and keeps the process alive. Where the system has lines of those
   * who wait (Windows), the file stands in line for what is `wanted`, until that is taken or the interest ended.
   */
  watchLock(fd: number, listener: () => void, wanted?: WantedLock): Interest | number;
  /** Makes a {@link LockTrial} ready, where the system has one that never waits; for `file` that was opened by `path`. */
  lockTrial?(file: Descriptor, path: string, shared: boolean): LockTrial | undefined;
  /** Makes the closing of an open file ready, where that never waits: 0, or minus the error number. To be called once. */
  lockEnd?(file: Descriptor): (() => number) | undefined;
  /** What identifies this boot of the system; empty where that is unknown. */
  bootId(): Program<string>;
  /** What identifies a process among all that have had its number since the boot; empty where that is unknown. */
  startOf(pid: number): Program<string>;
  /** What numbers of processes are relative to; empty where that is unknown, or all have the same. */
  pidNamespace(): Program<string>;
  /** Whether there is a process: 0 (or `EPERM`), or `ESRCH`. */
  probe(pid: number): Program<number>;
  /** Opens a file without a name for reading and writing, on the filesystem of a directory, where the system can. */
  openUnnamed?(directory: string, mode: number): Program<number>;
  /** Gives it a name, where nothing may be. */
  nameUnnamed?(fd: number, path: string): Program<number>;
  /**
   * Moves a complete file to its name, where that asks for more than a rename (Windows): patience with whoever has the old
   * file open, and a way to the disk. `durable`: it is there when this returns.
   */
  place?(from: string, to: string, how: { readonly replaces: boolean; readonly durable: boolean }): Program<number>;
  /** Gives a file what another one has beside mode, owner and attributes, where the system has such. */
  keep?(from: Descriptor, to: Descriptor): Program<number>;
  /**
   * Removes the very file that a path stands for, if `isIt` says so of it, where the system removes what is open: 0, 1
   * when it does not say so, or minus the error number.
   */
  removeIf?(path: string, isIt: (file: Descriptor) => Program<boolean>): Program<number>;
}

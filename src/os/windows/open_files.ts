/**
 * What Windows does not keep of an open file, or only for synchronous handles: the position, whether writes go to the
 * end, which lock is held. It stands here from opening to closing, by the handle's number.
 */
import { perform } from "../../call/synchronous.ts";
import type { Manner } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import type { HeldRange } from "./lock_ranges.ts";
import type { LockWait } from "./lock_wait.ts";

/** An open file. */
export interface OpenFile {
  /** In bytes; {@link AT_END} after a write that went to the end. */
  position: number;
  readonly manner: Manner;
  readonly appends: boolean;
  readonly writes: boolean;
  /** How it is locked; `unknown` when locking was given up and may have come about. */
  lock: "shared" | "exclusive" | "unknown" | undefined;
  /** Its locks on ranges, in the order in which they were taken. */
  ranges?: HeldRange[];
  /** Locks that it stands in line for. */
  waits?: Set<LockWait>;
  /** Whether the completion port is told of its transfers; unknown before the first. */
  attached: boolean | undefined;
}

/** Stands for the position behind what was written to the end: where that is, the file's size tells. */
export const AT_END = -1;

const files = new Map<number, OpenFile>();

/** Keeps what is to be known of a file just opened. */
export function remember(fd: number, file: Pick<OpenFile, "manner" | "appends" | "writes">, position = 0): void {
  files.set(fd, { ...file, position, lock: undefined, attached: undefined });
}

/** What is known of a handle; one that somebody else opened is a new file. */
export function stateOf(fd: number): OpenFile {
  let file = files.get(fd);
  if (file === undefined) {
    file = { position: 0, manner: "unknown", appends: false, writes: true, lock: undefined, attached: undefined };
    files.set(fd, file);
  }
  return file;
}

/** Whether the handle was opened here, or has been described. */
export function isKnown(fd: number): boolean {
  return files.has(fd);
}

/** Whether what was kept of a handle is still of the one that has its number. */
export function isCurrent(fd: number, file: OpenFile): boolean {
  return files.get(fd) === file;
}

/** The handle is about to be closed: its number may be another's then. */
export function forget(fd: number): void {
  files.delete(fd);
}

/** `STD_INPUT_HANDLE`, `STD_OUTPUT_HANDLE` and `STD_ERROR_HANDLE` (`winbase.h`) are −10, −11 and −12. */
const STANDARD = c.STD_INPUT_HANDLE;

/** The handle of a number: 0, 1 and 2, which no handle has, are those of the process. */
export function handleOf(fd: number): number {
  return fd >= 0 && fd <= 2 ? perform(kernel32.GetStdHandle((STANDARD - fd) >>> 0), 0) : fd;
}

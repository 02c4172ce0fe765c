/**
 * `LockFileEx` and `UnlockFileEx` on bytes of a file. A lock is let go of by the very numbers that it was taken by; one
 * handle's locks hinder another's, in the same process, too, and its own exclusive ones hinder itself.
 */
import { errorName, errorNumber } from "../../call/errno.ts";
import type { Call, Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { giveBack, newEvent, ownEvent, takeOverlapped } from "./overlapped.ts";

const EAGAIN = -errorNumber("EAGAIN");
const HALF = 32n;
const LOW = 0xffff_ffffn;

/** Bytes of a file; they need not be there. */
export interface Bytes {
  readonly start: bigint;
  readonly length: bigint;
}

/** Whether two are the very same. */
export function sameBytes(one: Bytes, other: Bytes): boolean {
  return one.start === other.start && one.length === other.length;
}

/** The halves of 64 bits, the low one first. */
export function halves(value: bigint): [low: number, high: number] {
  return [Number(value & LOW), Number(value >> HALF)];
}

/** Locks bytes when that is possible at once: 0, or minus the error number, which is `EAGAIN` while others have them. */
export function* lockBytes(file: Descriptor, bytes: Bytes, exclusive: boolean): Program<number> {
  const flags = c.LOCKFILE_FAIL_IMMEDIATELY | (exclusive ? c.LOCKFILE_EXCLUSIVE_LOCK : 0);
  const call = (at: Uint8Array) => kernel32.LockFileEx(file.fd, flags, 0, ...halves(bytes.length), at);
  const result = yield* made(file, bytes, call);
  return errorName(result) === "EBUSY" ? EAGAIN : result;
}

/** Lets go of bytes that were locked as these. */
export function* unlockBytes(file: Descriptor, bytes: Bytes): Program<number> {
  return yield* made(file, bytes, (at) => kernel32.UnlockFileEx(file.fd, 0, ...halves(bytes.length), at));
}

/** A call that waits for nobody, but for a server's answer. */
function* made(file: Descriptor, { start }: Bytes, call: (at: Uint8Array) => Call): Program<number> {
  const near = file.manner === "memory" || file.manner === "disk";
  return near ? here(file.fd, start, call) : yield* apart(file.fd, start, call);
}

function here(fd: number, start: bigint, call: (at: Uint8Array) => Call): number {
  const overlapped = takeOverlapped();
  overlapped.setAt(...halves(start), ownEvent());
  let result = perform(call(overlapped.bytes), 0);
  // A filter between us and the file system may take its time all the same.
  if (isUnderWay(result)) result = perform(kernel32.GetOverlappedResult(fd, overlapped.bytes, { size: 4 }, 1), 0);
  giveBack(overlapped);
  return Math.min(0, result);
}

/** Given up, the server may still answer: into memory that nobody else is given. */
function* apart(fd: number, start: bigint, call: (at: Uint8Array) => Call): Program<number> {
  const event = newEvent();
  const overlapped = takeOverlapped();
  overlapped.setAt(...halves(start), event);
  try {
    let result = yield call(overlapped.bytes).via("remote");
    if (isUnderWay(result)) {
      result = yield kernel32.GetOverlappedResult(fd, overlapped.bytes, { size: 4 }, 1).via("remote");
    }
    giveBack(overlapped);
    return Math.min(0, result);
  } finally {
    perform(kernel32.CloseHandle(event), 0);
  }
}

function isUnderWay(result: number): boolean {
  return errorName(result) === "EINPROGRESS";
}

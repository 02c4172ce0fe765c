/** Locks by `LockFileEx`, on the whole of a file as `Deno.FsFile.lock` takes them: Windows enforces them. */
import { errorName, errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor } from "../contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { stateOf } from "./open_files.ts";
import { giveBack, newEvent, takeOverlapped } from "./overlapped.ts";

/** Both halves of a length that no file has. */
const ALL = 0xffff_ffff;
const EAGAIN = -errorNumber("EAGAIN");

/** Takes or releases a lock. As with `flock(2)` it is one lock, converted by releasing it first. */
export function* flock(file: Descriptor, kind: "shared" | "exclusive" | "unlock", wait: boolean): Program<number> {
  const state = stateOf(file.fd);
  if (state.lock === kind) return 0;
  if (state.lock !== undefined) {
    const result = yield* unlock(file.fd);
    if (result < 0 && state.lock !== "unknown") return result; // it was not locked after all
    state.lock = undefined;
  }
  if (kind === "unlock") return 0;
  state.lock = "unknown";
  const result = yield* lock(file.fd, kind === "exclusive", wait);
  state.lock = result < 0 ? undefined : kind;
  return result < 0 && errorName(result) === "EBUSY" ? EAGAIN : Math.min(0, result);
}

function* lock(fd: number, exclusive: boolean, wait: boolean): Program<number> {
  const flags = (exclusive ? c.LOCKFILE_EXCLUSIVE_LOCK : 0) | (wait ? 0 : c.LOCKFILE_FAIL_IMMEDIATELY);
  const event = newEvent();
  const overlapped = takeOverlapped();
  overlapped.set(0, event);
  try {
    const result = yield kernel32.LockFileEx(fd, flags, 0, ALL, ALL, overlapped.bytes);
    if (errorName(result) !== "EINPROGRESS") return result;
    return yield kernel32.GetOverlappedResult(fd, overlapped.bytes, { size: 4 }, 1);
  } finally {
    perform(kernel32.CloseHandle(event), 0);
    giveBack(overlapped);
  }
}

function* unlock(fd: number): Program<number> {
  const overlapped = takeOverlapped();
  overlapped.set(0, 0);
  try {
    return Math.min(0, yield kernel32.UnlockFileEx(fd, 0, ALL, ALL, overlapped.bytes));
  } finally {
    giveBack(overlapped);
  }
}

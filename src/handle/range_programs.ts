/** Locks on ranges of open files. */
import { type Deadline, timeoutError } from "../call/deadline.ts";
import { failureOf } from "../call/errno.ts";
import { type Program, TIMED_OUT } from "../call/program.ts";
import { toSize } from "../integer.ts";
import { locking } from "../os/locking.ts";
import type { LockKind } from "../os/locking_contract.ts";
import type { OpenFile } from "./handle_base.ts";
import { identityOf } from "./identity.ts";
import { lockRefused, lockTaken } from "./lock_programs.ts";
import { tellWaiting } from "./lock_turn.ts";

const EAGAIN = failureOf("EAGAIN");

/** A range of a file, checked. */
class Range {
  readonly offset: number;
  readonly length: number;

  constructor(readonly file: OpenFile, offset: number | bigint, length: number | bigint) {
    this.offset = toSize(offset, "offset");
    this.length = toSize(length, "length");
    toSize(this.offset + this.length, "the end of the range");
  }

  set(kind: LockKind): Program<number> {
    return locking.lockRange(this.file, kind, this.offset, this.length);
  }

  *unlock(): Program<number> {
    const result = yield* this.set("unlock");
    tellWaiting();
    return result;
  }
}

/** Locks a range, and waits until it can; given up, nothing of it is held. */
export function* rangeLocked(
  file: OpenFile,
  offset: number | bigint,
  length: number | bigint,
  exclusive: boolean,
  deadline: Deadline,
): Program<void> {
  const range = new Range(file, offset, length);
  const what = `range ${yield* identityOf(file)} ${range.offset} ${range.length}`;
  let complete = false;
  try {
    const kind = exclusive ? "exclusive" : "shared";
    const take = () => range.set(kind);
    const result = yield* lockTaken(file, take, () => range.unlock(), deadline, what, { kind, range });
    if (result === TIMED_OUT) throw timeoutError("lockRange", file.path);
    if (result < 0) yield* lockRefused(result, "fcntl", file);
    complete = true;
  } finally {
    if (!complete) yield* range.unlock();
  }
}

/** Locks a range when that is possible at once. */
export function* rangeTried(
  file: OpenFile,
  offset: number | bigint,
  length: number | bigint,
  exclusive: boolean,
): Program<boolean> {
  const result = yield* new Range(file, offset, length).set(exclusive ? "exclusive" : "shared");
  if (result === EAGAIN) return false;
  if (result < 0) yield* lockRefused(result, "fcntl", file);
  return true;
}

/** Lets go of a range. */
export function* rangeUnlocked(file: OpenFile, offset: number | bigint, length: number | bigint): Program<void> {
  const result = yield* new Range(file, offset, length).unlock();
  if (result < 0) yield* lockRefused(result, "fcntl", file);
}

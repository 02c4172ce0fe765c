/**
 * Locks on ranges. Windows enforces them: while one has a range exclusively, others neither read nor write it, and while
 * it is shared, nobody writes it (`ERROR_LOCK_VIOLATION`). What POSIX does with the ranges of one file is done as far as
 * nothing that is held is let go of meanwhile:
 * - What lies within a range is let go of together; a part of what was locked together is not (`ERROR_NOT_LOCKED`).
 * - A range is converted by letting go of it first; when others are faster, it is taken as it was.
 * - An exclusive range that overlaps another of the same handle can never be had: `EDEADLK`.
 */
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import type { LockKind } from "../locking_contract.ts";
import { FAR } from "./lock.ts";
import { type Bytes, lockBytes, sameBytes, unlockBytes } from "./lock_call.ts";
import { grantedOf } from "./lock_wait.ts";
import { stateOf } from "./open_files.ts";

const EDEADLK = -errorNumber("EDEADLK");
const ERROR_NOT_LOCKED = 158;

/** A range that a handle has locked. */
export interface HeldRange extends Bytes {
  readonly exclusive: boolean;
}

/** The bytes of a range; without a length they reach to where whole files are locked. */
export function bytesOf(offset: number, length: number): Bytes {
  const start = BigInt(offset);
  return { start, length: length === 0 ? FAR - start : BigInt(length) };
}

/** Takes or releases a lock on a range; it never waits. */
export function* lockRange(file: Descriptor, kind: LockKind, offset: number, length: number): Program<number> {
  const bytes = bytesOf(offset, length);
  return yield* kind === "unlock" ? unlocked(file, bytes) : locked(file, bytes, kind === "exclusive");
}

function* locked(file: Descriptor, bytes: Bytes, exclusive: boolean): Program<number> {
  const held = rangesOf(file);
  const same = held.find((one) => sameBytes(one, bytes));
  if (same?.exclusive === exclusive) return 0;
  if (exclusive && held.some((one) => one !== same && overlap(one, bytes))) return EDEADLK;
  if (same !== undefined) yield* letGo(file, same);
  const result = yield* taken(file, { ...bytes, exclusive });
  if (result < 0 && same !== undefined) yield* taken(file, same);
  return result;
}

/** It counts as held from before the call: given up, it may have come about. */
function* taken(file: Descriptor, range: HeldRange): Program<number> {
  const held = rangesOf(file);
  held.push(range);
  const granted = grantedOf(stateOf(file.fd), range, range.exclusive);
  const result = granted ? 0 : yield* lockBytes(file, range, range.exclusive);
  if (result < 0) held.splice(held.indexOf(range), 1);
  return result;
}

function* unlocked(file: Descriptor, bytes: Bytes): Program<number> {
  const touched = rangesOf(file).filter((one) => overlap(one, bytes));
  if (!touched.every((one) => contains(bytes, one))) return -ERROR_NOT_LOCKED;
  for (const range of touched) {
    const result = yield* letGo(file, range);
    if (result < 0 && result !== -ERROR_NOT_LOCKED) return result;
  }
  return 0;
}

function* letGo(file: Descriptor, range: HeldRange): Program<number> {
  const held = rangesOf(file);
  held.splice(held.indexOf(range), 1);
  return yield* unlockBytes(file, range);
}

function rangesOf({ fd }: Descriptor): HeldRange[] {
  return stateOf(fd).ranges ??= [];
}

function overlap(one: Bytes, other: Bytes): boolean {
  return one.start < other.start + other.length && other.start < one.start + one.length;
}

function contains(whole: Bytes, part: Bytes): boolean {
  return whole.start <= part.start && part.start + part.length <= whole.start + whole.length;
}

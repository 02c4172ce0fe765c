/** What POSIX can do to an open file besides moving bytes. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { TIMESPEC } from "../../../ffi/posix/structs.ts";
import type { Call, Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor, SetTime } from "../contract.ts";
import { posix } from "./libc.ts";

const BILLION = 1_000_000_000n;

/** `lseek`: it only moves the position, so it is made at once. */
export function* seek(file: Descriptor, offset: number, whence: 0 | 1 | 2): Program<number> {
  return yield posix.lseek(file.fd, BigInt(offset), whence).orNow(here);
}

function here(call: Call): number {
  return perform(call, 0);
}

/** `ftruncate` */
export function* truncate(file: Descriptor, length: number): Program<number> {
  return yield posix.ftruncate(file.fd, BigInt(length));
}

/** `fchmod` */
export function* chmod(file: Descriptor, mode: number): Program<number> {
  return yield posix.fchmod(file.fd, mode);
}

/** `fchown`; −1 leaves an id as it is. */
export function* chown(file: Descriptor, owner: number, group: number): Program<number> {
  return yield posix.fchown(file.fd, owner >>> 0, group >>> 0);
}

/** `futimens`, given what the system writes for "now" and "omit" in `tv_nsec`. */
export function* utime(
  file: Descriptor,
  times: readonly [SetTime, SetTime],
  marks: { readonly now: number; readonly omit: number },
): Program<number> {
  return yield posix.futimens(file.fd, timespecs(times, marks));
}

/** Two `struct timespec`, access before modification. */
export function timespecs(
  times: readonly [SetTime, SetTime],
  marks: { readonly now: number; readonly omit: number },
): Uint8Array {
  const bytes = new Uint8Array(2 * TIMESPEC.size);
  const view = new DataView(bytes.buffer);
  times.forEach((time, i) => {
    const at = i * TIMESPEC.size;
    if (typeof time === "string") return TIMESPEC.tv_nsec.set(view, at, marks[time]);
    // Nanoseconds count upwards from the second below, before 1970, too.
    const rest = ((time % BILLION) + BILLION) % BILLION;
    TIMESPEC.tv_sec.set(view, at, Number((time - rest) / BILLION));
    TIMESPEC.tv_nsec.set(view, at, Number(rest));
  });
  return bytes;
}

/** `isatty` */
export function* isTerminal(file: Descriptor): Program<boolean> {
  return (yield posix.isatty(file.fd)) === 1;
}

/**
 * `flock`; one that may wait travels alone. One that does not is never sent on a trip where it can be made here: those who
 * wait for the lock would wait for the trip, too.
 */
export function* flock(file: Descriptor, kind: "shared" | "exclusive" | "unlock", wait: boolean): Program<number> {
  const operation = { shared: p.LOCK_SH, exclusive: p.LOCK_EX, unlock: p.LOCK_UN }[kind];
  if (wait) return yield posix.flock(file.fd, operation).via("unbounded");
  const call = posix.flock(file.fd, operation | p.LOCK_NB);
  return file.manner === "memory" || file.manner === "disk" ? perform(call, 0) : yield call.via("remote");
}

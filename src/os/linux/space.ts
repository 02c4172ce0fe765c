/** Space of a file: `fallocate(2)` and `posix_fadvise(2)`. */
import type { Program } from "../../call/program.ts";
import type { Advice, AllocateMode, Descriptor } from "../contract.ts";
import { c, libc } from "./libc.ts";

const MODES: Record<AllocateMode, number> = {
  allocate: 0,
  keepSize: c.FALLOC_FL_KEEP_SIZE,
  zero: c.FALLOC_FL_ZERO_RANGE,
  collapse: c.FALLOC_FL_COLLAPSE_RANGE,
  insert: c.FALLOC_FL_INSERT_RANGE,
};

const ADVICE: Record<Advice, number> = {
  normal: c.POSIX_FADV_NORMAL,
  sequential: c.POSIX_FADV_SEQUENTIAL,
  random: c.POSIX_FADV_RANDOM,
  noReuse: c.POSIX_FADV_NOREUSE,
  willNeed: c.POSIX_FADV_WILLNEED,
  dontNeed: c.POSIX_FADV_DONTNEED,
};

/** `fallocate` */
export function* allocate(file: Descriptor, offset: number, length: number, mode: AllocateMode): Program<number> {
  return yield libc.fallocate(file.fd, MODES[mode], BigInt(offset), BigInt(length));
}

/** `fallocate` with `FALLOC_FL_PUNCH_HOLE`. */
export function* punchHole(file: Descriptor, offset: number, length: number): Program<number> {
  const mode = c.FALLOC_FL_PUNCH_HOLE | c.FALLOC_FL_KEEP_SIZE;
  return yield libc.fallocate(file.fd, mode, BigInt(offset), BigInt(length));
}

/** `posix_fadvise`, which returns its error number. */
export function* advise(file: Descriptor, offset: number, length: number, advice: Advice): Program<number> {
  return -(yield libc.posix_fadvise(file.fd, BigInt(offset), BigInt(length), ADVICE[advice]));
}

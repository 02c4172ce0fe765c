/** Calls that are made ready beforehand, because somebody waits for them when they are made: every microsecond counts. */
import { STATX } from "../../../ffi/linux/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorNumber } from "../../call/errno.ts";
import type { Call } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor, Manner } from "../contract.ts";
import type { LockTrial } from "../locking_contract.ts";
import { posix } from "../posix/libc.ts";
import { c, libc } from "./libc.ts";

const isNear = (manner: Manner) => manner === "memory" || manner === "disk";
const EAGAIN = -errorNumber("EAGAIN");
const REPLACED = 1;

/** See `Locking.lockTrial`: `flock` and `statx`, and what they are compared with. */
export function lockTrial({ fd, manner }: Descriptor, path: string, shared: boolean): LockTrial | undefined {
  if (!isNear(manner)) return undefined;
  const own = libc.statx(fd, "", c.AT_EMPTY_PATH, c.STATX_BASIC_STATS, STATX);
  if (perform(own, 0) < 0) return undefined;
  const low = STATX.stx_ino.low(own.view, own.at);
  const high = STATX.stx_ino.high(own.view, own.at);
  const major = STATX.stx_dev_major.get(own.view, own.at);
  const minor = STATX.stx_dev_minor.get(own.view, own.at);
  const isOwn = ({ view, at }: Call) =>
    STATX.stx_ino.low(view, at) === low && STATX.stx_ino.high(view, at) === high &&
    STATX.stx_dev_major.get(view, at) === major && STATX.stx_dev_minor.get(view, at) === minor;
  const lock = posix.flock(fd, (shared ? p.LOCK_SH : p.LOCK_EX) | p.LOCK_NB);
  const look = libc.statx(c.AT_FDCWD, path, 0, c.STATX_BASIC_STATS, STATX);
  return () => {
    const result = perform(lock, 0);
    if (result < 0 && result !== EAGAIN) return result;
    return perform(look, 0) >= 0 && isOwn(look) ? result : REPLACED;
  };
}

/** See `Locking.lockEnd`: `close`. */
export function lockEnd({ fd, manner }: Descriptor): (() => number) | undefined {
  if (!isNear(manner)) return undefined;
  const close = libc.close(fd);
  return () => perform(close, 0);
}

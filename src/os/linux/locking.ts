/** Locking on Linux. */
import { LINUX_LOCKING } from "../../../ffi/linux/locking.ts";
import { FLOCK } from "../../../ffi/linux/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorNumber } from "../../call/errno.ts";
import { bind } from "../../call/library.ts";
import type { Program } from "../../call/program.ts";
import type { Locking } from "../locking_contract.ts";
import { posixLocking } from "../posix/locking.ts";
import { at } from "../posix/names.ts";
import { c, libc } from "./libc.ts";
import { lockEnd, lockTrial } from "./lock_trial.ts";
import { watchLock } from "./lock_watch.ts";
import { bootId, pidNamespace, startOf } from "./proc.ts";

const calls = bind(LINUX_LOCKING);

const EOPNOTSUPP = -errorNumber("EOPNOTSUPP");
let unnameable: boolean | undefined;

/** Locking on Linux. */
export const linuxLocking: Locking = {
  ...posixLocking({ c, flock: FLOCK, setLock: (fd, lock) => calls.fcntlLock(fd, c.F_OFD_SETLK, lock) }),
  converts: { shared: true, exclusive: true }, // under one lock of the kernel's since Linux 4.2: fs/locks.c, flock_lock_inode()
  watchLock,
  lockTrial,
  lockEnd,
  bootId,
  startOf,
  pidNamespace,
  *openUnnamed(directory, mode): Program<number> {
    // What has no name gets one by /proc, which a container may lack.
    unnameable ??= (yield libc.faccessat(c.AT_FDCWD, "/proc/self/fd", p.F_OK, 0)) < 0;
    if (unnameable) return EOPNOTSUPP;
    return yield libc.openat(c.AT_FDCWD, directory, c.O_TMPFILE | c.O_RDWR | c.O_CLOEXEC, mode);
  },
  *nameUnnamed(fd, path): Program<number> {
    // AT_EMPTY_PATH would ask for CAP_DAC_READ_SEARCH: open(2).
    return yield at.linkat(c.AT_FDCWD, `/proc/self/fd/${fd}`, c.AT_FDCWD, path, c.AT_SYMLINK_FOLLOW);
  },
};

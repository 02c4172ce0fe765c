/** Names on Linux. */
import { LINUX_NAMES } from "../../../ffi/linux/names.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { STATX } from "../../../ffi/linux/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { bind } from "../../call/library.ts";
import { Chain, FIRST, type Program } from "../../call/program.ts";
import type { Names, RenameMode } from "../names_contract.ts";
import { at, posixNames } from "../posix/names.ts";
import { diskstat } from "./filesystem.ts";
import { c, libc } from "./libc.ts";
import { statAt, statOf } from "./stat.ts";

const calls = bind(LINUX_NAMES);
const SYS_RENAMEAT2 = BigInt(c.SYS_renameat2);
const SYS_MKNODAT = BigInt(c.SYS_mknodat);
const EOPNOTSUPP = -errorNumber("EOPNOTSUPP");
const FLAGS: Readonly<Record<RenameMode, number>> = {
  replace: 0,
  noReplace: c.RENAME_NOREPLACE,
  exchange: c.RENAME_EXCHANGE,
};

const shared = posixNames({ c, openat: libc.openat, fcntl: libc.fcntl, realpath: calls.realpath });

/** Names on Linux. */
export const linuxNames: Names = {
  ...shared,
  *chmod(dir, path, mode, follow) {
    const result = yield* shared.chmod(dir, path, mode, follow);
    return result === EOPNOTSUPP && !follow ? yield* chmodByDescriptor(dir, path, mode) : result;
  },
  *rename(fromDir, from, toDir, to, mode) {
    if (mode === "replace") return yield at.renameat(fromDir, from, toDir, to);
    return yield calls.renameat2(SYS_RENAMEAT2, fromDir, from, toDir, to, FLAGS[mode]);
  },
  *mkfifo(dir, path, mode) {
    return yield calls.mkfifoat(dir, path, mode);
  },
  *mknod(dir, path, mode, device) {
    return yield calls.mknodat(SYS_MKNODAT, dir, path, mode, device);
  },
  *look(dir, path, follow) {
    const step = statAt(dir, path, follow);
    const result = yield step;
    return result < 0 ? result : statOf(step);
  },
  stat: statAt,
  *filesystemAt(path) {
    const disk = yield* diskstat(path);
    return typeof disk === "number" ? "an unknown filesystem" : disk.type;
  },
};

/**
 * Changes what is no link, and `EOPNOTSUPP` for a link, by a descriptor that opens nothing: glibc before 2.32 knows no
 * `AT_SYMLINK_NOFOLLOW` here.
 */
export function* chmodByDescriptor(dir: number, path: string, mode: number): Program<number> {
  const ask = libc.statx(FIRST, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, c.STATX_BASIC_STATS, STATX);
  const fd = yield new Chain(libc.openat(dir, path, c.O_PATH | c.O_NOFOLLOW | c.O_CLOEXEC, 0), [ask]);
  if (fd < 0) return fd;
  try {
    if ((STATX.stx_mode.get(ask.view, ask.at) & p.S_IFMT) === p.S_IFLNK) return EOPNOTSUPP;
    return yield at.fchmodat(c.AT_FDCWD, `/proc/self/fd/${fd}`, mode, 0);
  } finally {
    yield libc.close(fd);
  }
}

/** Linux, as the operations see it. */
import type { Program } from "../../call/program.ts";
import type { OpenFlag, System } from "../contract.ts";
import { chmod, chown, flock, isTerminal, seek, truncate, utime } from "../posix/metadata.ts";
import { smallOf } from "../posix/small.ts";
import { readv, write, writeAt, writev } from "../posix/transfer.ts";
import { capabilities } from "./capabilities.ts";
import { copyRange } from "./copy.ts";
import { diskstat, filesystem } from "./filesystem.ts";
import { c, libc } from "./libc.ts";
import { close, describe, open, takeOver } from "./open.ts";
import { prepare } from "./memory.ts";
import { read, readAt } from "./read.ts";
import { readSmall } from "./small.ts";
import { advise, allocate, punchHole } from "./space.ts";
import { fstat, stat, statOf } from "./stat.ts";
import { writeSmall } from "./write_small.ts";
import { getxattr, listxattr, removexattr, setxattr } from "./xattr.ts";

/** What Windows has and Linux does not. */
const ABSENT = { TEMPORARY: 0, SHORT_LIVED: 0, SEQUENTIAL: 0, RANDOM: 0 };

const O = {
  ...Object.fromEntries(Object.entries(c).filter(([name]) => name.startsWith("O_")).map(([n, v]) => [n.slice(2), v])),
  ...ABSENT,
} as Readonly<Record<OpenFlag, number>>;

const MARKS = { now: c.UTIME_NOW, omit: c.UTIME_OMIT };

/** Linux. */
export const linux: System = {
  name: "linux",
  O,
  open,
  takeOver,
  describe,
  close,
  read,
  readAt,
  write,
  writeAt,
  readv,
  writev,
  seek,
  truncate,
  *sync({ fd }): Program<number> {
    return yield libc.fsync(fd);
  },
  *syncData({ fd }): Program<number> {
    return yield libc.fdatasync(fd);
  },
  chmod,
  chown,
  utime: (file, atime, mtime) => utime(file, [atime, mtime], MARKS),
  isTerminal,
  flock,
  allocate,
  punchHole,
  advise,
  getxattr,
  setxattr,
  listxattr,
  removexattr,
  copyRange,
  stat,
  fstat,
  statOf,
  *access(path: string, mode: number): Program<number> {
    return yield libc.faccessat(c.AT_FDCWD, path, mode, c.AT_EACCESS);
  },
  diskstat,
  filesystem,
  prepare,
  readSmall,
  smallOf,
  writeSmall,
  capabilities,
};

/** macOS, as the operations see it. */
import type { Program } from "../../call/program.ts";
import type { OpenFlag, System } from "../contract.ts";
import { chmod, chown, flock, isTerminal, seek, truncate, utime } from "../posix/metadata.ts";
import { smallOf } from "../posix/small.ts";
import { readv, write, writeAt, writev } from "../posix/transfer.ts";
import { capabilities } from "./capabilities.ts";
import { copyRange, holeAt } from "./copy.ts";
import { diskstat, filesystem } from "./filesystem.ts";
import { chflags } from "./flags.ts";
import { punchHole } from "./hole.ts";
import { c, libsystem } from "./libsystem.ts";
import { close, describe, open, takeOver } from "./open.ts";
import { mountRoot } from "./mount.ts";
import { read, readAt } from "./read.ts";
import { readSmall } from "./small.ts";
import { advise, allocate } from "./space.ts";
import { fstat, stat, statOf } from "./stat.ts";
import { sync, syncData } from "./sync.ts";
import { writeSmall } from "./write_small.ts";
import { getxattr, listxattr, removexattr, setxattr } from "./xattr.ts";

/** What Linux or Windows have and Darwin does not. */
const ABSENT = {
  RSYNC: 0,
  DIRECT: 0,
  NOATIME: 0,
  PATH: 0,
  TMPFILE: 0,
  LARGEFILE: 0,
  TEMPORARY: 0,
  SHORT_LIVED: 0,
  SEQUENTIAL: 0,
  RANDOM: 0,
};

const O = {
  ...Object.fromEntries(Object.entries(c).filter(([name]) => name.startsWith("O_")).map(([n, v]) => [n.slice(2), v])),
  ...ABSENT,
} as Readonly<Record<OpenFlag, number>>;

const MARKS = { now: c.UTIME_NOW, omit: c.UTIME_OMIT };

/** macOS. */
export const darwin: System = {
  name: "darwin",
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
  sync,
  syncData,
  chmod,
  chown,
  chflags,
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
  holeAt,
  stat,
  fstat,
  statOf,
  *access(path: string, mode: number): Program<number> {
    return yield libsystem.faccessat(c.AT_FDCWD, path, mode, c.AT_EACCESS);
  },
  diskstat,
  mountRoot,
  filesystem,
  readSmall,
  smallOf,
  writeSmall,
  capabilities,
};

/** Windows, as the operations see it. */
import type { Program } from "../../call/program.ts";
import { type System, UNABLE } from "../contract.ts";
import { access } from "./access.ts";
import { chmod, chown, utime } from "./attributes.ts";
import { capabilities } from "./capabilities.ts";
import { diskstat, filesystem, mountRoot } from "./filesystem.ts";
import { O } from "./flags.ts";
import { kernel32 } from "./kernel32.ts";
import { flock } from "./lock.ts";
import { close, describe, takeOver } from "./open.ts";
import { openBelow } from "./open_at.ts";
import { HERE } from "./place.ts";
import { seek, sync, truncate } from "./position.ts";
import { readSmall, smallOf } from "./small.ts";
import { advise, allocate, punchHole } from "./space.ts";
import { fstat, stat, statOf } from "./stat.ts";
import { read, readAt, write, writeAt } from "./transfer.ts";
import { readv, writev } from "./vector.ts";
import { noAttributes } from "./xattr.ts";

/** Windows. */
export const windows: System = {
  name: "windows",
  O,
  open: (path, flags, mode, at = HERE) => openBelow(at, path, flags, mode),
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
  syncData: sync, // what reading the data needs is written with it
  chmod,
  chown,
  utime,
  *isTerminal({ fd }): Program<boolean> {
    return (yield kernel32.GetConsoleMode(fd, { size: 4 })) > 0;
  },
  flock,
  allocate,
  punchHole,
  advise,
  getxattr: noAttributes,
  setxattr: noAttributes,
  listxattr: noAttributes,
  removexattr: noAttributes,
  // deno-lint-ignore require-yield -- CopyFile2 copies whole files only: two ranges are read and written
  *copyRange(): Program<number> {
    return UNABLE;
  },
  stat,
  fstat,
  statOf,
  access,
  diskstat,
  mountRoot,
  filesystem,
  readSmall,
  smallOf,
  capabilities,
};

/** Metadata by `stat(2)` with 64-bit inodes. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import type { Call, Chain } from "../../call/program.ts";
import type { Descriptor, RawStat } from "../contract.ts";
import { libsystem } from "./libsystem.ts";

/** `stat` and `lstat`. */
export function stat(path: string, follow: boolean): Call {
  return follow ? libsystem.stat64(path, STAT) : libsystem.lstat64(path, STAT);
}

/** `fstat`: alone where it may ask a server. */
export function fstat({ fd, manner }: Descriptor): Call {
  const call = libsystem.fstat64(fd, STAT);
  return manner === "memory" || manner === "disk" ? call : call.via("remote");
}

/** What `stat` or `fstat` left. */
export function statOf(step: Call | Chain): RawStat {
  const { view, at } = step as Call;
  const birthtime = STAT.st_birthtimespec.seconds(view, at);
  const birthtimeRest = STAT.st_birthtimespec.nanoseconds(view, at);
  return {
    mode: STAT.st_mode.get(view, at),
    size: STAT.st_size.get(view, at),
    nlink: STAT.st_nlink.get(view, at),
    uid: STAT.st_uid.get(view, at),
    gid: STAT.st_gid.get(view, at),
    blksize: STAT.st_blksize.get(view, at),
    blocks: STAT.st_blocks.get(view, at),
    inodeLow: STAT.st_ino.low(view, at),
    inodeHigh: STAT.st_ino.high(view, at),
    dev: STAT.st_dev.get(view, at),
    rdev: STAT.st_rdev.get(view, at),
    atime: STAT.st_atimespec.seconds(view, at),
    atimeRest: STAT.st_atimespec.nanoseconds(view, at),
    mtime: STAT.st_mtimespec.seconds(view, at),
    mtimeRest: STAT.st_mtimespec.nanoseconds(view, at),
    ctime: STAT.st_ctimespec.seconds(view, at),
    ctimeRest: STAT.st_ctimespec.nanoseconds(view, at),
    birthtime,
    // A filesystem that keeps no birth times leaves zeros: vn_stat_noauth(), bsd/vfs/vfs_vnops.c of xnu.
    birthtimeRest: birthtime === 0 && birthtimeRest === 0 ? -1 : birthtimeRest,
    mountRoot: undefined, // fgetattrlist(2) knows: mount.ts
    flags: STAT.st_flags.get(view, at),
  };
}

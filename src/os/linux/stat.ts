/** Metadata by `statx(2)`. */
import { STATX } from "../../../ffi/linux/structs.ts";
import { type Call, type Chain, NOT_NOW } from "../../call/program.ts";
import { SPACE_VIEW } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor, RawStat } from "../contract.ts";
import { openCached } from "./cached.ts";
import { c, libc } from "./libc.ts";
import { learnLater, residenceOf } from "./residence.ts";

const MASK = c.STATX_BASIC_STATS | c.STATX_BTIME;
/** What {@link probe} answers by the filesystem that it met. */
export const ON_DISK = 0;
/** See {@link ON_DISK}. */
export const IN_MEMORY = 1;
const OF_DESCRIPTOR = c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC;

/** `stat` and `lstat`. */
export function stat(path: string, follow: boolean): Call {
  return statAt(c.AT_FDCWD, path, follow);
}

/** The same below an open directory. */
export function statAt(dir: number, path: string, follow: boolean): Call {
  return libc.statx(dir, path, follow ? 0 : c.AT_SYMLINK_NOFOLLOW, MASK, STATX).orNow(statNow);
}

/** `fstat`: at once where the filesystem never waits for an answer. */
export function fstat({ fd, manner }: Descriptor): Call {
  const call = libc.statx(fd, "", c.AT_EMPTY_PATH, MASK, STATX);
  return manner === "memory" || manner === "disk" ? call.orNow(here) : call.via("remote");
}

function here(call: Call): number {
  return perform(call, 0);
}

function statNow(call: Call): number {
  const [at, path, flags] = call.args as [number, string, number];
  const result = probe(path, flags === c.AT_SYMLINK_NOFOLLOW, at);
  call.view = SPACE_VIEW;
  call.at = 0;
  return result;
}

/**
 * Metadata of a path from the caches: {@link ON_DISK} or {@link IN_MEMORY} with a `struct statx` in the scratch memory,
 * minus an error number, or `NOT_NOW`. The lookup cannot wait, and a filesystem that may have to is found out by its device and not asked.
 */
export function probe(path: string, link: boolean, at: number = c.AT_FDCWD): number {
  if (path === "") return NOT_NOW;
  const fd = openCached(path, c.O_PATH | c.O_CLOEXEC | (link ? c.O_NOFOLLOW : 0), at);
  if (fd < 0) return fd;
  const result = perform(libc.statx(fd, "", OF_DESCRIPTOR, MASK, STATX), 0);
  perform(libc.close(fd), 0);
  if (result < 0) return NOT_NOW;
  const major = STATX.stx_dev_major.get(SPACE_VIEW, 0);
  const minor = STATX.stx_dev_minor.get(SPACE_VIEW, 0);
  const residence = residenceOf(major, minor);
  // The descriptor of a directory may be closed by then.
  if (residence === undefined && at === c.AT_FDCWD) learnLater(path, link, major, minor);
  return residence === "disk" ? ON_DISK : residence === "memory" ? IN_MEMORY : NOT_NOW;
}

/** What `statx` left. */
export function statOf(step: Call | Chain): RawStat {
  const { view, at } = step as Call;
  return {
    mode: STATX.stx_mode.get(view, at),
    size: STATX.stx_size.get(view, at),
    nlink: STATX.stx_nlink.get(view, at),
    uid: STATX.stx_uid.get(view, at),
    gid: STATX.stx_gid.get(view, at),
    blksize: STATX.stx_blksize.get(view, at),
    blocks: STATX.stx_blocks.get(view, at),
    inodeLow: STATX.stx_ino.low(view, at),
    inodeHigh: STATX.stx_ino.high(view, at),
    dev: makedev(STATX.stx_dev_major.get(view, at), STATX.stx_dev_minor.get(view, at)),
    rdev: makedev(STATX.stx_rdev_major.get(view, at), STATX.stx_rdev_minor.get(view, at)),
    atime: STATX.stx_atime.seconds(view, at),
    atimeRest: STATX.stx_atime.nanoseconds(view, at),
    mtime: STATX.stx_mtime.seconds(view, at),
    mtimeRest: STATX.stx_mtime.nanoseconds(view, at),
    ctime: STATX.stx_ctime.seconds(view, at),
    ctimeRest: STATX.stx_ctime.nanoseconds(view, at),
    birthtime: STATX.stx_btime.seconds(view, at),
    birthtimeRest: (STATX.stx_mask.get(view, at) & c.STATX_BTIME) === 0 ? -1 : STATX.stx_btime.nanoseconds(view, at),
    mountRoot: (STATX.stx_attributes_mask.low(view, at) & c.STATX_ATTR_MOUNT_ROOT) === 0
      ? undefined
      : (STATX.stx_attributes.low(view, at) & c.STATX_ATTR_MOUNT_ROOT) !== 0,
    flags: null,
  };
}

/** `makedev(3)`: what `st_dev` shows. */
export function makedev(major: number, minor: number): number {
  const high = (major & 0xfffff000) * 0x1_0000_0000 + (minor & 0xffffff00) * 0x1000;
  return high + (major & 0xfff) * 0x100 + (minor & 0xff);
}

import { i16, i32, i53, opaque, struct, timespec, u16, u32, u53, u64, u8 } from "../struct.ts";

/** `struct statx`, `<linux/stat.h>`: one layout on every architecture. */
export const STATX = struct(256, {
  stx_mask: u32(0),
  stx_blksize: u32(4),
  stx_attributes: u64(8),
  stx_nlink: u32(16),
  stx_uid: u32(20),
  stx_gid: u32(24),
  stx_mode: u16(28),
  stx_ino: u64(32), // bigint: an inode may use all 64 bits
  stx_size: u53(40),
  stx_blocks: u53(48), // of 512 bytes
  stx_attributes_mask: u64(56),
  stx_atime: timespec(64),
  stx_btime: timespec(80),
  stx_ctime: timespec(96),
  stx_mtime: timespec(112),
  stx_rdev_major: u32(128),
  stx_rdev_minor: u32(132),
  stx_dev_major: u32(136),
  stx_dev_minor: u32(140),
  stx_mnt_id: u64(144),
});

/** `struct statfs`, `<asm-generic/statfs.h>`, with 64-bit words. */
export const STATFS = struct(120, {
  f_type: i53(0),
  f_bsize: i53(8),
  f_blocks: u53(16),
  f_bfree: u53(24),
  f_bavail: u53(32),
  f_files: u53(40),
  f_ffree: u53(48),
  f_fsid: opaque(56, 8),
  f_namelen: i53(64),
  f_frsize: i53(72),
  f_flags: i53(80),
});

/** `struct dirent64`, `<dirent.h>`: what `getdents64` fills, `d_reclen` bytes each, the name NUL-terminated. */
export const DIRENT64 = struct(280, {
  d_ino: u64(0),
  d_off: u64(8),
  d_reclen: u16(16),
  d_type: u8(18),
  d_name: opaque(19, 256),
});

/** `struct flock`, `<fcntl.h>`. */
export const FLOCK = struct(32, { l_type: i16(0), l_whence: i16(2), l_start: i53(8), l_len: i53(16), l_pid: i32(24) });

/** `struct inotify_event`, `<sys/inotify.h>`: `len` bytes of a name follow it. */
export const INOTIFY_EVENT = struct(16, { wd: i32(0), mask: u32(4), cookie: u32(8), len: u32(12) });

/** `struct open_how`, `<linux/openat2.h>`. */
export const OPEN_HOW = struct(24, { flags: u64(0), mode: u64(8), resolve: u64(16) });

/** `struct epoll_event`, `<sys/epoll.h>`, packed on x86_64 (`__EPOLL_PACKED`). `data` is ours. */
export const EPOLL_EVENT = {
  x86_64: struct(12, { events: u32(0), data: u64(4) }),
  aarch64: struct(16, { events: u32(0), data: u64(8) }),
};

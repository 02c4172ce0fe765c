/** Linux's constants, from `<fcntl.h>`, `<linux/stat.h>`, `<linux/openat2.h>`, `<linux/falloc.h>` and `<linux/fs.h>`. */

/** The architectures whose tables we hold against the headers. */
export type Architecture = "x86_64" | "aarch64";

const EVERYWHERE = {
  O_RDONLY: 0,
  O_WRONLY: 0o1,
  O_RDWR: 0o2,
  O_ACCMODE: 0o3,
  O_CREAT: 0o100,
  O_EXCL: 0o200,
  O_NOCTTY: 0o400,
  O_TRUNC: 0o1000,
  O_APPEND: 0o2000,
  O_NONBLOCK: 0o4000,
  O_NDELAY: 0o4000,
  O_DSYNC: 0o10000,
  O_ASYNC: 0o20000,
  O_NOATIME: 0o1000000,
  O_CLOEXEC: 0o2000000,
  O_SYNC: 0o4010000,
  O_FSYNC: 0o4010000,
  O_RSYNC: 0o4010000,
  O_PATH: 0o10000000,
  O_LARGEFILE: 0, // implied with 64-bit offsets

  AT_FDCWD: -100,
  AT_SYMLINK_NOFOLLOW: 0x100,
  AT_EACCESS: 0x200,
  AT_REMOVEDIR: 0x200,
  AT_SYMLINK_FOLLOW: 0x400,
  AT_NO_AUTOMOUNT: 0x800,
  AT_EMPTY_PATH: 0x1000,
  AT_STATX_DONT_SYNC: 0x4000,
  STATX_BASIC_STATS: 0x7ff,
  STATX_BTIME: 0x800,
  STATX_MNT_ID: 0x1000,
  STATX_ATTR_MOUNT_ROOT: 0x2000,

  SYS_openat2: 437,
  RENAME_NOREPLACE: 0x1,
  RENAME_EXCHANGE: 0x2,
  PATH_MAX: 4096, // with the NUL
  RESOLVE_NO_XDEV: 0x1,
  RESOLVE_NO_MAGICLINKS: 0x2,
  RESOLVE_BENEATH: 0x8,
  RESOLVE_CACHED: 0x20,
  RWF_NOWAIT: 0x8,
  FICLONE: 0x40049409,
  SEEK_DATA: 3,
  SEEK_HOLE: 4,
  F_SETFL: 4,
  F_OFD_SETLK: 37,
  F_RDLCK: 0,
  F_WRLCK: 1,
  F_UNLCK: 2,

  IN_MODIFY: 0x2,
  IN_ATTRIB: 0x4,
  IN_CLOSE_WRITE: 0x8,
  IN_CLOSE_NOWRITE: 0x10,
  IN_MOVED_FROM: 0x40,
  IN_MOVED_TO: 0x80,
  IN_CREATE: 0x100,
  IN_DELETE: 0x200,
  IN_DELETE_SELF: 0x400,
  IN_MOVE_SELF: 0x800,
  IN_UNMOUNT: 0x2000,
  IN_Q_OVERFLOW: 0x4000,
  IN_IGNORED: 0x8000,
  IN_ONLYDIR: 0x1000000,
  IN_DONT_FOLLOW: 0x2000000,
  IN_EXCL_UNLINK: 0x4000000,
  IN_MASK_ADD: 0x20000000,
  IN_ISDIR: 0x40000000,
  IN_NONBLOCK: 0o4000,
  IN_CLOEXEC: 0o2000000,

  FALLOC_FL_KEEP_SIZE: 0x1,
  FALLOC_FL_PUNCH_HOLE: 0x2,
  FALLOC_FL_COLLAPSE_RANGE: 0x8,
  FALLOC_FL_ZERO_RANGE: 0x10,
  FALLOC_FL_INSERT_RANGE: 0x20,
  POSIX_FADV_NORMAL: 0,
  POSIX_FADV_RANDOM: 1,
  POSIX_FADV_SEQUENTIAL: 2,
  POSIX_FADV_WILLNEED: 3,
  POSIX_FADV_DONTNEED: 4,
  POSIX_FADV_NOREUSE: 5,

  EPOLL_CLOEXEC: 0o2000000,
  EPOLL_CTL_ADD: 1,
  EPOLL_CTL_DEL: 2,
  EPOLL_CTL_MOD: 3,
  EFD_CLOEXEC: 0o2000000,
  EFD_NONBLOCK: 0o4000,

  XATTR_CREATE: 1,
  XATTR_REPLACE: 2,
  UTIME_NOW: 0x3fffffff,
  UTIME_OMIT: 0x3ffffffe,
  MADV_HUGEPAGE: 14,
  PROT_READ: 1,
  PROT_WRITE: 2,
  PROT_EXEC: 4,
  MAP_PRIVATE: 2,
  MAP_ANONYMOUS: 0x20,
} as const;

/** The few that differ by architecture: `<asm/fcntl.h>`, `<asm/unistd.h>`. */
const BY_ARCHITECTURE = {
  x86_64: {
    O_DIRECT: 0o40000,
    O_DIRECTORY: 0o200000,
    O_NOFOLLOW: 0o400000,
    O_TMPFILE: 0o20200000,
    SYS_mknodat: 259,
    SYS_renameat2: 316,
  },
  aarch64: {
    O_DIRECT: 0o200000,
    O_DIRECTORY: 0o40000,
    O_NOFOLLOW: 0o100000,
    O_TMPFILE: 0o20040000,
    SYS_mknodat: 33,
    SYS_renameat2: 276,
  },
} as const;

/** Linux's constants by name. */
export type LinuxConstants = typeof EVERYWHERE & { readonly [K in keyof typeof BY_ARCHITECTURE.x86_64]: number };

/** The constants of one architecture. */
export function linuxConstants(architecture: Architecture): LinuxConstants {
  return { ...EVERYWHERE, ...BY_ARCHITECTURE[architecture] };
}

import { i16, i32, i53, opaque, struct, timespec, u16, u32, u53, u64, u8 } from "../struct.ts";

/** `struct stat` with 64-bit inodes, `<sys/stat.h>`: one layout on both processors. */
export const STAT = struct(144, {
  st_dev: u32(0), // a signed dev_t, of which FileInfo shows the bits
  st_mode: u16(4),
  st_nlink: u16(6),
  st_ino: u64(8),
  st_uid: u32(16),
  st_gid: u32(20),
  st_rdev: u32(24),
  st_atimespec: timespec(32),
  st_mtimespec: timespec(48),
  st_ctimespec: timespec(64),
  st_birthtimespec: timespec(80),
  st_size: i53(96),
  st_blocks: i53(104), // of 512 bytes
  st_blksize: i32(112),
  st_flags: u32(116),
  st_gen: u32(120),
});

/** `struct statfs` with 64-bit inodes, `<sys/mount.h>`. Names are NUL-terminated. */
export const STATFS = struct(2168, {
  f_bsize: u32(0),
  f_iosize: i32(4),
  f_blocks: u53(8),
  f_bfree: u53(16),
  f_bavail: u53(24),
  f_files: u53(32),
  f_ffree: u53(40),
  f_fsid: opaque(48, 8),
  f_owner: u32(56),
  f_type: u32(60),
  f_flags: u32(64),
  f_fssubtype: u32(68),
  f_fstypename: opaque(72, 16),
  f_mntonname: opaque(88, 1024),
  f_mntfromname: opaque(1112, 1024),
  f_flags_ext: u32(2136),
});

/** `struct attrlist` of `getattrlist(2)`, `<sys/attr.h>`. */
export const ATTRLIST = struct(24, {
  bitmapcount: u16(0),
  reserved: u16(2),
  commonattr: u32(4),
  volattr: u32(8),
  dirattr: u32(12),
  fileattr: u32(16),
  forkattr: u32(20),
});

/** `struct kevent`, `<sys/event.h>`. */
export const KEVENT = struct(32, {
  ident: u64(0),
  filter: i16(8),
  flags: u16(10),
  fflags: u32(12),
  data: i53(16),
  udata: u53(24),
});

/** `fstore_t` of `F_PREALLOCATE`, `<sys/fcntl.h>`. */
export const FSTORE_T = struct(32, {
  fst_flags: u32(0),
  fst_posmode: i32(4),
  fst_offset: i53(8),
  fst_length: i53(16),
  fst_bytesalloc: i53(24),
});

/** `fpunchhole_t` of `F_PUNCHHOLE`, `<sys/fcntl.h>`. */
export const FPUNCHHOLE_T = struct(24, {
  fp_flags: u32(0), // none yet
  reserved: u32(4),
  fp_offset: i53(8),
  fp_length: i53(16),
});

/** `struct flock`, `<sys/fcntl.h>`. */
export const FLOCK = struct(24, {
  l_start: i53(0),
  l_len: i53(8),
  l_pid: i32(16),
  l_type: i16(20),
  l_whence: i16(22),
});

/** `struct radvisory` of `F_RDADVISE`, `<sys/fcntl.h>`. */
export const RADVISORY = struct(16, { ra_offset: i53(0), ra_count: i32(8) });

/** `attribute_set_t`, `<sys/attr.h>`: which attributes of an entry `getattrlistbulk` has found. */
export const ATTRIBUTE_SET_T = struct(20, {
  commonattr: u32(0),
  volattr: u32(4),
  dirattr: u32(8),
  fileattr: u32(12),
  forkattr: u32(16),
});

/** `attrreference_t`, `<sys/attr.h>`: where something of any length stands, from here on. */
export const ATTRREFERENCE_T = struct(8, { attr_dataoffset: i32(0), attr_length: u32(4) });

/** `struct dirent` with 64-bit inodes, `<sys/dirent.h>`: `d_reclen` bytes each, the name NUL-terminated. */
export const DIRENT = struct(1048, {
  d_ino: u64(0),
  d_seekoff: u64(8),
  d_reclen: u16(16),
  d_namlen: u16(18),
  d_type: u8(20),
  d_name: opaque(21, 1024),
});

/** `struct rlimit`, `<sys/resource.h>`. */
export const RLIMIT = struct(16, { rlim_cur: u64(0), rlim_max: u64(8) });

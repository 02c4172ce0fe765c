/* stat(2) and statfs(2) with 64-bit inodes. */
#include "shim.h"
#include <linux/magic.h>
#include <sys/statfs.h>
#include <sys/sysmacros.h>

static void put_time(void *out, int offset, struct statx_timestamp time) {
  SET(out, offset, int64_t, time.tv_sec);
  SET(out, offset + 8, int64_t, time.tv_nsec);
}

/* Device numbers stay Linux's: they fit, and tests compare them with what Deno shows. */
static int put(int dirfd, const char *path, int flags, void *out) {
  struct statx s;
  if (path != NULL && !path_fits(path)) return -1;
  long result = syscall(SYS_statx, dirfd, path == NULL ? "" : path, flags, STATX_BASIC_STATS | STATX_BTIME, &s);
  if (result < 0) return answer(result);
  memset(out, 0, D_SIZE_stat);
  SET(out, D_stat__st_dev, int32_t, makedev(s.stx_dev_major, s.stx_dev_minor));
  SET(out, D_stat__st_mode, uint16_t, s.stx_mode);
  SET(out, D_stat__st_nlink, uint16_t, s.stx_nlink);
  SET(out, D_stat__st_ino, uint64_t, s.stx_ino);
  SET(out, D_stat__st_uid, uint32_t, s.stx_uid);
  SET(out, D_stat__st_gid, uint32_t, s.stx_gid);
  SET(out, D_stat__st_rdev, int32_t, makedev(s.stx_rdev_major, s.stx_rdev_minor));
  put_time(out, D_stat__st_atimespec, s.stx_atime);
  put_time(out, D_stat__st_mtimespec, s.stx_mtime);
  put_time(out, D_stat__st_ctimespec, s.stx_ctime);
  if (s.stx_mask & STATX_BTIME) put_time(out, D_stat__st_birthtimespec, s.stx_btime);
  SET(out, D_stat__st_size, int64_t, s.stx_size);
  SET(out, D_stat__st_blocks, int64_t, s.stx_blocks);
  SET(out, D_stat__st_blksize, int32_t, s.stx_blksize);
  SET(out, D_stat__st_flags, uint32_t, flags_at(dirfd, path, (flags & AT_SYMLINK_NOFOLLOW) != 0));
  return 0;
}

EXPORT(int, stat64, (const char *path, void *out)) { return put(AT_FDCWD, path, 0, out); }
EXPORT(int, lstat64, (const char *path, void *out)) { return put(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, out); }
EXPORT(int, fstat64, (int fd, void *out)) { return put(fd < 0 ? -1 : fd, NULL, AT_EMPTY_PATH, out); }
EXPORT(int, fstatat64, (int fd, const char *path, void *out, int flags)) {
  int at = directory(fd);
  if (flags & ~D_AT_SYMLINK_NOFOLLOW) return refuse(D_EINVAL, "stat flags", flags);
  return at == -1 ? fail(D_EBADF) : put(at, path, flags ? AT_SYMLINK_NOFOLLOW : 0, out);
}

/* On x86-64 the plain names fill structs with 32-bit inodes, and 64-bit ones have names of their own. */
#if defined(__aarch64__)
#define PLAIN(type, name, parameters, call) EXPORT(type, name, parameters) { return call; }
#else
#define PLAIN(type, name, parameters, call)                                                      \
  EXPORT(type, name, parameters) { return refuse(D_EINVAL, "64-bit inodes under the name of " #name, 0); } \
  EXPORT(type, name##$INODE64, parameters) { return call; }
#endif
PLAIN(int, stat, (const char *path, void *out), put(AT_FDCWD, path, 0, out))
PLAIN(int, lstat, (const char *path, void *out), put(AT_FDCWD, path, AT_SYMLINK_NOFOLLOW, out))
PLAIN(int, fstat, (int fd, void *out), put(fd < 0 ? -1 : fd, NULL, AT_EMPTY_PATH, out))

/* Linux's disks pass for APFS. What the names below leave out passes for a device filesystem. */
static const char *name_of(long magic) {
  switch ((unsigned)magic) {
    case TMPFS_MAGIC: return "tmpfs";
    case RAMFS_MAGIC: return "ramfs"; /* one that can do little */
    case EXT4_SUPER_MAGIC: case XFS_SUPER_MAGIC: case BTRFS_SUPER_MAGIC: case F2FS_SUPER_MAGIC:
    case OVERLAYFS_SUPER_MAGIC: return "apfs";
    case NFS_SUPER_MAGIC: return "nfs";
    case SMB_SUPER_MAGIC: case SMB2_SUPER_MAGIC: case CIFS_SUPER_MAGIC: return "smbfs";
    case FUSE_SUPER_MAGIC: return "macfuse";
  }
  return "devfs";
}

const char *filesystem_of(int fd) {
  struct statfs s;
  return syscall(SYS_fstatfs, fd, &s) < 0 ? "" : name_of(s.f_type);
}

static int put_statfs(long result, const struct statfs *s, void *out) {
  if (result < 0) return answer(result);
  const char *name = name_of(s->f_type);
  int local = strcmp(name, "nfs") && strcmp(name, "smbfs") && strcmp(name, "macfuse");
  memset(out, 0, D_SIZE_statfs);
  SET(out, D_statfs__f_bsize, uint32_t, s->f_frsize ? s->f_frsize : s->f_bsize);
  SET(out, D_statfs__f_iosize, int32_t, 1 << 20);
  SET(out, D_statfs__f_blocks, uint64_t, s->f_blocks);
  SET(out, D_statfs__f_bfree, uint64_t, s->f_bfree);
  SET(out, D_statfs__f_bavail, uint64_t, s->f_bavail);
  SET(out, D_statfs__f_files, uint64_t, s->f_files);
  SET(out, D_statfs__f_ffree, uint64_t, s->f_ffree);
  SET(out, D_statfs__f_flags, uint32_t, local ? D_MNT_LOCAL : 0);
  strcpy((char *)out + D_statfs__f_fstypename, name);
  return 0;
}

EXPORT(int, statfs64, (const char *path, void *out)) {
  struct statfs s;
  return path_fits(path) ? put_statfs(syscall(SYS_statfs, path, &s), &s, out) : -1;
}

EXPORT(int, fstatfs64, (int fd, void *out)) {
  struct statfs s;
  return put_statfs(syscall(SYS_fstatfs, fd, &s), &s, out);
}

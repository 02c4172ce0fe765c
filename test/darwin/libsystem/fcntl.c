/* fcntl(2): the conditions are those of bsd/kern/kern_descrip.c of xnu. */
#include "shim.h"
#include <linux/magic.h>
#include <sys/statfs.h>

static int writable(int fd) { return (fcntl64(fd, F_GETFL) & O_ACCMODE) != O_RDONLY; }

/* Linux keeps what has no name on filesystems of their own. */
int is_vnode(int fd) {
  struct statfs s;
  return syscall(SYS_fstatfs, fd, &s) == 0 && s.f_type != PIPEFS_MAGIC && s.f_type != SOCKFS_MAGIC;
}

static int on_tmpfs(int fd) { return strcmp(filesystem_of(fd), "tmpfs") == 0; }

static long preallocate(int fd, void *store) {
  unsigned flags = GET(store, D_fstore_t__fst_flags, unsigned);
  int mode = GET(store, D_fstore_t__fst_posmode, int);
  int64_t offset = GET(store, D_fstore_t__fst_offset, int64_t), length = GET(store, D_fstore_t__fst_length, int64_t);
  struct stat s;
  if (!writable(fd)) return fail(D_EBADF);
  if (flags & ~(D_F_ALLOCATECONTIG | D_F_ALLOCATEALL | D_F_ALLOCATEPERSIST)) return refuse(D_EINVAL, "fst_flags", flags);
  if (mode != D_F_PEOFPOSMODE || offset != 0 || length < 0) return fail(D_EINVAL);
  if (syscall(SYS_newfstatat, fd, "", &s, AT_EMPTY_PATH) < 0) return answer(-1);
  int64_t allocated = s.st_blocks * 512, end = s.st_size > allocated ? s.st_size : allocated;
  if (syscall(SYS_fallocate, fd, FALLOC_FL_KEEP_SIZE, end, length) < 0) return answer(-1);
  SET(store, D_fstore_t__fst_bytesalloc, int64_t, length);
  return 0;
}

static long punch_hole(int fd, const void *hole) {
  unsigned flags = GET(hole, D_fpunchhole_t__fp_flags, unsigned), reserved = GET(hole, D_fpunchhole_t__reserved, unsigned);
  int64_t offset = GET(hole, D_fpunchhole_t__fp_offset, int64_t), length = GET(hole, D_fpunchhole_t__fp_length, int64_t);
  if (!writable(fd)) return fail(D_EPERM);
  if (flags || reserved || offset < 0 || length <= 0 || offset % 4096 || length % 4096) return fail(D_EINVAL);
  return answer(syscall(SYS_fallocate, fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, offset, length));
}

static long read_ahead(int fd, const void *advice) {
  int64_t offset = GET(advice, D_radvisory__ra_offset, int64_t);
  int count = GET(advice, D_radvisory__ra_count, int);
  struct stat s;
  if (offset < 0 || count < 0) return fail(D_EINVAL);
  if (syscall(SYS_newfstatat, fd, "", &s, AT_EMPTY_PATH) == 0 && offset >= s.st_size) return fail(D_EFBIG);
  long error = syscall(SYS_fadvise64, fd, offset, (int64_t)count, POSIX_FADV_WILLNEED);
  return answer(error);
}

static long get_path(int fd, char *path) {
  char link[32];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  long length = syscall(SYS_readlinkat, AT_FDCWD, link, path, 1023);
  if (length >= 0) path[length] = 0;
  return length < 0 ? answer(length) : 0;
}

static long set_flags(int fd, int flags) {
  int linux_flags = open_flags(flags);
  return linux_flags < 0 ? refuse(D_EINVAL, "status flags", flags) : answer(syscall(SYS_fcntl, fd, F_SETFL, linux_flags));
}

/* Locks of an open file: struct flock is laid out otherwise, its types are numbered otherwise, and l_pid is not read. */
static long lock_range(int fd, int command, const void *lock) {
  int type = GET(lock, D_flock__l_type, int16_t), whence = GET(lock, D_flock__l_whence, int16_t);
  int mode = fcntl64(fd, F_GETFL) & O_ACCMODE;
  struct flock linux_lock = {
    .l_whence = whence,
    .l_start = GET(lock, D_flock__l_start, int64_t),
    .l_len = GET(lock, D_flock__l_len, int64_t),
  };
  if (type != D_F_RDLCK && type != D_F_WRLCK && type != D_F_UNLCK) return refuse(D_EINVAL, "l_type", type);
  if (whence < 0 || whence > 2) return refuse(D_EINVAL, "l_whence", whence);
  if ((type == D_F_RDLCK && mode == O_WRONLY) || (type == D_F_WRLCK && mode == O_RDONLY)) return fail(D_EBADF);
  linux_lock.l_type = type == D_F_RDLCK ? F_RDLCK : type == D_F_WRLCK ? F_WRLCK : F_UNLCK;
  return answer(fcntl64(fd, command, &linux_lock));
}

long darwin_fcntl3(int fd, int command, void *argument) {
  long number = (long)argument, flags;
  if (syscall(SYS_fcntl, fd, F_GETFD, 0) < 0) return answer(-1);
  switch (command) {
    case D_F_GETFL:
      flags = answer(syscall(SYS_fcntl, fd, F_GETFL, 0));
      return flags < 0 ? flags : darwin_flags(flags);
    case D_F_SETFL: return set_flags(fd, number);
  }
  int of_vnode = command == D_F_FULLFSYNC || command == D_F_BARRIERFSYNC || command == D_F_PREALLOCATE ||
    command == D_F_PUNCHHOLE || command == D_F_RDADVISE || command == D_F_RDAHEAD || command == D_F_NOCACHE ||
    command == D_F_GETPATH || command == D_F_OFD_SETLK || command == D_F_SETLK;
  if (of_vnode && !is_vnode(fd)) return fail(D_EBADF);
  switch (command) {
    case D_F_FULLFSYNC:
    case D_F_BARRIERFSYNC:
      /* A filesystem that does not know the command, so that the fallback is taken somewhere. */
      return on_tmpfs(fd) ? fail(D_ENOTTY) : answer(syscall(SYS_fsync, fd));
    case D_F_PREALLOCATE: return preallocate(fd, argument);
    case D_F_PUNCHHOLE: return punch_hole(fd, argument);
    case D_F_GETPATH: return get_path(fd, argument);
    case D_F_OFD_SETLK:
      /* As Darwin before these locks were there, so that the fallback is taken somewhere. */
      return strcmp(filesystem_of(fd), "ramfs") == 0 ? fail(D_EINVAL) : lock_range(fd, F_OFD_SETLK, argument);
    case D_F_SETLK: return lock_range(fd, F_SETLK, argument);
    case D_F_RDADVISE: return read_ahead(fd, argument);
    case D_F_RDAHEAD:
    case D_F_NOCACHE: return number == 0 || number == 1 ? 0 : refuse(D_EINVAL, "setting", number);
  }
  return refuse(D_EINVAL, "fcntl command", command);
}

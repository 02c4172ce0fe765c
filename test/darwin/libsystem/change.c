/* What changes a file's metadata. */
#include "shim.h"
#include <time.h>

_Static_assert(D_R_OK == R_OK && D_W_OK == W_OK && D_X_OK == X_OK, "access");

EXPORT(int, ftruncate, (int fd, off_t length)) { return answer(syscall(SYS_ftruncate, fd, length)); }
EXPORT(int, fsync, (int fd)) {
  if (syscall(SYS_fcntl, fd, F_GETFD, 0) < 0) return answer(-1);
  return is_vnode(fd) ? answer(syscall(SYS_fsync, fd)) : fail(D_ENOTSUP);
}

EXPORT(int, fchmod, (int fd, unsigned mode)) {
  return mode & ~07777 ? refuse(D_EINVAL, "mode", mode) : answer(syscall(SYS_fchmod, fd, mode));
}
EXPORT(int, fchown, (int fd, unsigned owner, unsigned group)) { return answer(syscall(SYS_fchown, fd, owner, group)); }

/* UTIME_NOW and UTIME_OMIT are small negative numbers here. */
int linux_times(const struct timespec times[2], struct timespec copy[2]) {
  for (int i = 0; i < 2; i++) {
    long rest = times[i].tv_nsec;
    copy[i] = times[i];
    if (rest == D_UTIME_NOW) copy[i].tv_nsec = UTIME_NOW;
    else if (rest == D_UTIME_OMIT) copy[i].tv_nsec = UTIME_OMIT;
    else if (rest < 0 || rest >= 1000000000) return refuse(D_EINVAL, "tv_nsec", rest) == 0;
  }
  return 1;
}

EXPORT(int, futimens, (int fd, const struct timespec times[2])) {
  struct timespec copy[2];
  return linux_times(times, copy) ? answer(syscall(SYS_utimensat, fd, NULL, copy, 0)) : -1;
}

EXPORT(int, faccessat, (int dirfd, const char *path, int mode, int flags)) {
  int at = directory(dirfd);
  if ((mode & ~7) || (flags & ~(D_AT_EACCESS | D_AT_SYMLINK_NOFOLLOW))) return refuse(D_EINVAL, "access flags", flags);
  if (at == -1) return fail(D_EBADF);
  if (!path_fits(path)) return -1;
  int linux_flags = (flags & D_AT_EACCESS ? AT_EACCESS : 0) | (flags & D_AT_SYMLINK_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0);
  long result = syscall(SYS_faccessat2, at, path, mode, linux_flags);
  return answer(result < 0 && errno == ENOSYS ? syscall(SYS_faccessat, at, path, mode) : result);
}

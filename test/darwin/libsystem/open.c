/* open(2). */
#include "shim.h"
#include <sys/file.h>

static const int FLAGS[][2] = {
  {D_O_CREAT, O_CREAT},         {D_O_EXCL, O_EXCL},           {D_O_TRUNC, O_TRUNC},
  {D_O_APPEND, O_APPEND},       {D_O_NONBLOCK, O_NONBLOCK},   {D_O_NOFOLLOW, O_NOFOLLOW},
  {D_O_DIRECTORY, O_DIRECTORY}, {D_O_CLOEXEC, O_CLOEXEC},     {D_O_NOCTTY, O_NOCTTY},
  {D_O_SYNC, O_SYNC},           {D_O_DSYNC, O_DSYNC},         {D_O_ASYNC, O_ASYNC},
};
/* Without a twin: O_EVTONLY opens as O_RDONLY does; the others are taken care of below. */
static const int OWN = D_O_EVTONLY | D_O_SHLOCK | D_O_EXLOCK | D_O_SYMLINK | D_O_NOFOLLOW_ANY;

int open_flags(int flags) {
  int linux_flags = flags & D_O_ACCMODE, rest = flags & ~(D_O_ACCMODE | OWN);
  if (linux_flags == D_O_ACCMODE) return -1;
  for (unsigned i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
    if (rest & FLAGS[i][0]) linux_flags |= FLAGS[i][1], rest &= ~FLAGS[i][0];
  return rest ? -1 : linux_flags;
}

int darwin_flags(int flags) {
  int result = flags & O_ACCMODE;
  for (unsigned i = 0; i < sizeof FLAGS / sizeof *FLAGS; i++)
    if ((flags & FLAGS[i][1]) == FLAGS[i][1]) result |= FLAGS[i][0];
  return result;
}

int directory(int fd) { return fd == D_AT_FDCWD ? AT_FDCWD : fd < 0 ? -1 : fd; }

/* PATH_MAX, <sys/syslimits.h>: with the NUL. */
int path_fits(const char *path) { return strnlen(path, 1024) < 1024 || fail(D_ENAMETOOLONG) == 0; }

static int is_symlink(int dirfd, const char *path) {
  struct stat s;
  return syscall(SYS_newfstatat, dirfd, path, &s, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(s.st_mode);
}

long darwin_openat4(int dirfd, const char *path, int flags, int mode) {
  int linux_flags = open_flags(flags), at = directory(dirfd);
  if (linux_flags < 0) return refuse(D_EINVAL, "open flags", flags);
  if ((flags & D_O_CREAT) && (mode & ~07777)) return refuse(D_EINVAL, "mode", mode);
  if (at == -1) return fail(D_EBADF);
  if (!path_fits(path)) return -1;
  if ((flags & D_O_CREAT) && (flags & D_O_DIRECTORY)) return fail(D_EINVAL);
  if ((flags & D_O_ACCMODE) != D_O_RDONLY && (flags_at(at, path, 0) & (D_UF_IMMUTABLE | D_SF_IMMUTABLE)))
    return fail(D_EPERM);
  if ((flags & D_O_NOFOLLOW_ANY) && is_symlink(at, path)) return fail(D_ELOOP);
  if ((flags & D_O_SYMLINK) && is_symlink(at, path)) linux_flags |= O_PATH | O_NOFOLLOW;
  long fd = syscall(SYS_openat, at, path, linux_flags, (flags & D_O_CREAT) ? mode : 0);
  if (fd < 0 && errno == ENXIO) {
    struct stat s;
    if (syscall(SYS_newfstatat, at, path, &s, 0) == 0 && S_ISSOCK(s.st_mode)) return fail(D_EOPNOTSUPP);
    errno = ENXIO;
  }
  if (fd < 0) return answer(fd);
  int lock = flags & D_O_EXLOCK ? LOCK_EX : flags & D_O_SHLOCK ? LOCK_SH : 0;
  if (lock && syscall(SYS_flock, fd, flags & D_O_NONBLOCK ? lock | LOCK_NB : lock) < 0) {
    answer(-1);
    syscall(SYS_close, fd);
    return -1;
  }
  return fd;
}

/* Names relative to a directory, and the working directory. */
#include "shim.h"
#include <limits.h>
#include <stdlib.h>
#include <time.h>

/* A directory and a path as Linux has them; otherwise the calling function returns −1. */
#define AT(fd, path)                                      \
  ({                                                      \
    int at_ = directory(fd);                              \
    if (at_ == -1) return fail(D_EBADF);                  \
    if (!path_fits(path)) return -1;                      \
    at_;                                                  \
  })
#define MODE(mode) \
  if ((mode) & ~07777) return refuse(D_EINVAL, "mode", mode)

/* Linux's flags for the one bit that a call knows, which Darwin and Linux number differently; −1 for any other. */
static int bit(int flags, int darwin, int linux_bit) { return flags & ~darwin ? -1 : flags & darwin ? linux_bit : 0; }
#define FLAGS(flags, darwin, linux_bit)                            \
  ({                                                               \
    int flags_ = bit(flags, darwin, linux_bit);                    \
    if (flags_ < 0) return refuse(D_EINVAL, "*at flags", flags);   \
    flags_;                                                        \
  })

EXPORT(int, mkdirat, (int fd, const char *path, unsigned mode)) {
  MODE(mode);
  return answer(syscall(SYS_mkdirat, AT(fd, path), path, mode));
}

/* unlink(2) of a directory is EPERM, as POSIX has it. */
EXPORT(int, unlinkat, (int fd, const char *path, int flags)) {
  int linux_flags = FLAGS(flags, D_AT_REMOVEDIR, AT_REMOVEDIR);
  long result = syscall(SYS_unlinkat, AT(fd, path), path, linux_flags);
  return result < 0 && errno == EISDIR ? fail(D_EPERM) : answer(result);
}

EXPORT(int, renameat, (int from_fd, const char *from, int to_fd, const char *to)) {
  return answer(syscall(SYS_renameat2, AT(from_fd, from), from, AT(to_fd, to), to, 0));
}

static const unsigned NOREPLACE = 1, EXCHANGE = 2; /* <linux/fs.h> */

EXPORT(int, renameatx_np, (int from_fd, const char *from, int to_fd, const char *to, unsigned flags)) {
  if (flags & ~(D_RENAME_EXCL | D_RENAME_SWAP)) return refuse(D_EINVAL, "rename flags", flags);
  if (flags == (D_RENAME_EXCL | D_RENAME_SWAP)) return fail(D_EINVAL);
  unsigned linux_flags = flags == D_RENAME_EXCL ? NOREPLACE : flags == D_RENAME_SWAP ? EXCHANGE : 0;
  return answer(syscall(SYS_renameat2, AT(from_fd, from), from, AT(to_fd, to), to, linux_flags));
}

EXPORT(int, linkat, (int from_fd, const char *from, int to_fd, const char *to, int flags)) {
  int linux_flags = FLAGS(flags, D_AT_SYMLINK_FOLLOW, AT_SYMLINK_FOLLOW);
  return answer(syscall(SYS_linkat, AT(from_fd, from), from, AT(to_fd, to), to, linux_flags));
}

EXPORT(int, symlinkat, (const char *target, int fd, const char *path)) {
  if (!path_fits(target)) return -1;
  return answer(syscall(SYS_symlinkat, target, AT(fd, path), path));
}

EXPORT(ssize_t, readlinkat, (int fd, const char *path, char *target, size_t size)) {
  return answer(syscall(SYS_readlinkat, AT(fd, path), path, target, size));
}

/* Linux has no mode for a symbolic link. */
EXPORT(int, fchmodat, (int fd, const char *path, unsigned mode, int flags)) {
  MODE(mode);
  int at = AT(fd, path);
  if (FLAGS(flags, D_AT_SYMLINK_NOFOLLOW, 1) == 0) return answer(syscall(SYS_fchmodat, at, path, mode));
  long link = syscall(SYS_openat, at, path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (link < 0) return answer(link);
  struct stat s;
  char name[40];
  snprintf(name, sizeof name, "/proc/self/fd/%ld", link);
  int is_link = fstat(link, &s) == 0 && S_ISLNK(s.st_mode);
  long result = is_link ? fail(D_ENOTSUP) : answer(syscall(SYS_fchmodat, AT_FDCWD, name, mode));
  syscall(SYS_close, link);
  return result;
}

EXPORT(int, fchownat, (int fd, const char *path, unsigned owner, unsigned group, int flags)) {
  int linux_flags = FLAGS(flags, D_AT_SYMLINK_NOFOLLOW, AT_SYMLINK_NOFOLLOW);
  return answer(syscall(SYS_fchownat, AT(fd, path), path, owner, group, linux_flags));
}

EXPORT(int, utimensat, (int fd, const char *path, const struct timespec times[2], int flags)) {
  int linux_flags = FLAGS(flags, D_AT_SYMLINK_NOFOLLOW, AT_SYMLINK_NOFOLLOW);
  struct timespec copy[2];
  if (!linux_times(times, copy)) return -1;
  return answer(syscall(SYS_utimensat, AT(fd, path), path, copy, linux_flags));
}

/* mknod(2) of Darwin makes devices, for root, and FIFOs. */
static long make(int fd, const char *path, unsigned mode, unsigned device) {
  unsigned type = mode & S_IFMT;
  if (type != S_IFIFO && type != S_IFCHR && type != S_IFBLK) return fail(type == S_IFREG ? D_EPERM : D_EINVAL);
  return answer(syscall(SYS_mknodat, AT(fd, path), path, mode, device));
}

EXPORT(int, mkfifoat, (int fd, const char *path, unsigned mode)) {
  MODE(mode);
  return make(fd, path, S_IFIFO | mode, 0);
}
EXPORT(int, mkfifo, (const char *path, unsigned mode)) {
  MODE(mode);
  return make(D_AT_FDCWD, path, S_IFIFO | mode, 0);
}
EXPORT(int, mknodat, (int fd, const char *path, unsigned mode, int device)) { return make(fd, path, mode, device); }
EXPORT(int, mknod, (const char *path, unsigned mode, int device)) { return make(D_AT_FDCWD, path, mode, device); }

/* It finds out that the memory is too small as it goes along, like the kernel's. */
EXPORT(char *, getcwd, (char *path, size_t size)) {
  return answer(syscall(SYS_getcwd, path, size)) < 0 ? NULL : path;
}
EXPORT(int, chdir, (const char *path)) { return path_fits(path) ? answer(syscall(SYS_chdir, path)) : -1; }
EXPORT(int, fchdir, (int fd)) { return answer(syscall(SYS_fchdir, fd)); }

EXPORT(char *, realpath$DARWIN_EXTSN, (const char *path, char *resolved)) {
  char full[PATH_MAX];
  if (!path_fits(path)) return NULL;
  if (realpath(path, full) == NULL) return answer(-1), NULL;
  return path_fits(full) ? strcpy(resolved, full) : NULL;
}

/* copyfile(3), clonefile(2) and ffsctl(2). */
#include "shim.h"
#include <stdlib.h>

/* Copies up to so many bytes, or as much as one buffer takes when that is negative, from position to position. */
static long move(int from, int to, long bytes) {
  static __thread char buffer[65536];
  long read = syscall(SYS_read, from, buffer, bytes < 0 || bytes > (long)sizeof buffer ? (long)sizeof buffer : bytes);
  for (long at = 0, wrote; at < read; at += wrote)
    if ((wrote = syscall(SYS_write, to, buffer + at, read - at)) < 0) return -1;
  return read;
}

/* From the positions to the end; holes are passed over. How many bytes, or −1. */
static off_t copy_content(int from, int to, off_t size, int sparse) {
  off_t at = syscall(SYS_lseek, from, 0L, SEEK_CUR), total = 0;
  for (long count;; total += count, at += count) {
    off_t data = sparse ? syscall(SYS_lseek, from, at, SEEK_DATA) : at;
    if (data < 0 && errno == ENXIO) data = size > at ? size : at;
    if (data < 0) return -1;
    if (data > at) syscall(SYS_lseek, to, data - at, SEEK_CUR);
    total += data - at, at = data;
    off_t end = sparse ? syscall(SYS_lseek, from, at, SEEK_HOLE) : -1;
    if (sparse) syscall(SYS_lseek, from, at, SEEK_SET);
    if ((count = move(from, to, end < 0 ? -1 : end - at)) < 0) return -1;
    if (count == 0 && (!sparse || at >= size)) break;
  }
  return syscall(SYS_ftruncate, to, total) < 0 ? -1 : total;
}

/*
 * Of descriptors' data only: from the positions, by reading and writing, and then the target is cut to what was copied.
 * Holes are kept from a position that is a multiple of their least size.
 */
EXPORT(int, fcopyfile, (int from, int to, void *state, uint32_t flags)) {
  struct stat s;
  if (flags == D_COPYFILE_ACL && !state) { /* there are no such lists here: none to copy */
    if (syscall(SYS_newfstatat, from, "", &s, AT_EMPTY_PATH) < 0) return answer(-1);
    return syscall(SYS_newfstatat, to, "", &s, AT_EMPTY_PATH) < 0 ? answer(-1) : 0;
  }
  if (state || (flags & ~(D_COPYFILE_DATA | D_COPYFILE_DATA_SPARSE)) || !(flags & D_COPYFILE_DATA))
    return refuse(D_EINVAL, "copyfile flags", flags);
  if (syscall(SYS_newfstatat, from, "", &s, AT_EMPTY_PATH) < 0) return answer(-1);
  if (!S_ISREG(s.st_mode)) return fail(D_ENOTSUP);
  int sparse = (flags & D_COPYFILE_DATA_SPARSE) && syscall(SYS_lseek, from, 0L, SEEK_CUR) % 4096 == 0;
  return copy_content(from, to, s.st_size, sparse) < 0 ? answer(-1) : 0;
}

static void copy_attributes(int from, int to) {
  char names[65536], value[65536];
  long length = syscall(SYS_flistxattr, from, names, sizeof names);
  for (char *name = names; name < names + length; name += strlen(name) + 1) {
    long size = syscall(SYS_fgetxattr, from, name, value, sizeof value);
    if (size >= 0) syscall(SYS_fsetxattr, to, name, value, size, 0);
  }
}

/* What passes for APFS clones, by copying all that a clone shares: another filesystem says that it cannot. */
EXPORT(int, fclonefileat, (int source, int dirfd, const char *path, int flags)) {
  int at = directory(dirfd);
  struct stat s, above;
  char link[32];
  if (flags & ~(D_CLONE_NOFOLLOW | D_CLONE_NOOWNERCOPY | D_CLONE_ACL)) return refuse(D_EINVAL, "clone flags", flags);
  if (at == -1) return fail(D_EBADF);
  if (!path_fits(path)) return -1;
  if (syscall(SYS_newfstatat, source, "", &s, AT_EMPTY_PATH) < 0) return answer(-1);
  if (!S_ISREG(s.st_mode)) return fail(D_EINVAL);
  if (strcmp(filesystem_of(source), "apfs")) return fail(D_ENOTSUP);
  /* The source's own position must stay: it is opened again. */
  snprintf(link, sizeof link, "/proc/self/fd/%d", source);
  long from = syscall(SYS_openat, AT_FDCWD, link, O_RDONLY | O_CLOEXEC);
  if (from < 0) return answer(-1);
  long to = syscall(SYS_openat, at, path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  int failed = to < 0 ? answer(-1) : 0;
  if (to >= 0 && syscall(SYS_newfstatat, to, "", &above, AT_EMPTY_PATH) == 0 && above.st_dev != s.st_dev)
    failed = fail(D_EXDEV);
  if (!failed && copy_content(from, to, s.st_size, 1) < 0) failed = answer(-1);
  if (!failed) {
    copy_attributes(from, to);
    if (syscall(SYS_geteuid) == 0 && !(flags & D_CLONE_NOOWNERCOPY)) syscall(SYS_fchown, to, s.st_uid, s.st_gid);
    syscall(SYS_fchmod, to, s.st_mode & 0777); /* S_ISUID and S_ISGID are turned off: clonefile(2) */
    struct timespec times[2] = {s.st_atim, s.st_mtim};
    syscall(SYS_utimensat, to, NULL, times, 0);
  } else if (to >= 0) {
    syscall(SYS_unlinkat, at, path, 0);
  }
  if (to >= 0) syscall(SYS_close, to);
  syscall(SYS_close, from);
  return failed;
}

/* FSIOC_SYNC_VOLUME, _IOW('A', 1, uint32_t) of <sys/fsctl.h>, is all that is asked for. */
EXPORT(int, ffsctl, (int fd, unsigned long request, const uint32_t *data, unsigned options)) {
  static const unsigned long FSIOC_SYNC_VOLUME = 0x80044101;
  if (request != FSIOC_SYNC_VOLUME || options) return refuse(D_EINVAL, "request of ffsctl", request);
  if (*data & ~(D_SYNC_VOLUME_FULLSYNC | D_SYNC_VOLUME_WAIT)) return refuse(D_EINVAL, "flags of FSIOC_SYNC_VOLUME", *data);
  return answer(syscall(SYS_syncfs, fd));
}

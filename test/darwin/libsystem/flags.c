/*
 * chflags(2) and getattrlist(2). Linux has no such flags: they are kept in an extended attribute, which the calls for these
 * do not show, so that filesystems without user's attributes have none, and symbolic links neither.
 */
#include "shim.h"
#include <limits.h>

static const char NAME[] = FLAGS_XATTR;
static const uint32_t PRIVILEGED = D_SF_SETTABLE;

/* A path that means the file: Linux's calls for attributes take no directory. */
static const char *whole(int dirfd, const char *path, char *out) {
  if (path == NULL) snprintf(out, PATH_MAX, "/proc/self/fd/%d", dirfd);
  else if (dirfd == AT_FDCWD || path[0] == '/') return path;
  else snprintf(out, PATH_MAX, "/proc/self/fd/%d/%s", dirfd, path);
  return out;
}

uint32_t flags_at(int dirfd, const char *path, int link) {
  char buffer[PATH_MAX];
  uint32_t flags = 0;
  const char *name = whole(dirfd, path, buffer);
  long call = link && path ? SYS_lgetxattr : SYS_getxattr;
  return syscall(call, name, NAME, &flags, sizeof flags) == sizeof flags ? flags : 0;
}

static int set(const char *path, uint32_t flags, int link) {
  uint32_t before = flags_at(AT_FDCWD, path, link);
  if (flags & ~(D_UF_SETTABLE | D_SF_SETTABLE)) return refuse(D_EINVAL, "file flags", flags);
  if (((flags ^ before) & PRIVILEGED) && syscall(SYS_geteuid) != 0) return fail(D_EPERM);
  long result = syscall(link ? SYS_lsetxattr : SYS_setxattr, path, NAME, &flags, sizeof flags, 0);
  /* Of a symbolic link, whatever the filesystem. */
  return result < 0 && errno == EPERM && link ? fail(D_ENOTSUP) : answer(result);
}

EXPORT(int, chflags, (const char *path, unsigned flags)) { return path_fits(path) ? set(path, flags, 0) : -1; }
EXPORT(int, lchflags, (const char *path, unsigned flags)) { return path_fits(path) ? set(path, flags, 1) : -1; }
EXPORT(int, fchflags, (int fd, unsigned flags)) {
  char path[PATH_MAX];
  if (syscall(SYS_fcntl, fd, F_GETFD, 0) < 0) return answer(-1);
  return is_vnode(fd) ? set(whole(fd, NULL, path), flags, 0) : fail(D_EINVAL);
}

/* ATTR_DIR_MOUNTSTATUS is all that is asked for. */
static int attributes(int dirfd, const char *path, const void *list, void *out, size_t size, unsigned options) {
  enum { DIR_MNTSTATUS_MNTPOINT = 1 };
  struct statx s;
  if (options & ~D_FSOPT_NOFOLLOW) return refuse(D_EINVAL, "getattrlist options", options);
  if (GET(list, D_attrlist__bitmapcount, uint16_t) != D_ATTR_BIT_MAP_COUNT) return fail(D_EINVAL);
  uint32_t others = GET(list, D_attrlist__commonattr, uint32_t) | GET(list, D_attrlist__volattr, uint32_t) |
    GET(list, D_attrlist__fileattr, uint32_t) | GET(list, D_attrlist__forkattr, uint32_t);
  uint32_t wanted = GET(list, D_attrlist__dirattr, uint32_t);
  if (others || wanted != D_ATTR_DIR_MOUNTSTATUS) return refuse(D_EINVAL, "attributes", others | wanted);
  int flags = path == NULL ? AT_EMPTY_PATH : options & D_FSOPT_NOFOLLOW ? AT_SYMLINK_NOFOLLOW : 0;
  if (syscall(SYS_statx, dirfd, path ? path : "", flags, STATX_BASIC_STATS, &s) < 0) return answer(-1);
  uint32_t status = s.stx_attributes & STATX_ATTR_MOUNT_ROOT ? DIR_MNTSTATUS_MNTPOINT : 0;
  /* What is no directory has none of a directory's attributes. */
  uint32_t answer[2] = {S_ISDIR(s.stx_mode) ? 8 : 4, status};
  memcpy(out, answer, size < answer[0] ? size : answer[0]);
  return 0;
}

EXPORT(int, getattrlist, (const char *path, void *list, void *out, size_t size, unsigned options)) {
  return path_fits(path) ? attributes(AT_FDCWD, path, list, out, size, options) : -1;
}
EXPORT(int, fgetattrlist, (int fd, void *list, void *out, size_t size, unsigned options)) {
  return attributes(fd < 0 ? -1 : fd, NULL, list, out, size, options);
}

/*
 * getxattr(2) and its kin, of paths and of descriptors. Darwin has no namespaces: its names are kept in Linux's "user." one,
 * with that prefix unless they have it.
 */
#include "shim.h"
#include <stdlib.h>

static const char PREFIX[] = "user.";
enum { PREFIX_LENGTH = sizeof PREFIX - 1, NAME = PREFIX_LENGTH + D_XATTR_MAXNAMELEN + 1 };

/* A path, that of a link itself, or a descriptor: each has a system call of its own. */
struct subject {
  const char *path; /* NULL: the descriptor */
  int fd, options;
};

#define OF_PATH(path, options) ((struct subject){path, -1, options})
#define OF_FD(fd, options) ((struct subject){NULL, fd, options})
#define CALL(subject, name, ...)                                                        \
  ((subject).path == NULL && is_link((subject).fd) ? syscall(SYS_##name, link_path((subject).fd), __VA_ARGS__) \
     : (subject).path == NULL ? syscall(SYS_f##name, (subject).fd, __VA_ARGS__)             \
     : (subject).options & D_XATTR_NOFOLLOW ? syscall(SYS_l##name, (subject).path, __VA_ARGS__) \
                                            : syscall(SYS_##name, (subject).path, __VA_ARGS__))

/* Linux opens a link itself by O_PATH, and takes no such descriptor here, but its path in /proc. */
static int is_link(int fd) { return (syscall(SYS_fcntl, fd, F_GETFL) & O_PATH) == O_PATH; }
static const char *link_path(int fd) {
  static _Thread_local char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  return path;
}

static int named(const char *name, char *full) {
  size_t length = strnlen(name, D_XATTR_MAXNAMELEN + 1);
  if (length == 0) return fail(D_EINVAL) == 0;
  if (length > D_XATTR_MAXNAMELEN) return fail(D_ENAMETOOLONG) == 0;
  snprintf(full, NAME, "%s%s", strncmp(name, PREFIX, PREFIX_LENGTH) ? PREFIX : "", name);
  return 1;
}

static long missing(long result) { return result < 0 && errno == ENODATA ? fail(D_ENOATTR) : answer(result); }

/* Of options, that about a path's last part is refused by the calls that take a descriptor. */
static int plain(struct subject of, unsigned position, int allowed) {
  if (of.path) allowed |= D_XATTR_NOFOLLOW;
  if (of.path && !path_fits(of.path)) return 0;
  if (position) return fail(D_EINVAL) == 0;
  return (of.options & ~allowed) ? refuse(D_EINVAL, "xattr options", of.options) == 0 : 1;
}

static ssize_t get(struct subject of, const char *name, void *value, size_t size, unsigned position) {
  char full[NAME];
  if (!plain(of, position, D_XATTR_SHOWCOMPRESSION) || !named(name, full)) return -1;
  return missing(CALL(of, getxattr, full, value, value ? size : 0));
}

static int set(struct subject of, const char *name, const void *value, size_t size, unsigned position) {
  char full[NAME];
  if (!plain(of, position, D_XATTR_CREATE | D_XATTR_REPLACE) || !named(name, full)) return -1;
  int flags = (of.options & D_XATTR_CREATE ? 1 : 0) | (of.options & D_XATTR_REPLACE ? 2 : 0);
  long result = CALL(of, setxattr, full, value, size, flags);
  /* Linux has none of a user's on a symbolic link, whatever the filesystem. */
  if (result < 0 && errno == EPERM && of.path && (of.options & D_XATTR_NOFOLLOW)) return fail(D_ENOTSUP);
  return missing(result);
}

static int take_away(struct subject of, const char *name) {
  char full[NAME];
  if (!plain(of, 0, D_XATTR_SHOWCOMPRESSION) || !named(name, full)) return -1;
  return missing(CALL(of, removexattr, full));
}

static ssize_t list_all(struct subject of, char *list, size_t size) {
  static const size_t MOST = 1 << 16;
  if (!plain(of, 0, D_XATTR_SHOWCOMPRESSION)) return -1;
  char *all = malloc(MOST);
  long length = answer(CALL(of, listxattr, all, MOST)), used = 0;
  for (long at = 0; at < length; at += strlen(all + at) + 1) {
    long bytes = strlen(all + at) + 1;
    if (strncmp(all + at, PREFIX, PREFIX_LENGTH) || strcmp(all + at, FLAGS_XATTR) == 0) continue;
    if (list && (size_t)(used + bytes) <= size) memcpy(list + used, all + at, bytes);
    used += bytes;
  }
  free(all);
  if (length < 0) return length;
  return list && (size_t)used > size ? fail(D_ERANGE) : used;
}

EXPORT(ssize_t, fgetxattr, (int fd, const char *name, void *value, size_t size, uint32_t position, int options)) {
  return get(OF_FD(fd, options), name, value, size, position);
}
EXPORT(ssize_t, getxattr, (const char *path, const char *name, void *value, size_t size, uint32_t at, int options)) {
  return get(OF_PATH(path, options), name, value, size, at);
}
EXPORT(int, fsetxattr, (int fd, const char *name, const void *value, size_t size, uint32_t position, int options)) {
  return set(OF_FD(fd, options), name, value, size, position);
}
EXPORT(int, setxattr, (const char *path, const char *name, const void *value, size_t size, uint32_t at, int options)) {
  return set(OF_PATH(path, options), name, value, size, at);
}
EXPORT(int, fremovexattr, (int fd, const char *name, int options)) { return take_away(OF_FD(fd, options), name); }
EXPORT(int, removexattr, (const char *path, const char *name, int options)) {
  return take_away(OF_PATH(path, options), name);
}
EXPORT(ssize_t, flistxattr, (int fd, char *list, size_t size, int options)) {
  return list_all(OF_FD(fd, options), list, size);
}
EXPORT(ssize_t, listxattr, (const char *path, char *list, size_t size, int options)) {
  return list_all(OF_PATH(path, options), list, size);
}

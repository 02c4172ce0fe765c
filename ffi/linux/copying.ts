import { buf, type CallTable, cstr, int, off_t, size_t, ssize_t } from "../c_types.ts";

/** What Linux's libc offers for copying beyond its other tables. */
export const LINUX_COPYING = {
  // int ioctl(int fd, unsigned long request, int from)    ioctl_ficlone(2), FICLONE: the descriptor is passed by value
  ficlone: { symbol: "ioctl", parameters: [int, size_t, int], result: int, lane: "slow" },
  // ssize_t readahead(int fd, off_t offset, size_t count)    readahead(2): may wait for the disk
  readahead: { parameters: [int, off_t, size_t], result: ssize_t, lane: "slow" },
  // int syncfs(int fd)    syncfs(2): an error is reported once, so a repeated call would hide it
  syncfs: { parameters: [int], result: int, once: true, lane: "slow" },
  // ssize_t getxattr(const char *path, const char *name, void *value, size_t size)    getxattr(2)
  getxattr: { parameters: [cstr, cstr, buf, size_t], result: ssize_t },
  // ssize_t lgetxattr(const char *path, const char *name, void *value, size_t size)    getxattr(2)
  lgetxattr: { parameters: [cstr, cstr, buf, size_t], result: ssize_t },
  // int setxattr(const char *path, const char *name, const void *value, size_t size, int flags)    setxattr(2)
  setxattr: { parameters: [cstr, cstr, buf, size_t, int], result: int },
  // int lsetxattr(const char *path, const char *name, const void *value, size_t size, int flags)    setxattr(2)
  lsetxattr: { parameters: [cstr, cstr, buf, size_t, int], result: int },
  // ssize_t listxattr(const char *path, char *list, size_t size)    listxattr(2)
  listxattr: { parameters: [cstr, buf, size_t], result: ssize_t },
  // ssize_t llistxattr(const char *path, char *list, size_t size)    listxattr(2)
  llistxattr: { parameters: [cstr, buf, size_t], result: ssize_t },
  // int removexattr(const char *path, const char *name)    removexattr(2)
  removexattr: { parameters: [cstr, cstr], result: int },
  // int lremovexattr(const char *path, const char *name)    removexattr(2)
  lremovexattr: { parameters: [cstr, cstr], result: int },
} as const satisfies CallTable;

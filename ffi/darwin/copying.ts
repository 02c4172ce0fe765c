import { buf, type CallTable, cstr, int, size_t, ssize_t, uint } from "../c_types.ts";

/** What Darwin's libSystem offers for copying beyond its other tables. */
export const DARWIN_COPYING = {
  // int fclonefileat(int from, int toDirfd, const char *to, int flags)    clonefile(2): makes a file that must not be there
  fclonefileat: { parameters: [int, int, cstr, int], result: int, lane: "slow" },
  // int ffsctl(int fd, unsigned long request, const uint32_t *data, unsigned options)    fsctl(2), FSIOC_SYNC_VOLUME
  ffsctl: { parameters: [int, size_t, buf, uint], result: int, once: true, lane: "slow" },
  // ssize_t getxattr(const char *path, const char *name, void *value, size_t size, uint32_t position, int options)    getxattr(2)
  getxattr: { parameters: [cstr, cstr, buf, size_t, uint, int], result: ssize_t },
  // int setxattr(const char *path, const char *name, const void *value, size_t size, uint32_t position, int options)    setxattr(2)
  setxattr: { parameters: [cstr, cstr, buf, size_t, uint, int], result: int },
  // ssize_t listxattr(const char *path, char *list, size_t size, int options)    listxattr(2)
  listxattr: { parameters: [cstr, buf, size_t, int], result: ssize_t },
  // int removexattr(const char *path, const char *name, int options)    removexattr(2)
  removexattr: { parameters: [cstr, cstr, int], result: int },
} as const satisfies CallTable;

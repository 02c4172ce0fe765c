import { buf, type CallTable, char_p, copied, cstr, id_t, int, mode_t, size_t, ssize_t } from "../c_types.ts";

/** What POSIX.1-2024 gives Linux and macOS alike for names: directories are descriptors, or `AT_FDCWD`. */
export const POSIX_NAMES = {
  // int mkdirat(int dirfd, const char *path, mode_t mode)    mkdir(2)
  mkdirat: { parameters: [int, cstr, mode_t], result: int },
  // int unlinkat(int dirfd, const char *path, int flags)    unlink(2)
  unlinkat: { parameters: [int, cstr, int], result: int },
  // int renameat(int fromDirfd, const char *from, int toDirfd, const char *to)    rename(2)
  renameat: { parameters: [int, cstr, int, cstr], result: int },
  // int linkat(int fromDirfd, const char *from, int toDirfd, const char *to, int flags)    link(2)
  linkat: { parameters: [int, cstr, int, cstr, int], result: int },
  // int symlinkat(const char *target, int dirfd, const char *path)    symlink(2)
  symlinkat: { parameters: [cstr, int, cstr], result: int },
  // ssize_t readlinkat(int dirfd, const char *path, char *target, size_t size)    readlink(2): no NUL, cut at size
  readlinkat: { parameters: [int, cstr, buf, size_t], result: ssize_t, asks: true },
  // int fchmodat(int dirfd, const char *path, mode_t mode, int flags)    chmod(2)
  fchmodat: { parameters: [int, cstr, mode_t, int], result: int },
  // int fchownat(int dirfd, const char *path, uid_t owner, gid_t group, int flags)    chown(2)
  fchownat: { parameters: [int, cstr, id_t, id_t, int], result: int },
  // int utimensat(int dirfd, const char *path, const struct timespec times[2], int flags)    utimensat(2)
  utimensat: { parameters: [int, cstr, copied, int], result: int },
  // char *getcwd(char *path, size_t size)    getcwd(3)
  getcwd: { parameters: [buf, size_t], result: char_p, fails: "zero", asks: true },
  // int chdir(const char *path)    chdir(2)
  chdir: { parameters: [cstr], result: int },
  // int fchdir(int fd)    chdir(2)
  fchdir: { parameters: [int], result: int },
} as const satisfies CallTable;

import { buf, type CallTable, char_p, cstr, int, long, mode_t, uint } from "../c_types.ts";

/** What Linux's libc offers for names beyond POSIX's own. */
export const LINUX_NAMES = {
  // long syscall(long number, int fromDirfd, const char *from, int toDirfd, const char *to, unsigned flags)    renameat2(2): musl has no wrapper
  renameat2: { symbol: "syscall", parameters: [long, int, cstr, int, cstr, uint], result: int },
  // long syscall(long number, int dirfd, const char *path, mode_t mode, unsigned device)    mknod(2): a function of glibc since 2.33 only
  mknodat: { symbol: "syscall", parameters: [long, int, cstr, mode_t, uint], result: int },
  // int mkfifoat(int dirfd, const char *path, mode_t mode)    mkfifo(3)
  mkfifoat: { parameters: [int, cstr, mode_t], result: int },
  // char *realpath(const char *path, char *resolved)    realpath(3): PATH_MAX bytes
  realpath: { parameters: [cstr, buf], result: char_p, fails: "zero", asks: true },
} as const satisfies CallTable;

import { buf, type CallTable, char_p, cstr, int, mode_t, space, uint } from "../c_types.ts";

/** What Darwin's libSystem offers for names beyond POSIX's own. */
export const DARWIN_NAMES = {
  // int renameatx_np(int fromDirfd, const char *from, int toDirfd, const char *to, unsigned flags)    rename(2)
  renameatx_np: { parameters: [int, cstr, int, cstr, uint], result: int },
  // int fstatat64(int dirfd, const char *path, struct stat *out, int flags)    stat(2): 64-bit inodes under one name on both processors
  fstatat64: { parameters: [int, cstr, space, int], result: int, asks: true },
  // int mkfifo(const char *path, mode_t mode)    mkfifo(2)
  mkfifo: { parameters: [cstr, mode_t], result: int },
  // int mknod(const char *path, mode_t mode, dev_t device)    mknod(2)
  mknod: { parameters: [cstr, mode_t, int], result: int },
  // int mkfifoat(int dirfd, const char *path, mode_t mode)    mkfifo(2): absent before macOS 13
  mkfifoat: { parameters: [int, cstr, mode_t], result: int, optional: true },
  // int mknodat(int dirfd, const char *path, mode_t mode, dev_t device)    mknod(2): absent before macOS 13
  mknodat: { parameters: [int, cstr, mode_t, int], result: int, optional: true },
  // char *realpath$DARWIN_EXTSN(const char *path, char *resolved)    realpath(3): PATH_MAX bytes; the plain name needs no last part
  realpath: { symbol: "realpath$DARWIN_EXTSN", parameters: [cstr, buf], result: char_p, fails: "zero", asks: true },
} as const satisfies CallTable;

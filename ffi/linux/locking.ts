import { type CallTable, copied, cstr, int, uint } from "../c_types.ts";

/** What Linux offers for locks beyond POSIX: locks of open files, and word of their end. */
export const LINUX_LOCKING = {
  // int fcntl(int fd, int command, const struct flock *lock)    fcntl(2), F_OFD_SETLK
  fcntlLock: { symbol: "fcntl", parameters: [int, int, copied], result: int },
  // int inotify_init1(int flags)    inotify_init(2)
  inotify_init1: { parameters: [int], result: int },
  // int inotify_add_watch(int fd, const char *path, unsigned mask)    inotify_add_watch(2)
  inotify_add_watch: { parameters: [int, cstr, uint], result: int },
  // int inotify_rm_watch(int fd, int wd)    inotify_rm_watch(2)
  inotify_rm_watch: { parameters: [int, int], result: int },
} as const satisfies CallTable;

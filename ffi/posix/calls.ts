import { buf, type CallTable, copied, cstr, id_t, int, mode_t, off_t, size_t, space, ssize_t } from "../c_types.ts";

/** What POSIX.1-2024 gives Linux and macOS alike. */
export const POSIX = {
  // int close(int fd)    close(2): never repeated, the descriptor is gone whatever it answers
  close: { parameters: [int], result: int, once: true, closes: true },
  // ssize_t read(int fd, void *buffer, size_t count)    read(2)
  read: { parameters: [int, buf, size_t], result: ssize_t },
  // ssize_t read(int fd, void *buffer, size_t count)    read(2), into the driver's memory
  readInto: { symbol: "read", parameters: [int, space, size_t], result: ssize_t },
  // ssize_t pread(int fd, void *buffer, size_t count, off_t offset)    pread(2), into the driver's memory
  preadInto: { symbol: "pread", parameters: [int, space, size_t, off_t], result: ssize_t },
  // ssize_t write(int fd, const void *buffer, size_t count)    write(2)
  write: { parameters: [int, buf, size_t], result: ssize_t },
  // ssize_t pread(int fd, void *buffer, size_t count, off_t offset)    pread(2)
  pread: { parameters: [int, buf, size_t, off_t], result: ssize_t },
  // ssize_t pwrite(int fd, const void *buffer, size_t count, off_t offset)    pwrite(2)
  pwrite: { parameters: [int, buf, size_t, off_t], result: ssize_t },
  // ssize_t readv(int fd, const struct iovec *vector, int count)    readv(2)
  readv: { parameters: [int, copied, int], result: ssize_t },
  // ssize_t writev(int fd, const struct iovec *vector, int count)    writev(2)
  writev: { parameters: [int, copied, int], result: ssize_t },
  // ssize_t preadv(int fd, const struct iovec *vector, int count, off_t offset)    preadv(2)
  preadv: { parameters: [int, copied, int, off_t], result: ssize_t },
  // ssize_t pwritev(int fd, const struct iovec *vector, int count, off_t offset)    pwritev(2)
  pwritev: { parameters: [int, copied, int, off_t], result: ssize_t },
  // off_t lseek(int fd, off_t offset, int whence)    lseek(2)
  lseek: { parameters: [int, off_t, int], result: off_t },
  // int ftruncate(int fd, off_t length)    ftruncate(2)
  ftruncate: { parameters: [int, off_t], result: int },
  // int fsync(int fd)    fsync(2): an error is reported once, so a repeated call would hide it
  fsync: { parameters: [int], result: int, once: true, lane: "slow" },
  // int fchmod(int fd, mode_t mode)    fchmod(2)
  fchmod: { parameters: [int, mode_t], result: int },
  // int fchown(int fd, uid_t owner, gid_t group)    fchown(2)
  fchown: { parameters: [int, id_t, id_t], result: int },
  // int futimens(int fd, const struct timespec times[2])    futimens(3)
  futimens: { parameters: [int, copied], result: int },
  // int faccessat(int dirfd, const char *path, int mode, int flags)    faccessat(3)
  faccessat: { parameters: [int, cstr, int, int], result: int },
  // int flock(int fd, int operation)    flock(2)
  flock: { parameters: [int, int], result: int },
  // int isatty(int fd)    isatty(3): 1, or 0 and an error number
  isatty: { parameters: [int], result: int },
  // int kill(int pid, int signal)    kill(2): 0 only asks whether there is such a process
  kill: { parameters: [int, int], result: int },
  // int poll(struct pollfd *fds, nfds_t count, int timeout)    poll(2): the answer is the result alone
  poll: { parameters: [copied, size_t, int], result: int, lane: "unbounded" },
} as const satisfies CallTable;

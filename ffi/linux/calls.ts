import {
  buf,
  type CallTable,
  copied,
  cstr,
  int,
  long,
  mode_t,
  off_t,
  size_t,
  space,
  ssize_t,
  uint,
} from "../c_types.ts";
import { POSIX } from "../posix/calls.ts";

/** What Linux's libc offers, glibc 2.28 or musl 1.1.24 and later. */
export const LIBC = {
  ...POSIX,
  // int openat(int dirfd, const char *path, int flags, mode_t mode)    openat(2)
  openat: { parameters: [int, cstr, int, mode_t], result: int, opens: true },
  // int openat(int dirfd, const char *path, int flags, mode_t mode)    openat(2), of what may wait: a FIFO's other end
  openatWaiting: {
    symbol: "openat",
    parameters: [int, cstr, int, mode_t],
    result: int,
    opens: true,
    lane: "unbounded",
  },
  // long syscall(long number, int dirfd, const char *path, const struct open_how *how, size_t size)    openat2(2): glibc has no wrapper
  openat2: { symbol: "syscall", parameters: [long, int, cstr, copied, size_t], result: int, opens: true },
  // int statx(int dirfd, const char *path, int flags, unsigned mask, struct statx *out)    statx(2)
  statx: { parameters: [int, cstr, int, uint, space], result: int, asks: true },
  // int statfs(const char *path, struct statfs *out)    statfs(2)
  statfs: { parameters: [cstr, space], result: int, asks: true },
  // int fstatfs(int fd, struct statfs *out)    fstatfs(2)
  fstatfs: { parameters: [int, space], result: int, asks: true },
  // ssize_t preadv2(int fd, const struct iovec *vector, int count, off_t offset, int flags)    preadv2(2): absent before musl 1.2.5
  preadv2: { parameters: [int, copied, int, off_t, int], result: ssize_t, optional: true },
  // int fcntl(int fd, int command, long argument)    fcntl(2)
  fcntl: { parameters: [int, int, long], result: int },
  // int epoll_create1(int flags)    epoll_create1(2)
  epoll_create1: { parameters: [int], result: int },
  // int epoll_ctl(int epfd, int operation, int fd, struct epoll_event *event)    epoll_ctl(2)
  epoll_ctl: { parameters: [int, int, int, copied], result: int },
  // int epoll_wait(int epfd, struct epoll_event *events, int count, int timeout)    epoll_wait(2), in the reactor's thread
  epoll_wait: { parameters: [int, buf, int, int], result: int, once: true, lane: "reactor" },
  // int eventfd(unsigned count, int flags)    eventfd(2)
  eventfd: { parameters: [uint, int], result: int },
  // int madvise(void *address, size_t length, int advice)    madvise(2)
  madvise: { parameters: [buf, size_t, int], result: int },
  // int fdatasync(int fd)    fdatasync(2)
  fdatasync: { parameters: [int], result: int, once: true, lane: "slow" },
  // int fallocate(int fd, int mode, off_t offset, off_t length)    fallocate(2)
  fallocate: { parameters: [int, int, off_t, off_t], result: int, lane: "slow" },
  // int posix_fadvise(int fd, off_t offset, off_t length, int advice)    posix_fadvise(2): returns the error number itself
  posix_fadvise: { parameters: [int, off_t, off_t, int], result: int },
  // ssize_t copy_file_range(int in, off_t *inOffset, int out, off_t *outOffset, size_t n, unsigned flags)    copy_file_range(2)
  copy_file_range: { parameters: [int, buf, int, buf, size_t, uint], result: ssize_t, lane: "slow" },
  // ssize_t sendfile(int out, int in, off_t *offset, size_t count)    sendfile(2)
  sendfile: { parameters: [int, int, buf, size_t], result: ssize_t, lane: "slow" },
  // ssize_t fgetxattr(int fd, const char *name, void *value, size_t size)    getxattr(2)
  fgetxattr: { parameters: [int, cstr, buf, size_t], result: ssize_t },
  // int fsetxattr(int fd, const char *name, const void *value, size_t size, int flags)    setxattr(2)
  fsetxattr: { parameters: [int, cstr, buf, size_t, int], result: int },
  // ssize_t flistxattr(int fd, char *list, size_t size)    listxattr(2)
  flistxattr: { parameters: [int, buf, size_t], result: ssize_t },
  // int fremovexattr(int fd, const char *name)    removexattr(2)
  fremovexattr: { parameters: [int, cstr], result: int },
} as const satisfies CallTable;

/** The library's file names, tried in this order: glibc, then musl. */
export const LIBRARIES: readonly string[] = [
  "libc.so.6",
  "libc.musl-x86_64.so.1",
  "libc.musl-aarch64.so.1",
  "libc.so",
];

/* read(2), write(2) and their kin, lseek(2), poll(2). */
#include "shim.h"
#include <limits.h>
#include <poll.h>
#include <sys/uio.h>
#include <sys/ioctl.h>
#include <time.h>

/* "The sum of the sizes is greater than INT_MAX": EINVAL, read(2) and write(2). */
#define SIZED(count, call) ((count) > INT_MAX ? fail(D_EINVAL) : answer(call))

EXPORT(ssize_t, read, (int fd, void *memory, size_t n)) { return SIZED(n, syscall(SYS_read, fd, memory, n)); }
EXPORT(ssize_t, write, (int fd, const void *memory, size_t n)) { return SIZED(n, syscall(SYS_write, fd, memory, n)); }
EXPORT(ssize_t, pread, (int fd, void *memory, size_t n, off_t at)) {
  return SIZED(n, syscall(SYS_pread64, fd, memory, n, at));
}
EXPORT(ssize_t, pwrite, (int fd, const void *memory, size_t n, off_t at)) {
  return SIZED(n, syscall(SYS_pwrite64, fd, memory, n, at));
}

/* IOV_MAX is 1024, and the sum counts. */
static size_t sum(const struct iovec *vector, int count) {
  if (count <= 0 || count > 1024) return SIZE_MAX;
  size_t bytes = 0;
  for (int i = 0; i < count; i++) bytes += vector[i].iov_len;
  return bytes;
}

EXPORT(ssize_t, readv, (int fd, const struct iovec *v, int n)) { return SIZED(sum(v, n), syscall(SYS_readv, fd, v, n)); }
EXPORT(ssize_t, writev, (int fd, const struct iovec *v, int n)) {
  return SIZED(sum(v, n), syscall(SYS_writev, fd, v, n));
}
EXPORT(ssize_t, preadv, (int fd, const struct iovec *v, int n, off_t at)) {
  return SIZED(sum(v, n), syscall(SYS_preadv, fd, v, n, at, 0));
}
EXPORT(ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t at)) {
  return SIZED(sum(v, n), syscall(SYS_pwritev, fd, v, n, at, 0));
}

EXPORT(off_t, lseek, (int fd, off_t offset, int whence)) {
  struct stat s;
  if (whence == D_SEEK_HOLE) whence = SEEK_HOLE;
  else if (whence == D_SEEK_DATA) whence = SEEK_DATA;
  else if (whence < 0 || whence > 2) return fail(D_EINVAL);
  off_t position = syscall(SYS_lseek, fd, offset, whence);
  if (position >= 0 || errno != ESPIPE) return answer(position);
  /* A terminal has a position that nothing uses. */
  if (syscall(SYS_newfstatat, fd, "", &s, AT_EMPTY_PATH) == 0 && S_ISCHR(s.st_mode)) return 0;
  return fail(D_ESPIPE);
}

EXPORT(int, poll, (struct pollfd *fds, unsigned count, int timeout)) {
  struct timespec time = {timeout / 1000, timeout % 1000 * 1000000L};
  return answer(syscall(SYS_ppoll, fds, (long)count, timeout < 0 ? NULL : &time, NULL, 0));
}

EXPORT(int, isatty, (int fd)) {
  char termios[256];
  if (syscall(SYS_ioctl, fd, TCGETS, termios) == 0) return 1;
  answer(-1);
  return 0;
}

/*
 * A libSystem of our own, for tests on Linux only: Darwin's names, layouts, flags, error numbers and, on arm64, its
 * variadic convention; the work is done by Linux's system calls. What Darwin would refuse is refused, and what could
 * only come from another system's table (a foreign flag, a garbage mode) is told on stderr as well.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>
#include "darwin.h" /* D_<constant>, D_SIZE_<struct>, D_<struct>__<field>: header.ts makes it of test/abi/darwin.json */

/* A function under Darwin's name. In C it has another, so that no call here means it where libc's is meant. */
#define EXPORT(type, name, parameters)                                                    \
  __attribute__((visibility("default"))) type darwin_##name parameters __asm__(#name); \
  type darwin_##name parameters

/* Fields by the offsets of Darwin's headers. */
#define SET(memory, offset, type, value)                       \
  do {                                                         \
    type set_ = (type)(value);                                 \
    memcpy((char *)(memory) + (offset), &set_, sizeof set_); \
  } while (0)
#define GET(memory, offset, type)                              \
  ({                                                           \
    type get_;                                                 \
    memcpy(&get_, (const char *)(memory) + (offset), sizeof get_); \
    get_;                                                      \
  })

/* −1 with Darwin's error number. */
long fail(int darwin_error);
/* The same for what no program written for Darwin does: it is told. */
long refuse(int darwin_error, const char *what, long value);
/* Linux's result, with errno as Darwin numbers it. */
long answer(long result);
/* Linux's times for Darwin's, or 0 when they hold what Darwin does not have. */
int linux_times(const struct timespec times[2], struct timespec copy[2]);
/* Whether a path is short enough for Darwin; otherwise −1 with ENAMETOOLONG. */
int path_fits(const char *path);
/* A directory's descriptor, or Linux's AT_FDCWD for Darwin's; −1 for anything else. */
int directory(int fd);
/* Whether a descriptor is of a file that Darwin reaches through a vnode: everything but pipes and sockets; a FIFO has one. */
int is_vnode(int fd);
/* Darwin's name of the filesystem under a descriptor. */
const char *filesystem_of(int fd);
/* Linux's flags for Darwin's, or −1 when they hold anything that Darwin does not have; and back. */
int open_flags(int darwin_flags);
int darwin_flags(int flags);
/* chflags(2)'s flags of a path, or of a descriptor where that is NULL. */
uint32_t flags_at(int dirfd, const char *path, int link);
/* Where these are kept. */
#define FLAGS_XATTR "user.darwin.st_flags"

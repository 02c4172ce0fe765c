import { buf, type CallTable, copied, cstr, int, long, size_t, space, ssize_t, uint } from "../c_types.ts";
import { POSIX } from "../posix/calls.ts";

/*
 * Variadic functions (`...` in the prototype). Apple's arm64 passes every variadic argument on the stack, in slots of
 * eight bytes, and a function with fixed parameters has its ninth integer argument in the first of these slots ("Writing
 * ARM64 code for Apple platforms"). Nine parameters, with the variadic argument both in its own place (x86-64) and as
 * the ninth (arm64), are therefore one declaration that is right on both. `src/os/darwin/libsystem.ts` fills them in.
 */
/** From the variadic argument in fourth place to the ninth. */
const FOURTH = [long, long, long, long, long, long] as const;
/** From the variadic argument in third place to the ninth. */
const THIRD = [long, ...FOURTH] as const;
/** The same for a struct that the call reads. */
const THIRD_STRUCT = [copied, long, long, long, long, long, copied] as const;
/** The same for the caller's memory. */
const THIRD_BYTES = [buf, long, long, long, long, long, buf] as const;

/** What Darwin's libSystem offers, macOS 12 and later. */
export const LIBSYSTEM = {
  ...POSIX,
  // int openat(int dirfd, const char *path, int flags, ...)    open(2): a mode_t follows
  openat: { parameters: [int, cstr, int, ...FOURTH], result: int, opens: true },
  // int openat(int dirfd, const char *path, int flags, ...)    open(2), of what may wait: a FIFO's other end, a lock
  openatWaiting: {
    symbol: "openat",
    parameters: [int, cstr, int, ...FOURTH],
    result: int,
    opens: true,
    lane: "unbounded",
  },
  // int fcntl(int fd, int command, ...)    fcntl(2): a number follows
  fcntl: { parameters: [int, int, ...THIRD], result: int },
  // int fcntl(int fd, int command, ...)    fcntl(2): a struct follows
  fcntlStruct: { symbol: "fcntl", parameters: [int, int, ...THIRD_STRUCT], result: int },
  // int fcntl(int fd, int command, ...)    fcntl(2): memory to be filled follows
  fcntlBytes: { symbol: "fcntl", parameters: [int, int, ...THIRD_BYTES], result: int },
  // int fcntl(int fd, int command, ...)    fcntl(2), F_FULLFSYNC and F_BARRIERFSYNC: as fsync, an error is reported once
  fcntlSync: { symbol: "fcntl", parameters: [int, int, ...THIRD], result: int, once: true, lane: "slow" },
  // int stat64(const char *path, struct stat *out)    stat(2): 64-bit inodes under one name on both processors
  stat64: { parameters: [cstr, space], result: int, asks: true },
  // int lstat64(const char *path, struct stat *out)    stat(2)
  lstat64: { parameters: [cstr, space], result: int, asks: true },
  // int fstat64(int fd, struct stat *out)    stat(2)
  fstat64: { parameters: [int, space], result: int, asks: true },
  // int statfs64(const char *path, struct statfs *out)    statfs(2)
  statfs64: { parameters: [cstr, space], result: int, asks: true },
  // int fstatfs64(int fd, struct statfs *out)    statfs(2)
  fstatfs64: { parameters: [int, space], result: int, asks: true },
  // int getattrlist(const char *path, struct attrlist *list, void *out, size_t size, uint32_t options)    getattrlist(2)
  getattrlist: { parameters: [cstr, copied, space, size_t, uint], result: int, asks: true },
  // int fgetattrlist(int fd, struct attrlist *list, void *out, size_t size, uint32_t options)    getattrlist(2)
  fgetattrlist: { parameters: [int, copied, space, size_t, uint], result: int, asks: true },
  // int chflags(const char *path, unsigned flags)    chflags(2)
  chflags: { parameters: [cstr, uint], result: int },
  // int lchflags(const char *path, unsigned flags)    chflags(2)
  lchflags: { parameters: [cstr, uint], result: int },
  // int fchflags(int fd, unsigned flags)    chflags(2)
  fchflags: { parameters: [int, uint], result: int },
  // int fcopyfile(int from, int to, void *state, uint32_t flags)    copyfile(3): by reading and writing, in one trip
  fcopyfile: { parameters: [int, int, buf, uint], result: int, once: true, lane: "slow" },
  // int kqueue(void)    kqueue(2)
  kqueue: { parameters: [], result: int, opens: true },
  // int kevent(int kq, const struct kevent *changes, int n, struct kevent *events, int room, const struct timespec *timeout)    kqueue(2)
  kevent: { parameters: [int, copied, int, buf, int, copied], result: int, once: true, lane: "reactor" },
  // ssize_t fgetxattr(int fd, const char *name, void *value, size_t size, uint32_t position, int options)    getxattr(2)
  fgetxattr: { parameters: [int, cstr, buf, size_t, uint, int], result: ssize_t },
  // int fsetxattr(int fd, const char *name, const void *value, size_t size, uint32_t position, int options)    setxattr(2)
  fsetxattr: { parameters: [int, cstr, buf, size_t, uint, int], result: int },
  // ssize_t flistxattr(int fd, char *list, size_t size, int options)    listxattr(2)
  flistxattr: { parameters: [int, buf, size_t, int], result: ssize_t },
  // int fremovexattr(int fd, const char *name, int options)    removexattr(2)
  fremovexattr: { parameters: [int, cstr, int], result: int },
} as const satisfies CallTable;

/** The library's file name. No such file exists: it lives in dyld's shared cache, where `dlopen` finds it (dyld(1)). */
export const LIBRARIES: readonly string[] = ["/usr/lib/libSystem.B.dylib"];

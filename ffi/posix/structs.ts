import { i32, i53, struct, u16, u64 } from "../struct.ts";

/** `struct iovec`, `<sys/uio.h>`. */
export const IOVEC = struct(16, { iov_base: u64(0), iov_len: u64(8) });

/** `struct timespec`, `<time.h>`. */
export const TIMESPEC = struct(16, { tv_sec: i53(0), tv_nsec: i53(8) });

/** `struct pollfd`, `<poll.h>`. */
export const POLLFD = struct(8, { fd: i32(0), events: u16(4), revents: u16(6) });

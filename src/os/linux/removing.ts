/** Removing trees on Linux. */
import { STATX } from "../../../ffi/linux/structs.ts";
import type { Removing } from "../removing_contract.ts";
import { posixRemoving } from "../posix/removing.ts";
import { c, libc } from "./libc.ts";
import { statOf } from "./stat.ts";

/** Removing trees on Linux. */
export const linuxRemoving: Removing = posixRemoving({
  c,
  above: (fd) => libc.openat(fd, "..", c.O_RDONLY | c.O_DIRECTORY | c.O_NOFOLLOW | c.O_CLOEXEC, 0),
  self: (fd) => libc.statx(fd, "", c.AT_EMPTY_PATH, c.STATX_BASIC_STATS, STATX),
  statOf,
});

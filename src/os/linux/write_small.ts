/** A small file written whole in one trip. */
import { STATX } from "../../../ffi/linux/structs.ts";
import { FIRST } from "../../call/program.ts";
import { smallWriter } from "../posix/write_small.ts";
import { c, libc } from "./libc.ts";
import { describe } from "./open.ts";
import { learnLater, residenceOf } from "./residence.ts";

const NONBLOCKING = c.O_CLOEXEC | c.O_NONBLOCK;

/** Writes a small file whole. */
export const writeSmall = smallWriter({
  open: (path, flags, mode) => libc.openat(c.AT_FDCWD, path, flags | NONBLOCKING, mode),
  look: () => libc.statx(FIRST, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, c.STATX_BASIC_STATS, STATX),
  isRemote(path, { view, at }) {
    const [major, minor] = [STATX.stx_dev_major.get(view, at), STATX.stx_dev_minor.get(view, at)];
    const residence = residenceOf(major, minor);
    if (residence === undefined) learnLater(path, false, major, minor);
    return residence === "remote";
  },
  waits: (fd, flags) => libc.fcntl(fd, c.F_SETFL, flags),
  describe,
});

/** A small file written whole in one trip. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { FIRST } from "../../call/program.ts";
import { smallWriter } from "../posix/write_small.ts";
import { c, libsystem } from "./libsystem.ts";
import { describe } from "./open.ts";
import { knownResidence, learnLater } from "./residence.ts";

const NONBLOCKING = c.O_CLOEXEC | c.O_NONBLOCK;

/** Writes a small file whole. */
export const writeSmall = smallWriter({
  open: (path, flags, mode) => libsystem.openat(c.AT_FDCWD, path, flags | NONBLOCKING, mode),
  look: () => libsystem.fstat64(FIRST, STAT),
  isRemote(path, { view, at }) {
    if ((STAT.st_mode.get(view, at) & p.S_IFMT) !== p.S_IFREG) return false;
    const device = STAT.st_dev.get(view, at);
    const residence = knownResidence(device);
    if (residence === undefined) learnLater(path, device);
    return residence === "remote";
  },
  waits: (fd, flags) => libsystem.fcntl(fd, c.F_SETFL, flags),
  describe,
});

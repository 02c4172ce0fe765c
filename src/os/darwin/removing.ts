/** Removing trees on macOS. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import type { Removing } from "../removing_contract.ts";
import { posixRemoving } from "../posix/removing.ts";
import { c, libsystem } from "./libsystem.ts";
import { statOf } from "./stat.ts";

/** Removing trees on macOS. */
export const darwinRemoving: Removing = posixRemoving({
  c,
  above: (fd) => libsystem.openat(fd, "..", c.O_RDONLY | c.O_DIRECTORY | c.O_NOFOLLOW | c.O_CLOEXEC, 0),
  self: (fd) => libsystem.fstat64(fd, STAT),
  statOf,
});

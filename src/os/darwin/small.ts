/** A small file read whole in one trip. */
import type { Chain } from "../../call/program.ts";
import { smallChain } from "../posix/small.ts";
import { c, libsystem } from "./libsystem.ts";

const READ = c.O_RDONLY | c.O_CLOEXEC;

/** Reads a small file whole. */
export function readSmall(path: string, size = 0): Chain {
  const open = libsystem.openat(c.AT_FDCWD, path, READ | c.O_NONBLOCK, 0);
  return smallChain(open, () => libsystem.openat(c.AT_FDCWD, path, READ, 0), size);
}

/** A small file read whole: at once from the caches, else in one trip. */
import { STATX } from "../../../ffi/linux/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { type Chain, NOT_NOW, SKIPPED } from "../../call/program.ts";
import { SPACE, SPACE_SIZE, SPACE_VIEW } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import { brought, smallChain } from "../posix/small.ts";
import { openCached, openOnRoot } from "./cached.ts";
import { c, libc } from "./libc.ts";
import { readCachedHere, readMemory } from "./read.ts";
import { rootResidence } from "./residence.ts";
import { IN_MEMORY, probe } from "./stat.ts";

const READ = c.O_RDONLY | c.O_CLOEXEC;

/** Reads a small file whole. */
export function readSmall(path: string, size = 0): Chain {
  const open = libc.openat(c.AT_FDCWD, path, READ | c.O_NONBLOCK, 0);
  return smallChain(open, () => libc.openat(c.AT_FDCWD, path, READ, 0), size).orNow(readNow);
}

/** The same from the caches: at once on the root's own mount, elsewhere after a look at what the path names. */
function readNow(chain: Chain): number {
  const path = chain.first.args[1] as string;
  const own = openOnRoot(path, READ | c.O_NONBLOCK);
  if (own >= 0) return readOwn(chain, own);
  if (own !== NOT_NOW) return own;
  const found = probe(path, false);
  if (found < 0) return found;
  if (!isSmall()) return NOT_NOW;
  const size = STATX.stx_size.get(SPACE_VIEW, 0);
  const fd = openCached(path, READ | c.O_NONBLOCK);
  return fd < 0 ? fd : readAndClose(chain, fd, size, found === IN_MEMORY);
}

/** What is no small file stays open, as when the pool meets it: a FIFO's writer has seen a reader. */
function readOwn(chain: Chain, fd: number): number {
  perform(libc.statx(fd, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, c.STATX_BASIC_STATS, STATX), 0);
  if (!isSmall()) return brought(chain, [fd, -SKIPPED, -SKIPPED, -SKIPPED]);
  return readAndClose(chain, fd, STATX.stx_size.get(SPACE_VIEW, 0), rootResidence() === "memory");
}

function isSmall(): boolean {
  const regular = (STATX.stx_mode.get(SPACE_VIEW, 0) & p.S_IFMT) === p.S_IFREG;
  return regular && STATX.stx_size.get(SPACE_VIEW, 0) < SPACE_SIZE;
}

function readAndClose(chain: Chain, fd: number, size: number, inMemory: boolean): number {
  let length = 0;
  let count = 1;
  // There is room for more than its size: a read that ends just there has seen the end.
  while (count > 0 && length < SPACE_SIZE && !(length === size && size > 0)) {
    count = inMemory ? readMemory(fd, SPACE.subarray(length)) : readCachedHere(fd, length);
    if (count > 0) length += count;
  }
  perform(libc.close(fd), 0);
  return count < 0 || length === SPACE_SIZE ? NOT_NOW : brought(chain, [fd, length, length, 0]);
}

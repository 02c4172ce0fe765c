/** Opening what is to be watched. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import { failureOf } from "../../call/errno.ts";
import { Chain, FIRST, type Program } from "../../call/program.ts";
import { c, libsystem } from "./libsystem.ts";
import { statOf } from "./stat.ts";
import { affordable, raise } from "./watch_limits.ts";
import { adopt, type Listener, type Vnode } from "./watch_vnodes.ts";

/** Only for events: the descriptor keeps no volume mounted. A FIFO is not waited for. */
const FLAGS = c.O_EVTONLY | c.O_NONBLOCK | c.O_CLOEXEC;
const EMFILE = failureOf("EMFILE");
const ENOENT = failureOf("ENOENT");

/** Whoever opens, and may have ended meanwhile. */
export interface Opener extends Listener {
  readonly closed: boolean;
}

/**
 * Opens a path, relative to a directory, and finds out what it is: a vnode that `opener` uses once more from then on, or
 * minus the error number. `EMFILE` when there are descriptors left, but they are left to others.
 */
export function* openVnode(at: number, path: string, flags: number, opener: Opener): Program<Vnode | number> {
  let opened = yield* openOnce(at, path, flags, opener);
  // The limit may have been the one that the process began with.
  if (opened === EMFILE && raise()) opened = yield* openOnce(at, path, flags, opener);
  return opened;
}

function* openOnce(at: number, path: string, flags: number, opener: Opener): Program<Vnode | number> {
  const self = libsystem.fstat64(FIRST, STAT);
  const chain = new Chain(libsystem.openat(at, path, FLAGS | flags, 0), [self]);
  const fd = yield chain;
  if (fd < 0) return fd;
  const asked = chain.results[1]!;
  const refused = asked < 0 ? asked : opener.closed ? ENOENT : affordable(fd) ? 0 : EMFILE;
  if (refused === 0) return adopt(fd, statOf(self), opener);
  yield libsystem.close(fd);
  return refused;
}

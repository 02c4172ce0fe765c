/** Opening what is to be watched. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import { failureOf } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { openFar } from "../posix/far.ts";
import { c, libsystem } from "./libsystem.ts";
import { statOf } from "./stat.ts";
import { opened, plan, raise } from "./watch_limits.ts";
import { adopt, type Listener, type Vnode } from "./watch_vnodes.ts";

/** Only for events: the descriptor keeps no volume mounted. A FIFO is not waited for. */
const FLAGS = c.O_EVTONLY | c.O_NONBLOCK | c.O_CLOEXEC;
const EMFILE = failureOf("EMFILE");
const ENAMETOOLONG = failureOf("ENAMETOOLONG");
const ENOENT = failureOf("ENOENT");

/** Whoever opens, and may have ended meanwhile. */
export interface Opener extends Listener {
  readonly closed: boolean;
}

/**
 * Opens a path, relative to a directory, and finds out what it is: a vnode that `opener` uses once more from then on, or
 * minus the error number. The descriptor is planned already.
 */
export function* openPlanned(at: number, path: string, flags: number, opener: Opener): Program<Vnode | number> {
  const first = yield* openOnce(at, path, flags, opener);
  if (first !== EMFILE) return first;
  // There are fewer left to others than it seemed.
  raise();
  if (!plan(1)) return EMFILE;
  return yield* openOnce(at, path, flags, opener);
}

/** The same of what is not planned yet: `EMFILE` also where there are descriptors left, but for others. */
export function* openVnode(path: string, flags: number, opener: Opener): Program<Vnode | number> {
  const vnode = plan(1) ? yield* openPlanned(c.AT_FDCWD, path, flags, opener) : EMFILE;
  if (vnode !== ENAMETOOLONG) return vnode;
  // A tree may be deeper than a path is long.
  const end = path.lastIndexOf("/");
  const above = yield* openFar(c.AT_FDCWD, path.slice(0, end), through, through);
  if (above < 0) return above;
  const found = plan(1) ? yield* openPlanned(above, path.slice(end + 1), flags, opener) : EMFILE;
  yield libsystem.close(above);
  return found;
}

function through(at: number, path: string): Call {
  return libsystem.openat(at, path, c.O_RDONLY | c.O_DIRECTORY | c.O_CLOEXEC, 0);
}

function* openOnce(at: number, path: string, flags: number, opener: Opener): Program<Vnode | number> {
  const self = libsystem.fstat64(FIRST, STAT);
  const chain = new Chain(libsystem.openat(at, path, FLAGS | flags, 0), [self]);
  const fd = yield chain;
  const asked = chain.results[1]!;
  const refused = fd < 0 ? fd : asked < 0 ? asked : opener.closed ? ENOENT : 0;
  const vnode = refused === 0 ? adopt(fd, statOf(self), opener) : refused;
  opened(fd);
  if (fd >= 0 && refused < 0) yield libsystem.close(fd);
  return vnode;
}

/** Opening by `openat(2)`, without ever waiting in a trip that others share. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { POLLFD } from "../../../ffi/posix/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { BLOCKING, type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import type { Descriptor, Manner } from "../contract.ts";
import { keeping } from "../keeping.ts";
import { c, libsystem } from "./libsystem.ts";
import { statAt } from "./names.ts";
import { residenceOf } from "./residence.ts";

/** With these, reading and writing wait for the disk. */
const WAITS = c.O_DSYNC | c.O_SYNC;
/** With these, opening waits for nobody. */
const NEVER_WAITS = c.O_NONBLOCK | c.O_EVTONLY;
/** With these, opening for reading waits for no writer, or makes what it opens. */
const NO_WRITER = NEVER_WAITS | c.O_DIRECTORY | c.O_CREAT | c.O_TRUNC;
const ENXIO = -errorNumber("ENXIO");
const EAGAIN = -errorNumber("EAGAIN");

/**
 * Opens a path. Asynchronously it does so with `O_NONBLOCK`, cleared again in the same trip, so that neither a terminal
 * nor a lock (`O_EXLOCK`) nor a FIFO holds up the calls beside it. What then would have waited waits alone: a FIFO that
 * was opened for writing without a reader (`ENXIO`) is opened again. One for reading must be known as such before, since
 * opening it lets its writers go on, and nothing but a waiting `open` tells of one that has come and is silent.
 */
export function* open(
  path: string,
  flags: number,
  mode: number,
  at: number = c.AT_FDCWD,
): Program<Descriptor | number> {
  flags |= c.O_CLOEXEC;
  if ((yield BLOCKING) === 1) {
    const fd = yield libsystem.openat(at, path, flags, mode);
    return fd < 0 ? fd : { fd, manner: "unknown" };
  }
  if (mayWaitForWriter(flags) && (yield* isFifo(at, path, flags))) return yield* openWaiting(at, path, flags, mode);
  const ask = libsystem.fstat64(FIRST, STAT);
  const chain = new Chain(libsystem.openat(at, path, flags | c.O_NONBLOCK, mode), [
    ask,
    libsystem.fcntl(FIRST, c.F_SETFL, flags),
  ]);
  const fd = yield chain;
  if ((fd === ENXIO || fd === EAGAIN) && (flags & NEVER_WAITS) === 0) return yield* openWaiting(at, path, flags, mode);
  if (fd < 0) return fd;
  if (chain.results[1]! < 0) return { fd, manner: "stream" };
  return yield* keeping(fd, settled(fd, ask, flags));
}

function* openWaiting(at: number, path: string, flags: number, mode: number): Program<Descriptor | number> {
  const fd = yield libsystem.openatWaiting(at, path, flags, mode);
  return fd < 0 ? fd : yield* keeping(fd, describe(fd));
}

function mayWaitForWriter(flags: number): boolean {
  return (flags & c.O_ACCMODE) === c.O_RDONLY && (flags & NO_WRITER) === 0;
}

function* isFifo(at: number, path: string, flags: number): Program<boolean> {
  const look = statAt(at, path, (flags & (c.O_NOFOLLOW | c.O_SYMLINK)) === 0);
  return (yield look) === 0 && (STAT.st_mode.get(look.view, look.at) & p.S_IFMT) === p.S_IFIFO;
}

/** What is left to do with a file just opened: learn how it behaves, and wait for a FIFO's writer. */
function* settled(fd: number, { view, at }: Call, flags: number): Program<Descriptor> {
  const fifo = (STAT.st_mode.get(view, at) & p.S_IFMT) === p.S_IFIFO;
  const manner = yield* mannerOf(fd, view, at, flags);
  if (fifo && mayWaitForWriter(flags)) yield* untilWriter(fd);
  return { fd, manner };
}

/** Takes over what was opened with `O_NONBLOCK`, only to be read: from now on it waits, and a FIFO's writer has come. */
export function* takeOver(fd: number): Program<Descriptor | number> {
  const chain = new Chain(libsystem.fcntl(fd, c.F_SETFL, c.O_RDONLY), [libsystem.fstat64(fd, STAT)]);
  yield chain;
  return chain.results[1]! < 0 ? chain.results[1]! : yield* settled(fd, chain.call(1), c.O_RDONLY);
}

/** Finds out how a descriptor behaves. */
export function* describe(fd: number): Program<Descriptor | number> {
  const ask = libsystem.fstat64(fd, STAT);
  const result = yield ask;
  if (result < 0) return result;
  return { fd, manner: yield* mannerOf(fd, ask.view, ask.at, 0) };
}

/** `close`: it may wait where a server or a device must be told, and shares a trip otherwise. */
export function* close({ fd, manner }: Descriptor): Program<number> {
  const call = libsystem.close(fd);
  return yield manner === "memory" || manner === "disk" ? call : call.via("remote");
}

function* mannerOf(fd: number, view: DataView, at: number, flags: number): Program<Manner> {
  const type = STAT.st_mode.get(view, at) & p.S_IFMT;
  if (type !== p.S_IFREG && type !== p.S_IFDIR) return "stream";
  const residence = yield* residenceOf(fd, STAT.st_dev.get(view, at));
  return (flags & WAITS) === 0 ? residence : "remote";
}

/** Waits as a blocking `open` of a FIFO would. `poll` answers once a writer has come, even when it has gone again. */
function* untilWriter(fd: number): Program<void> {
  const interest = new Uint8Array(POLLFD.size);
  const view = new DataView(interest.buffer);
  POLLFD.fd.set(view, 0, fd);
  POLLFD.events.set(view, 0, p.POLLIN);
  yield libsystem.poll(interest, 1n, -1);
}

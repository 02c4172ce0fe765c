/** Opening by `openat(2)`, without ever waiting on the calling thread. */
import { STATFS, STATX } from "../../../ffi/linux/structs.ts";
import { POLLFD } from "../../../ffi/posix/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorNumber } from "../../call/errno.ts";
import { BLOCKING, type Call, Chain, FIRST, NOT_NOW, type Program } from "../../call/program.ts";
import { SPACE_VIEW } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor, Manner } from "../contract.ts";
import { keeping } from "../keeping.ts";
import { openCached, openOnRoot } from "./cached.ts";
import { c, libc } from "./libc.ts";
import { learn, residenceOf } from "./residence.ts";
import { probe } from "./stat.ts";

const CHANGES = c.O_WRONLY | c.O_RDWR | c.O_CREAT | c.O_TRUNC | c.O_APPEND;
/** With these, an opening waits for nobody, and nobody notices more of it by another way. */
const SILENT = c.O_NONBLOCK | c.O_DIRECTORY;
/** With these, reading and writing wait for the disk. */
const WAITS = c.O_DIRECT | c.O_DSYNC | c.O_SYNC;
const ENXIO = -errorNumber("ENXIO");
const EAGAIN = -errorNumber("EAGAIN");
const KIND = c.STATX_BASIC_STATS;

/**
 * Opens a path. Asynchronously it does so with `O_NONBLOCK`, cleared again in the same trip, so that neither a terminal
 * nor a lease nor a FIFO holds up the calls beside it. What then would have waited waits alone: a FIFO that was opened
 * for writing without a reader (`ENXIO`) is opened again. One for reading must be known as such before, since opening it
 * lets its writers go on, and nothing but a waiting `open` tells of one that has come and is silent.
 */
export function* open(
  path: string,
  flags: number,
  mode: number,
  at: number = c.AT_FDCWD,
): Program<Descriptor | number> {
  flags |= c.O_CLOEXEC;
  if ((yield BLOCKING) === 1) {
    const fd = yield libc.openat(at, path, flags, mode);
    return fd < 0 ? fd : { fd, manner: "unknown" };
  }
  const ask = libc.statx(FIRST, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, KIND, STATX);
  const chain = new Chain(libc.openat(at, path, flags | c.O_NONBLOCK, mode), [
    ask,
    libc.fcntl(FIRST, c.F_SETFL, flags),
  ]);
  if ((flags & CHANGES) === 0) {
    if (!mayWaitForWriter(flags)) chain.orNow(openNow);
    else if (yield* isFifo(at, path, flags, chain)) return yield* openWaiting(at, path, flags, mode);
  }
  const fd = chain.results[0] ?? (yield chain);
  if ((fd === ENXIO || fd === EAGAIN) && (flags & c.O_NONBLOCK) === 0) {
    return yield* openWaiting(at, path, flags, mode);
  }
  if (fd < 0) return fd;
  if (chain.results[1]! < 0) return { fd, manner: "stream" };
  return yield* keeping(fd, settled(fd, ask, flags));
}

function* openWaiting(at: number, path: string, flags: number, mode: number): Program<Descriptor | number> {
  const fd = yield libc.openatWaiting(at, path, flags, mode);
  return fd < 0 ? fd : yield* keeping(fd, describe(fd));
}

function mayWaitForWriter(flags: number): boolean {
  return (flags & c.O_ACCMODE) === c.O_RDONLY && (flags & (c.O_NONBLOCK | c.O_PATH | c.O_DIRECTORY)) === 0;
}

/** Whether the path names a FIFO; where that is known at once, anything else is opened on the way by `opening`. */
function* isFifo(at: number, path: string, flags: number, opening: Chain): Program<boolean> {
  const follow = (flags & c.O_NOFOLLOW) === 0 ? 0 : c.AT_SYMLINK_NOFOLLOW;
  const look = libc.statx(at, path, follow | c.AT_STATX_DONT_SYNC, KIND, STATX).orNow(() => {
    const fd = openNow(opening);
    if (fd < 0 && fd !== NOT_NOW) opening.results.push(fd);
    return fd;
  });
  if ((yield look) !== 0 || opening.results.length > 0) return false;
  return (STATX.stx_mode.get(look.view, look.at) & p.S_IFMT) === p.S_IFIFO;
}

/** Takes over what was opened with `O_NONBLOCK`, only to be read: from now on it waits, and a FIFO's writer has come. */
export function* takeOver(fd: number): Program<Descriptor | number> {
  const chain = new Chain(libc.fcntl(fd, c.F_SETFL, c.O_RDONLY), [
    libc.statx(fd, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, KIND, STATX),
  ]);
  yield chain;
  return chain.results[1]! < 0 ? chain.results[1]! : yield* settled(fd, chain.call(1), c.O_RDONLY);
}

/** What is left to do with a file just opened: learn how it behaves, and wait for a FIFO's writer. */
function* settled(fd: number, { view, at }: Call, flags: number): Program<Descriptor> {
  const fifo = (STATX.stx_mode.get(view, at) & p.S_IFMT) === p.S_IFIFO;
  const manner = yield* mannerOf(fd, view, at, flags);
  if (fifo && mayWaitForWriter(flags)) yield* untilWriter(fd);
  return { fd, manner };
}

/** Finds out how a descriptor behaves. */
export function* describe(fd: number): Program<Descriptor | number> {
  const ask = libc.statx(fd, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, KIND, STATX);
  const result = yield ask;
  if (result < 0) return result;
  return { fd, manner: yield* mannerOf(fd, ask.view, ask.at, 0) };
}

/** `close`: it may wait where a server or a device must be told, and shares a trip otherwise. */
export function* close({ fd, manner }: Descriptor, quick: boolean): Program<number> {
  const call = libc.close(fd);
  if (manner !== "memory" && manner !== "disk") return yield call.via("remote");
  return yield quick ? call.orNow(here) : call;
}

function here(call: Call): number {
  return perform(call, 0);
}

function* mannerOf(fd: number, view: DataView, at: number, flags: number): Program<Manner> {
  const type = STATX.stx_mode.get(view, at) & p.S_IFMT;
  if (type !== p.S_IFREG && type !== p.S_IFDIR) return "stream";
  const major = STATX.stx_dev_major.get(view, at);
  const minor = STATX.stx_dev_minor.get(view, at);
  let residence = residenceOf(major, minor);
  if (residence === undefined) {
    const call = libc.fstatfs(fd, STATFS).via("remote");
    const result = yield call;
    residence = result < 0 ? "remote" : learn(major, minor, STATFS.f_type.get(call.view, call.at));
  }
  return (flags & WAITS) === 0 ? residence : "remote";
}

/** Waits as a blocking `open` of a FIFO would. `poll` answers once a writer has come, even when it has gone again. */
function* untilWriter(fd: number): Program<void> {
  const interest = new Uint8Array(POLLFD.size);
  const view = new DataView(interest.buffer);
  POLLFD.fd.set(view, 0, fd);
  POLLFD.events.set(view, 0, p.POLLIN);
  yield libc.poll(interest, 1n, -1);
}

/**
 * Looks first, by a descriptor that opens nothing (`O_PATH`): a FUSE or network filesystem would ask its server even
 * when the name is cached, and a FIFO or device would notice. On the mount of `/` nobody is asked, and what does not wait
 * as the caller wants it is noticed in any way.
 */
function openNow(chain: Chain): number {
  const { first: open, rest: [, clear] } = chain as Chain & { rest: readonly [Call, Call] };
  const [at, path, flags] = open.args as [number, string, number];
  const wanted = clear.args[2] as number;
  const own = at === c.AT_FDCWD && (wanted & SILENT) !== 0 ? openOnRoot(path, wanted) : NOT_NOW;
  if (own >= 0) perform(libc.statx(own, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, KIND, STATX), 0);
  if (own !== NOT_NOW) return own < 0 ? own : openedNow(chain, own);
  const found = probe(path, (flags & c.O_NOFOLLOW) !== 0, at);
  if (found < 0) return found;
  const type = STATX.stx_mode.get(SPACE_VIEW, 0) & p.S_IFMT;
  if (type !== p.S_IFREG && type !== p.S_IFDIR) return NOT_NOW;
  const fd = openCached(path, flags, at);
  if (fd < 0) return fd;
  if ((wanted & c.O_NONBLOCK) === 0) perform(libc.fcntl(fd, c.F_SETFL, wanted), 0);
  return openedNow(chain, fd);
}

/** What the chain would have brought; what it asks for is in the scratch memory. */
function openedNow(chain: Chain, fd: number): number {
  chain.results.push(fd, 0);
  const ask = chain.call(1);
  ask.view = SPACE_VIEW;
  ask.at = 0;
  return fd;
}

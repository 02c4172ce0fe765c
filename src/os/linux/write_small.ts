/** A small file written whole in one trip: opened, looked at, written, closed. */
import { STATX } from "../../../ffi/linux/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { BLOCKING, Chain, FIRST, type Program } from "../../call/program.ts";
import type { WrittenSmall } from "../contract.ts";
import { keeping } from "../keeping.ts";
import { c, libc } from "./libc.ts";
import { describe } from "./open.ts";
import { learnLater, residenceOf } from "./residence.ts";

/** Bytes that 64 calls of one trip may write each. */
const SMALL = 64 << 10;
const KIND = c.STATX_BASIC_STATS;
const ENXIO = -errorNumber("ENXIO");
const EAGAIN = -errorNumber("EAGAIN");

/**
 * Directories on filesystems whose `close` may ask a server: what lies in them is written call by call, which keeps that
 * from holding up others. A mount that has gone meanwhile costs speed, nothing else.
 */
const remote = new Set<string>();

/**
 * Writes a small file whole. `pwrite` is what a FIFO, a terminal and a socket refuse before anything was written: they
 * stay open, as `open` would have opened them.
 */
export function* writeSmall(
  path: string,
  flags: number,
  mode: number,
  data: Uint8Array,
): Program<WrittenSmall | number | undefined> {
  if (data.byteLength === 0 || data.byteLength > SMALL || (yield BLOCKING) === 1) return undefined;
  if (remote.size > 0 && remote.has(directoryOf(path))) return undefined;
  const ask = libc.statx(FIRST, "", c.AT_EMPTY_PATH | c.AT_STATX_DONT_SYNC, KIND, STATX);
  const chain = new Chain(libc.openat(c.AT_FDCWD, path, flags | c.O_CLOEXEC | c.O_NONBLOCK, mode), [
    ask,
    libc.pwrite(FIRST, data, BigInt(data.byteLength), 0n),
    libc.close(FIRST),
  ]);
  const fd = yield chain;
  if (fd === ENXIO || fd === EAGAIN) return undefined; // a FIFO without a reader, a lease: `open` waits
  if (fd < 0) return fd;
  const [, asked, written, closed] = chain.results as [number, number, number, number];
  if (asked === 0) place(path, STATX.stx_dev_major.get(ask.view, ask.at), STATX.stx_dev_minor.get(ask.view, ask.at));
  if (chain.closed) return { written, closed };
  return yield* keeping(fd, waiting(fd, flags));
}

/** An open file as `open` leaves it. */
function* waiting(fd: number, flags: number): Program<WrittenSmall> {
  yield libc.fcntl(fd, c.F_SETFL, flags);
  const file = yield* describe(fd);
  return { file: typeof file === "number" ? { fd, manner: "stream" } : file };
}

function place(path: string, major: number, minor: number): void {
  const residence = residenceOf(major, minor);
  if (residence === undefined) learnLater(path, false, major, minor);
  if (residence !== "remote") return;
  if (remote.size > 1000) remote.clear();
  remote.add(directoryOf(path));
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

/** A small file written whole in one trip: opened, looked at, written, closed. */
import { errorNumber } from "../../call/errno.ts";
import { BLOCKING, type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import type { Descriptor, System, WrittenSmall } from "../contract.ts";
import { keeping } from "../keeping.ts";
import { posix } from "./libc.ts";

/** Bytes that 64 calls of one trip may write each. */
const SMALL = 64 << 10;
const ENXIO = -errorNumber("ENXIO");
const EAGAIN = -errorNumber("EAGAIN");

/** What each system does its own way. */
export interface SmallWriting {
  /** Opens with `O_NONBLOCK`. */
  open(path: string, flags: number, mode: number): Call;
  /** Looks at what was opened. */
  look(): Call;
  /** Whether that is known to stand on a filesystem that may ask a server; where nobody knows, it is asked for later. */
  isRemote(path: string, look: Call): boolean;
  /** From now on what was opened waits, as these flags have it. */
  waits(fd: number, flags: number): Call;
  describe(fd: number): Program<Descriptor | number>;
}

/**
 * Writes small files whole. `pwrite` is what a FIFO, a terminal and a socket refuse before anything was written: they
 * stay open, as `open` would have opened them.
 */
export function smallWriter(by: SmallWriting): NonNullable<System["writeSmall"]> {
  /**
   * Directories on filesystems whose `close` may ask a server: what lies in them is written call by call, which keeps that
   * from holding up others. A mount that has gone meanwhile costs speed, nothing else.
   */
  const remote = new Set<string>();

  function place(path: string, look: Call): void {
    if (!by.isRemote(path, look)) return;
    if (remote.size > 1000) remote.clear();
    remote.add(directoryOf(path));
  }

  return function* writeSmall(path, flags, mode, data): Program<WrittenSmall | number | undefined> {
    if (data.byteLength === 0 || data.byteLength > SMALL || (yield BLOCKING) === 1) return undefined;
    if (remote.size > 0 && remote.has(directoryOf(path))) return undefined;
    const look = by.look();
    const chain = new Chain(by.open(path, flags, mode), [
      look,
      posix.pwrite(FIRST, data, BigInt(data.byteLength), 0n),
      posix.close(FIRST),
    ]);
    const fd = yield chain;
    if (fd === ENXIO || fd === EAGAIN) return undefined; // a FIFO without a reader, a lease: `open` waits
    if (fd < 0) return fd;
    const [, looked, written, closed] = chain.results as [number, number, number, number];
    if (looked === 0) place(path, look);
    if (chain.closed) return { written, closed };
    return yield* keeping(fd, waiting(by, fd, flags));
  };
}

/** An open file as `open` leaves it. */
function* waiting(by: SmallWriting, fd: number, flags: number): Program<WrittenSmall> {
  yield by.waits(fd, flags);
  const file = yield* by.describe(fd);
  return { file: typeof file === "number" ? { fd, manner: "stream" } : file };
}

function directoryOf(path: string): string {
  return path.slice(0, path.lastIndexOf("/") + 1);
}

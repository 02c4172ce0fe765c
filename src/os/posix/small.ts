/** A small file read whole in one trip: open, read, look where it ends, close. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { type Call, Chain, FIRST, SKIPPED } from "../../call/program.ts";
import { SPACE, SPACE_SIZE, SPACE_VIEW } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import type { Begun, SmallFile } from "../contract.ts";
import { posix } from "./libc.ts";

/** What counts as small, in bytes: on this thread, and in the pool, where 64 share an arena. */
const HERE = { size: SPACE_SIZE / 2, count: BigInt(SPACE_SIZE / 2) };
const POOLED = { size: 32 << 10, count: 32n << 10n };
const ONE = { size: 1 };
/** Below this a file is read in one trip, the second one when its size was not known: none keeps its descriptor open. */
const MEDIUM = 1 << 20;
/**
 * What follows the opening, the same for every file. A FIFO and a terminal refuse `pread` (`ESPIPE`, `ENXIO`), so that
 * nothing in them is lost. A file that ends where the reading did has been read whole; another look would cost twice.
 */
const BEHIND = [
  posix.preadInto(FIRST, POOLED, POOLED.count, 0n),
  posix.lseek(FIRST, 0n, p.SEEK_END),
  posix.close(FIRST),
];

/**
 * The chain that reads a file whole. Its results, whichever way they came: the descriptor, how much was read, where the
 * file ends, and 0 when it is closed.
 *
 * `open` must open with `O_NONBLOCK`, which keeps a FIFO from holding up the trip; `openHere` may wait.
 */
export function smallChain(open: Call, openHere: () => Call, size: number): Chain {
  const behind = size <= POOLED.size ? BEHIND : [
    posix.preadInto(FIRST, { size }, BigInt(size), 0n),
    ...BEHIND.slice(1),
  ];
  return new Chain(open, behind).orHere((chain) => readHere(chain, openHere()));
}

/** What a chain brought that succeeded: a number is the room that the file needs to be read in one trip. */
export function smallOf(chain: Chain): SmallFile | Begun | number | null {
  const [fd, length, end] = chain.results as [number, number, number];
  const { view, at } = chain.call(1);
  const here = view === SPACE_VIEW;
  if (length >= 0 && end === length) {
    if (view.buffer !== arena.buffer) arena = new Uint8Array(view.buffer as ArrayBuffer);
    return arena.slice(at, at + length);
  }
  if (!here && chain.closed && end > length && end < MEDIUM) return end + 1;
  if (!here || length <= 0 || chain.closed) return null;
  // What came behind the content on this thread: one byte, or why there was none.
  const next = end === MORE ? SPACE[HERE.size]! : end;
  return { file: { fd, manner: "unknown" }, head: SPACE.slice(0, length), next };
}

/** The memory that the last file was read into: those of one trip share it, and a view costs 0.1 µs. */
let arena: Uint8Array<ArrayBuffer> = SPACE;

/** Stands for the end of a file that goes on: its next byte has been read. */
const MORE = Infinity;

/** On this thread every kind of file may be waited for, and nothing that was read may be lost: it stays open for more. */
function readHere(chain: Chain, open: Call): number {
  const fd = perform(open, 0);
  if (fd < 0) return fd;
  const length = perform(posix.readInto(fd, HERE, HERE.count), 0);
  const end = length > 0 ? endHere(fd, length) : length;
  return brought(chain, [fd, length, end, end === length ? perform(posix.close(fd), 0) : -SKIPPED]);
}

/** Where a file ends that was read so far: there, or {@link MORE}, or minus an error number. */
function endHere(fd: number, length: number): number {
  if (length < HERE.size) {
    const end = perform(posix.lseek(fd, 0n, p.SEEK_END), 0);
    if (end === length) return length;
    if (end >= 0) perform(posix.lseek(fd, BigInt(length), p.SEEK_SET), 0);
  }
  const more = perform(posix.readInto(fd, ONE, 1n), HERE.size);
  return more === 0 ? length : more > 0 ? MORE : more;
}

/** Gives the chain the results of calls made on this thread, whose content is at the start of the scratch memory. */
export function brought(chain: Chain, results: readonly number[]): number {
  const content = chain.call(1);
  content.view = SPACE_VIEW;
  content.at = 0;
  chain.results.push(...results);
  return results[0]!;
}

/** Space of a file, by commands of `fcntl(2)`. */
import { FSTORE_T, RADVISORY, STAT } from "../../../ffi/darwin/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Advice, AllocateMode, Descriptor } from "../contract.ts";
import { c, libsystem } from "./libsystem.ts";
import { fstat } from "./stat.ts";
import { refused } from "./sync.ts";

const ENOTSUP = -errorNumber("ENOTSUP");
const ENOTTY = -errorNumber("ENOTTY");
const EFBIG = -errorNumber("EFBIG");
const EBADF = -errorNumber("EBADF");
const INT_MAX = 0x7fff_ffff;
/** Bytes of an `st_blocks` block. */
const BLOCK = 512;

/**
 * `F_PREALLOCATE` beyond what is allocated, then `ftruncate`. Holes before the end stay: Darwin cannot fill them, nor
 * zero, collapse or insert a range.
 */
export function* allocate(file: Descriptor, offset: number, length: number, mode: AllocateMode): Program<number> {
  if (mode !== "allocate" && mode !== "keepSize") return ENOTSUP;
  const flags = yield* writableFlags(file);
  if (flags < 0) return flags;
  const end = offset + length;
  const before = yield* extentOf(file);
  if (typeof before === "number") return before;
  const from = Math.max(before.size, before.allocated);
  const result = end > from ? yield* preallocate(file, end - from) : 0;
  if (result < 0 || mode === "keepSize") return result;
  // Asked again, because a file that grew meanwhile must not be cut.
  const after = yield* extentOf(file);
  if (typeof after === "number") return after;
  return after.size < end ? yield libsystem.ftruncate(file.fd, BigInt(end)) : 0;
}

function* preallocate({ fd }: Descriptor, length: number): Program<number> {
  const store = new Uint8Array(FSTORE_T.size);
  const view = new DataView(store.buffer);
  FSTORE_T.fst_flags.set(view, 0, c.F_ALLOCATEALL);
  FSTORE_T.fst_posmode.set(view, 0, c.F_PEOFPOSMODE);
  FSTORE_T.fst_length.set(view, 0, length);
  return known(yield libsystem.fcntlStruct(fd, c.F_PREALLOCATE, store).via("slow"));
}

/** Settings of the open file, for all of it: reading ahead, and keeping data in the cache. */
const SETTINGS: Readonly<Record<Exclude<Advice, "willNeed">, readonly (readonly [number, number])[]>> = {
  normal: [[c.F_RDAHEAD, 1], [c.F_NOCACHE, 0]],
  sequential: [[c.F_RDAHEAD, 1]],
  random: [[c.F_RDAHEAD, 0]],
  noReuse: [[c.F_NOCACHE, 1]],
  dontNeed: [], // Darwin drops nothing on demand, and advice may be ignored
};

/** `F_RDADVISE`, `F_RDAHEAD`, `F_NOCACHE`. */
export function* advise({ fd }: Descriptor, offset: number, length: number, advice: Advice): Program<number> {
  if (advice === "willNeed") {
    const bytes = new Uint8Array(RADVISORY.size);
    const view = new DataView(bytes.buffer);
    RADVISORY.ra_offset.set(view, 0, offset);
    RADVISORY.ra_count.set(view, 0, length === 0 ? INT_MAX : Math.min(length, INT_MAX));
    const result = yield libsystem.fcntlStruct(fd, c.F_RDADVISE, bytes);
    // HFS+ says EFBIG beyond the end, where there is nothing to read.
    return result === EFBIG || refused(result) ? 0 : result;
  }
  for (const [command, value] of SETTINGS[advice]) {
    const result = yield libsystem.fcntl(fd, command, value);
    if (result < 0) return result;
  }
  return 0;
}

/** A filesystem that does not know the command may say `ENOTTY`. */
export function known(result: number): number {
  return result === ENOTTY ? ENOTSUP : result;
}

/** The flags of an open file that may be written, or `EBADF`: what would need no call is refused, too. */
export function* writableFlags({ fd }: Descriptor): Program<number> {
  const flags = yield libsystem.fcntl(fd, c.F_GETFL, 0);
  return flags >= 0 && (flags & c.O_ACCMODE) === c.O_RDONLY ? EBADF : flags;
}

/** A file's size and the space that it takes, in bytes. */
export function* extentOf(file: Descriptor): Program<{ size: number; allocated: number } | number> {
  const call = fstat(file);
  const result = yield call;
  if (result < 0) return result;
  const { view, at } = call;
  return { size: STAT.st_size.get(view, at), allocated: STAT.st_blocks.get(view, at) * BLOCK };
}

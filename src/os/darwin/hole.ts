/** Holes in a file: `F_PUNCHHOLE` of `fcntl(2)`. */
import { FPUNCHHOLE_T, STAT, STATFS } from "../../../ffi/darwin/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { c, libsystem } from "./libsystem.ts";
import { extentOf, known, writableFlags } from "./space.ts";

const EINVAL = -errorNumber("EINVAL");
/** `F_GETPATH` writes as many bytes: `PATH_MAX`, `<sys/syslimits.h>`. */
const PATH_MAX = 1024;

/**
 * `F_PUNCHHOLE`, which takes whole blocks only; what the range holds of a block at either end is overwritten with zeros.
 */
export function* punchHole(file: Descriptor, offset: number, length: number): Program<number> {
  const flags = yield* writableFlags(file);
  if (flags < 0) return flags;
  const extent = yield* extentOf(file);
  if (typeof extent === "number") return extent;
  const statfs = libsystem.fstatfs64(file.fd, STATFS).via("slow");
  const asked = yield statfs;
  if (asked < 0) return asked;
  const block = STATFS.f_bsize.get(statfs.view, statfs.at);
  const end = Math.min(offset + length, extent.size);
  const first = Math.min(Math.ceil(offset / block) * block, end);
  const last = Math.max(Math.floor(end / block) * block, first);
  if (first < last) {
    const result = known(yield libsystem.fcntlStruct(file.fd, c.F_PUNCHHOLE, hole(first, last - first)).via("slow"));
    if (result < 0) return result;
  }
  const edges = ([[offset, first], [last, end]] as const).filter(([from, to]) => from < to);
  if (edges.length === 0) return 0;
  return (flags & c.O_APPEND) === 0 ? yield* zero(file.fd, edges) : yield* zeroElsewhere(file.fd, edges);
}

function hole(offset: number, length: number): Uint8Array {
  const bytes = new Uint8Array(FPUNCHHOLE_T.size);
  const view = new DataView(bytes.buffer);
  FPUNCHHOLE_T.fp_offset.set(view, 0, offset);
  FPUNCHHOLE_T.fp_length.set(view, 0, length);
  return bytes;
}

type Ranges = readonly (readonly [from: number, to: number])[];

function* zero(fd: number, ranges: Ranges): Program<number> {
  for (const [from, to] of ranges) {
    const written = yield libsystem.pwrite(fd, new Uint8Array(to - from), BigInt(to - from), BigInt(from));
    if (written < 0) return written;
  }
  return 0;
}

/** A descriptor that appends has no place to write to but the end: the same file is opened once more. */
function* zeroElsewhere(fd: number, ranges: Ranges): Program<number> {
  const path = new Uint8Array(PATH_MAX);
  const named = yield libsystem.fcntlBytes(fd, c.F_GETPATH, path);
  if (named < 0) return named;
  const name = path.subarray(0, path.indexOf(0));
  const other = yield libsystem.openat(c.AT_FDCWD, name, c.O_WRONLY | c.O_CLOEXEC | c.O_NOFOLLOW | c.O_NONBLOCK, 0);
  if (other < 0) return other;
  try {
    // Another file may have taken its place.
    const same = (yield* identity(fd)) === (yield* identity(other));
    return same ? yield* zero(other, ranges) : EINVAL;
  } finally {
    yield libsystem.close(other);
  }
}

/** Device and inode. */
function* identity(fd: number): Program<string> {
  const call = libsystem.fstat64(fd, STAT);
  const result = yield call;
  return result < 0 ? `${fd}` : `${STAT.st_dev.get(call.view, call.at)} ${STAT.st_ino.get(call.view, call.at)}`;
}

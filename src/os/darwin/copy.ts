/** Copying between two open files: a whole one by `fcopyfile(3)`, and where holes are. */
import { STAT } from "../../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { errorNumber } from "../../call/errno.ts";
import type { Program } from "../../call/program.ts";
import { type Descriptor, UNABLE } from "../contract.ts";
import { seek, truncate } from "../posix/metadata.ts";
import { c, libsystem } from "./libsystem.ts";
import { fstat } from "./stat.ts";

/** A smaller file is read and written in as few calls as asking takes. Bytes. */
const WORTH = 512 << 10;
const ENXIO = -errorNumber("ENXIO");
const SPARSE = c.COPYFILE_DATA | c.COPYFILE_DATA_SPARSE;

/**
 * Copies a whole file into an empty one: `fcopyfile(3)` takes all from the source's position to its end, and cuts the
 * target to what it has copied. Holes stay holes where both filesystems have them.
 */
export function* copyRange(from: Descriptor, offset: number, to: Descriptor, length: number): Program<number> {
  if (offset !== 0) return UNABLE;
  const size = yield* sizeOf(from);
  if (size < WORTH || size > length || !(yield* isFresh(to))) return UNABLE;
  const position = yield* seek(from, 0, p.SEEK_CUR);
  if ((yield* seek(from, 0, p.SEEK_SET)) < 0) return UNABLE;
  let result;
  try {
    const call = libsystem.fcopyfile(from.fd, to.fd, null, SPARSE);
    result = yield isLocal(from) && isLocal(to) ? call : call.via("remote");
  } finally {
    yield* seek(from, position, p.SEEK_SET);
  }
  if (result >= 0) return yield* seek(to, 0, p.SEEK_END);
  // A real error comes back from reading or writing.
  yield* truncate(to, 0);
  yield* seek(to, 0, p.SEEK_SET);
  return UNABLE;
}

function isLocal({ manner }: Descriptor): boolean {
  return manner === "memory" || manner === "disk";
}

/** The size of a regular file; −1 for anything else. */
function* sizeOf(file: Descriptor): Program<number> {
  const call = fstat(file);
  const { view, at } = (yield call) < 0 ? { view: undefined, at: 0 } : call;
  if (view === undefined || (STAT.st_mode.get(view, at) & p.S_IFMT) !== p.S_IFREG) return -1;
  return STAT.st_size.get(view, at);
}

/** Whether a file is empty and will be written from its start. Appending has no place for what is behind a hole. */
function* isFresh(file: Descriptor): Program<boolean> {
  if ((yield* sizeOf(file)) !== 0 || (yield* seek(file, 0, p.SEEK_CUR)) !== 0) return false;
  const flags = yield libsystem.fcntl(file.fd, c.F_GETFL, 0);
  return flags >= 0 && (flags & c.O_APPEND) === 0;
}

/** By `SEEK_DATA` and `SEEK_HOLE` of `lseek(2)`, which move the position: it is put back. */
export function* holeAt(file: Descriptor, offset: number): Program<number> {
  const position = yield* seek(file, 0, p.SEEK_CUR);
  try {
    const data = yield libsystem.lseek(file.fd, BigInt(offset), c.SEEK_DATA);
    if (data === ENXIO) return Math.max((yield* seek(file, 0, p.SEEK_END)) - offset, 0);
    if (data !== offset) return Math.max(data - offset, 0);
    const hole = yield libsystem.lseek(file.fd, BigInt(offset), c.SEEK_HOLE);
    return hole > offset ? offset - hole : 0;
  } finally {
    yield* seek(file, position, p.SEEK_SET);
  }
}

/** Copying between open files. */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { toSize } from "../integer.ts";
import { UNABLE } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { seekTo } from "./change_programs.ts";
import { Holes } from "./copy_holes.ts";
import type { OpenFile } from "./handle_base.ts";
import { readOnce, readOnceAt } from "./read_programs.ts";
import { writeEverything } from "./write_programs.ts";
import { fstatOf } from "../stat/fstat.ts";

/** How far a copy has come. */
export interface CopyProgress {
  /** Bytes copied. */
  readonly bytes: number;
  /** Bytes to copy, when that is known. */
  readonly totalBytes: number | undefined;
}

/** How to copy between handles. */
export interface CopyOptions {
  /** Where to begin in the source, in bytes; default: its position. */
  offset?: number | bigint;
  /** How many bytes; default: to the end. */
  length?: number | bigint;
  /** Told after every piece. */
  onProgress?: (progress: CopyProgress) => void;
  /** Gives the copy up; what was copied stays. */
  signal?: AbortSignal;
}

/** One call moves at most so many bytes, so that progress is told and a copy can be given up. */
const PIECE = 16 << 20;
/** Bytes read and written at a time where the kernel cannot copy. */
const BUFFER = 256 << 10;

/** Copies; the bytes copied. */
export function* copied(from: OpenFile, to: OpenFile, options: CopyOptions): Program<number> {
  const { onProgress } = options;
  const wanted = options.length === undefined ? Infinity : toSize(options.length, "length");
  // A source without a position (a FIFO) is read as it comes.
  const position = options.offset === undefined ? yield* os.seek(from, 0, 1) : toSize(options.offset, "offset");
  const { length, totalBytes, isFile } = yield* extent(from, position, to, wanted);
  let bytes = 0;
  let within = position >= 0;
  let buffer: Uint8Array | undefined;
  const holes = position >= 0 && isFile ? new Holes(from, to) : undefined;
  while (bytes < length) {
    let count = 0;
    if (within) {
      count = yield* os.copyRange(from, position + bytes, to, Math.min(length - bytes, PIECE));
      if (count < 0 && count !== UNABLE) throw systemError(count, "copy_file_range", from.path, to.path);
      // 0 may be the end, or a file of /proc that has no size: reading tells.
      if (count <= 0) within = false;
    }
    if (!within && holes !== undefined) {
      count = yield* holes.pass(position + bytes, Math.min(length - bytes, PIECE));
    }
    if (!within && count <= 0) {
      buffer ??= new Uint8Array(BUFFER);
      const most = Math.min(BUFFER, length - bytes, holes?.left(position + bytes) ?? Infinity);
      const room = buffer.subarray(0, most);
      const read = position < 0 ? yield* readOnce(from, room) : yield* readOnceAt(from, room, position + bytes);
      if (read === null) break;
      yield* writeEverything(to, room.subarray(0, read));
      count = read;
    }
    bytes += count;
    onProgress?.({ bytes, totalBytes });
  }
  if (options.offset === undefined && position >= 0) yield* seekTo(from, position + bytes, 0);
  return bytes;
}

/** How much to copy, and how much that is when it is known. A file that is copied to its own end would never end. */
function* extent(from: OpenFile, position: number, to: OpenFile, wanted: number) {
  const source = yield* fstatOf(from, from.path);
  const target = yield* fstatOf(to, to.path);
  const known = position >= 0 && source.size > 0;
  const there = known ? Math.min(wanted, Math.max(source.size - position, 0)) : wanted;
  const same = source.isFile && source.inode === target.inode && source.device === target.device;
  const totalBytes = there === Infinity ? undefined : there;
  return { length: same ? there : wanted, totalBytes, isFile: source.isFile };
}

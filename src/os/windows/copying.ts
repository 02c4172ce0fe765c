/**
 * Copying on Windows: a small file in two trips, one that reads it and one that makes it again; larger ones by reading
 * and writing, on ReFS by sharing. `CopyFileExW` takes no handles, and copies what is not to be kept, too.
 */
import { FILE_BASIC_INFO as BASIC } from "../../../ffi/windows/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import type { Lane } from "../../../ffi/c_types.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { UNABLE } from "../contract.ts";
import type { Copying, Failed, Finish, Place, Taken } from "../copying_contract.ts";
import { chmod, fileTimes, utime } from "./attributes.ts";
import { creation, O } from "./flags.ts";
import { c, kernel32 } from "./kernel32.ts";
import { createFile } from "./open.ts";
import { remember } from "./open_files.ts";
import { placeOf } from "./place.ts";
import { sync } from "./position.ts";
import { allowHoles, seekData, seekHole } from "./ranges.ts";
import { remove } from "./removal.ts";
import { share } from "./sharing.ts";
import { advise } from "./space.ts";
import { questions, statOf } from "./stat.ts";
import { copyStreams, hasStreams, streamsOf } from "./streams.ts";
import { usual } from "./usual.ts";
import { syncVolume } from "./volume.ts";
import { isRemote } from "./wide_path.ts";
import { noAttributes } from "./xattr.ts";

/** What counts as small, in bytes: 64 share an arena. */
const ROOM = { size: 32 << 10 };
const COUNT = { size: 4 };
/** Pieces of memory that wait for the next small file. */
const SPARE = 256;
/** A path has 32,767 units, of which the directory's own takes some. */
const REACH = 16_000;
const S_IWUSR = 0o200;
const CLOSE = kernel32.CloseHandle(FIRST);
const ENOSPC = -errorNumber("ENOSPC");
const spare: Uint8Array<ArrayBuffer>[] = [];

/** Windows. */
export const windowsCopying: Copying = {
  reach: REACH,
  *take(from, follow, asked, lane) {
    return usual(yield* taken(from, follow, asked, lane));
  },
  release(content) {
    if (content.buffer.byteLength === ROOM.size && spare.length < SPARE) spare.push(new Uint8Array(content.buffer));
  },
  make,
  *openFrom({ at, name }, follow) {
    const place = placeOf(at, name);
    if (typeof place === "number") return usual(place);
    const flags = c.FILE_FLAG_OVERLAPPED + c.FILE_FLAG_BACKUP_SEMANTICS + c.FILE_FLAG_SEQUENTIAL_SCAN;
    const fd = yield createFile(place, c.GENERIC_READ, c.OPEN_EXISTING, flags + itself(follow));
    return fd < 0 ? usual(fd) : known(fd, place, false);
  },
  *openTo({ at, name }, mode) {
    const place = placeOf(at, name);
    if (typeof place === "number") return usual(place);
    const { disposition, attributes } = creation(O.WRONLY | O.CREAT | O.EXCL, mode);
    const opening = new Chain(createFile(place, c.GENERIC_READ + c.GENERIC_WRITE, disposition, attributes), []);
    let told = false;
    try {
      const fd = yield opening;
      told = true;
      return fd < 0 ? usual(fd) : known(fd, place, true);
    } finally {
      if (!told && opening.results[0]! >= 0) yield* remove(at, name, false);
    }
  },
  *finish(file, { mode, times, durable }) {
    const bits = mode === undefined ? 0 : yield* chmod(file, mode);
    if (bits < 0) return { error: usual(bits), syscall: "fchmod" };
    const stamped = times === undefined ? 0 : yield* utime(file, times.atime, times.mtime);
    if (stamped < 0) return { error: usual(stamped), syscall: "futimens" };
    const synced = durable === true ? yield* sync(file) : 0;
    return synced < 0 ? { error: usual(synced), syscall: "fsync" } : undefined;
  },
  share,
  // deno-lint-ignore require-yield -- CopyFile2 copies whole files only: two ranges are read and written
  *copyRangeAt(): Program<number> {
    return UNABLE;
  },
  seekData,
  seekHole,
  allowHoles,
  copyStreams,
  getxattr: noAttributes,
  setxattr: noAttributes,
  listxattr: noAttributes,
  removexattr: noAttributes,
  readahead: advise,
  syncsEach: true,
  syncFs: syncVolume,
};

function itself(follow: boolean): number {
  return follow ? 0 : c.FILE_FLAG_OPEN_REPARSE_POINT;
}

/** A handle that was opened overlapped. */
function known(fd: number, place: string, writes: boolean): number {
  remember(fd, { manner: isRemote(place) ? "remote" : "disk", appends: false, writes });
  return fd;
}

function* taken({ at, name }: Place, follow: boolean, asked: boolean, lane: Lane): Program<Taken | number> {
  const place = placeOf(at, name);
  if (typeof place === "number") return place;
  const flags = c.FILE_FLAG_BACKUP_SEMANTICS + itself(follow);
  const open = createFile(place, c.GENERIC_READ, c.OPEN_EXISTING, flags).via(lane);
  const read = kernel32.ReadFile(FIRST, ROOM, ROOM.size, COUNT, null);
  const streams = streamsOf(FIRST);
  // As `stat` asks, so that `statOf` understands; then what comes on top.
  const asks = [...questions(FIRST), kernel32.GetFileType(FIRST)];
  const chain = new Chain(open, [...asks, read, ...(asked ? [streams] : []), CLOSE]);
  const fd = yield chain;
  if (fd < 0) return fd;
  const info = statOf(chain);
  const [result, listed] = chain.results.slice(1 + asks.length) as [number, number];
  const length = read.view.getUint32(read.at + ROOM.size, true);
  const whole = (info.mode & p.S_IFMT) === p.S_IFREG && result > 0 && length === info.size && length < ROOM.size;
  const holes = ((info.attributes ?? 0) & c.FILE_ATTRIBUTE_SPARSE_FILE) !== 0;
  return {
    info,
    content: whole && !holes ? contentAt(read, length) : undefined,
    attributes: asked && hasStreams(streams, listed),
  };
}

function contentAt({ view, at }: Call, length: number): Uint8Array<ArrayBuffer> {
  const memory = spare.pop() ?? new Uint8Array(ROOM.size);
  memory.set(new Uint8Array(view.buffer, view.byteOffset + at, length));
  return memory.subarray(0, length);
}

function* make(
  { at, name }: Place,
  content: Uint8Array,
  mode: number,
  finish: Finish,
  lane: Lane,
): Program<Failed | undefined> {
  const place = placeOf(at, name);
  if (typeof place === "number") return { error: usual(place), syscall: "open" };
  const basic = basicOf(finish);
  if (typeof basic === "number") return { error: basic, syscall: "futimens" };
  const attributes = (mode & S_IWUSR) === 0 ? c.FILE_ATTRIBUTE_READONLY : c.FILE_ATTRIBUTE_NORMAL;
  const open = createFile(place, c.GENERIC_WRITE, c.CREATE_NEW, attributes).via(lane);
  const { byteLength } = content;
  const write = byteLength > 0 ? [kernel32.WriteFile(FIRST, content, byteLength, COUNT, null)] : [];
  const set = kernel32.SetFileInformationByHandle(FIRST, c.FileBasicInfo, basic, basic.byteLength);
  const flush = finish.durable === true ? [kernel32.FlushFileBuffers(FIRST)] : [];
  const chain = new Chain(open, [...write, set, ...flush, CLOSE]);
  let complete = false;
  try {
    const fd = yield chain;
    if (fd < 0) return { error: usual(fd), syscall: "open" };
    const failed = failedIn(chain, byteLength);
    complete = failed === undefined;
    return failed;
  } finally {
    // Given up, too, when the chain was under way.
    if (!complete && chain.results[0]! >= 0) yield* remove(at, name, false);
  }
}

/** The first call of a chain that failed behind the opening; a file that took less than all is full. */
function failedIn(chain: Chain, length: number): Failed | undefined {
  for (let i = 1; i < chain.length; i++) {
    const { binding, view, at } = chain.call(i);
    const result = chain.results[i]!;
    const syscall = NAMES[binding.name]!;
    if (result < 0) return { error: usual(result), syscall };
    if (syscall === "write" && view.getUint32(at, true) < length) return { error: ENOSPC, syscall };
  }
  return undefined;
}

/** What the calls are elsewhere, for errors. */
const NAMES: Readonly<Record<string, string>> = {
  WriteFile: "write",
  SetFileInformationByHandle: "futimens",
  FlushFileBuffers: "fsync",
  CloseHandle: "close",
};

/** Attributes and times at once; or minus an error number. */
function basicOf({ mode, times }: Finish): Uint8Array<ArrayBuffer> | number {
  const basic = new Uint8Array(BASIC.size);
  const view = new DataView(basic.buffer);
  if (mode !== undefined) {
    const readOnly = (mode & S_IWUSR) === 0 ? c.FILE_ATTRIBUTE_READONLY : 0;
    BASIC.FileAttributes.set(view, 0, c.FILE_ATTRIBUTE_ARCHIVE | readOnly);
  }
  if (times === undefined) return basic;
  const units = fileTimes(times.atime, times.mtime);
  if (typeof units === "number") return units;
  BASIC.LastAccessTime.set(view, 0, units[0]);
  BASIC.LastWriteTime.set(view, 0, units[1]);
  return basic;
}

/** Volumes: space by `GetDiskFreeSpaceExW`, names by `GetVolumeInformationByHandleW`. */
import { WIDE_UNITS } from "../../../ffi/windows/wide.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { rounded } from "../../call/space.ts";
import type { Descriptor, DiskCounts } from "../contract.ts";
import { createFile } from "./open.ts";
import { c, kernel32 } from "./kernel32.ts";
import { wideAt, widePath } from "./wide_path.ts";

const PATH = { size: 2 * WIDE_UNITS };
/** `MAX_PATH + 1`: names of volumes and of file systems are no longer. */
const NAME_UNITS = 261;
const NAME = { size: 2 * NAME_UNITS };
const WORD = { size: 4 };
const LONG = { size: 8 };

/** Space of the volume that a path leads to. */
export function* diskstat(path: string): Program<DiskCounts | number> {
  const name = volumeName(FIRST);
  const found = yield* final(path, [name]);
  if (typeof found === "number") return found;
  const [place, results] = found;
  const type = results[0]! > 0 ? nameIn(name) : "unknown";
  const root = yield* rootOf(place);
  if (typeof root === "number") return root;
  const clusters = kernel32.GetDiskFreeSpaceW(root, WORD, WORD, WORD, WORD).via("remote");
  const counted = yield clusters;
  if (counted < 0) return counted;
  const blockSize = output(clusters, 0, WORD).getUint32(0, true) * output(clusters, 1, WORD).getUint32(0, true);
  const bytes = kernel32.GetDiskFreeSpaceExW(root, LONG, LONG, LONG).via("remote");
  const result = yield bytes;
  if (result < 0) return result;
  const [available, total, free] = [0, 1, 2].map((i) => Number(output(bytes, i, LONG).getBigUint64(0, true))) as [
    number,
    number,
    number,
  ];
  return {
    type,
    blockSize,
    blocks: Math.floor(total / blockSize),
    freeBlocks: Math.floor(free / blockSize),
    availableBlocks: Math.floor(available / blockSize),
    files: 0,
    freeFiles: 0,
  };
}

/** The name of the file system under an open file. */
export function* filesystem({ fd }: Descriptor): Program<string> {
  const call = volumeName(fd).via("remote");
  return (yield call) < 0 ? "an unknown filesystem" : nameIn(call);
}

/** Whether a directory is the root of a volume: 1 or 0, or minus the error number. */
export function* mountRoot(directory: string | Descriptor): Program<number> {
  const found = typeof directory === "string" ? yield* final(directory, []) : yield* finalOf(directory.fd);
  if (typeof found === "number") return found;
  const root = yield* rootOf(found[0]);
  if (typeof root === "number") return root;
  return root === (found[0].endsWith("\\") ? found[0] : `${found[0]}\\`) ? 1 : 0;
}

/** Where a path leads, links resolved, and what else was asked of it when it was open. */
export function* final(path: string, calls: readonly Call[]): Program<readonly [string, number[]] | number> {
  const open = createFile(widePath(path), c.FILE_READ_ATTRIBUTES, c.OPEN_EXISTING, c.FILE_FLAG_BACKUP_SEMANTICS);
  const ask = finalName(FIRST);
  const chain = new Chain(open, [ask, ...calls, kernel32.CloseHandle(FIRST)]);
  const fd = yield chain;
  if (fd < 0) return fd;
  const [, length, ...results] = chain.results as [number, number, ...number[]];
  return length < 0 ? length : [textIn(ask, length), results];
}

/** Where an open file is. */
export function* finalOf(fd: number): Program<readonly [string, number[]] | number> {
  const ask = finalName(fd);
  const length = yield ask;
  return length < 0 ? length : [textIn(ask, length), []];
}

/** Asks where an open file is. */
export function finalName(fd: number): Call {
  return kernel32.GetFinalPathNameByHandleW(fd, PATH, WIDE_UNITS, c.VOLUME_NAME_DOS);
}

/** The root of the volume that holds a path. */
export function* rootOf(path: string): Program<string | number> {
  const call = kernel32.GetVolumePathNameW(path, PATH, WIDE_UNITS).via("remote");
  const result = yield call;
  return result < 0 ? result : textIn(call, endOf(call.view, call.at));
}

/** Asks for the name of the file system under an open file. */
export function volumeName(fd: number): Call {
  return kernel32.GetVolumeInformationByHandleW(fd, NAME, NAME_UNITS, WORD, WORD, WORD, NAME, NAME_UNITS);
}

/** The file system's name: the fifth output. */
export function nameIn({ view, at }: Call): string {
  const start = at + rounded(NAME) + 3 * rounded(WORD);
  return wideAt(new Uint8Array(view.buffer as ArrayBuffer), start, endOf(view, start));
}

/** One of several outputs of the same size. */
function output({ view, at }: Call, index: number, space: { readonly size: number }): DataView {
  return new DataView(view.buffer, at + index * rounded(space));
}

function textIn({ view, at }: Call, units: number): string {
  return wideAt(new Uint8Array(view.buffer as ArrayBuffer), at, units);
}

/** How many units there are before the NUL. */
function endOf(view: DataView, at: number): number {
  let units = 0;
  while (view.getUint16(at + 2 * units, true) !== 0) units++;
  return units;
}

/** Entries of directories by `FileIdBothDirectoryInfo`: names and metadata, many in one call. */
import { FILE_ID_BOTH_DIR_INFO as ENTRY } from "../../../ffi/windows/structs.ts";
import { readWide } from "../../../ffi/windows/wide.ts";
import type { Call } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { RawEntry } from "../listing_contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { isLink } from "./open.ts";
import { BLOCK, modeOf, NOTHING } from "./stat.ts";
import { timeOf } from "./time.ts";

/** What a directory answers behind its last entry. */
const NO_MORE = -c.ERROR_NO_MORE_FILES;
/** What one answers that has no entry at all, not even itself: a volume's. */
const NONE = -c.ERROR_FILE_NOT_FOUND;

/** Asks for the next entries of an open directory, as many as fit in so many bytes. */
export function fill(fd: number, bytes: number): Call {
  return kernel32.GetFileInformationByHandleEx(fd, c.FileIdBothDirectoryInfo, { size: bytes }, bytes);
}

/** Whether there are no more. */
export function isEnd(result: number): boolean {
  return result === NO_MORE || result === NONE;
}

/** Adds what the call left; with metadata when the volume is given that they are on. */
export function addEntries({ view, at }: Call, into: RawEntry[], volume: number | undefined): void {
  const units = new Uint16Array(view.buffer as ArrayBuffer);
  for (;;) {
    const length = ENTRY.FileNameLength.get(view, at) / 2;
    const name = readWide(units, (at + ENTRY.FileName.offset) / 2, length);
    if (name !== "." && name !== "..") into.push(entryAt(view, at, name, volume));
    const next = ENTRY.NextEntryOffset.get(view, at);
    if (next === 0) return;
    at += next;
  }
}

function entryAt(view: DataView, at: number, name: string, volume: number | undefined): RawEntry {
  const attributes = ENTRY.FileAttributes.get(view, at);
  const mode = modeOf(attributes, isLink(attributes, ENTRY.EaSize.get(view, at)));
  const inodeLow = ENTRY.FileId.low(view, at);
  const inodeHigh = ENTRY.FileId.high(view, at);
  const stat = volume === undefined
    ? undefined
    : { ...statAt(view, at), mode, attributes, inodeLow, inodeHigh, dev: volume };
  return { name, type: mode >>> 12, inodeLow, inodeHigh, stat };
}

/** A directory does not tell how many names a file has. */
function statAt(view: DataView, at: number): RawStat {
  const [atime, atimeRest] = timeOf(ENTRY.LastAccessTime, view, at);
  const [mtime, mtimeRest] = timeOf(ENTRY.LastWriteTime, view, at);
  const [ctime, ctimeRest] = timeOf(ENTRY.ChangeTime, view, at);
  const [birthtime, birthtimeRest] = timeOf(ENTRY.CreationTime, view, at);
  return {
    ...NOTHING,
    size: ENTRY.EndOfFile.get(view, at),
    blocks: Math.ceil(ENTRY.AllocationSize.get(view, at) / BLOCK),
    atime,
    atimeRest,
    mtime,
    mtimeRest,
    ctime,
    ctimeRest,
    birthtime,
    birthtimeRest,
  };
}

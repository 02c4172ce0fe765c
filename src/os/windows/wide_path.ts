/** Paths as `CreateFileW` takes them, completed by what Windows says of current directories. */
import { readWide, WIDE_UNITS } from "../../../ffi/windows/wide.ts";
import { failureOf } from "../../call/errno.ts";
import { systemError } from "../../call/error.ts";
import type { Call } from "../../call/program.ts";
import { SPACE } from "../../call/scratch.ts";
import { perform } from "../../call/synchronous.ts";
import { kernel32 } from "./kernel32.ts";
import { win32Path } from "./path.ts";

const TEXT = { size: 2 * WIDE_UNITS };
/** Paths that start at a drive, a share or a device: the current directory has no say. */
const COMPLETE = /^(?:[^\\/]:[\\/]|[\\/]{2})/;
/** Paths of other computers. */
const REMOTE = /^\\\\\?\\UNC\\/i;

/** `UNICODE_STRING` holds 65,535 bytes: of a longer path the system might take a part, which leads elsewhere. */
const LONGEST = 32_767;

/** What Windows takes for `path`. */
export function widePath(path: string): string {
  return widePathBelow(COMPLETE.test(path) ? "C:\\" : currentDirectory(), path);
}

/** What Windows takes for a path that starts from `directory`. */
export function widePathBelow(directory: string, path: string): string {
  const completed = win32Path(path, directory, directoryOf);
  if (completed.length > LONGEST) throw systemError(failureOf("ENAMETOOLONG"), "GetFullPathNameW", path);
  return completed;
}

/** Whether a path, as {@link widePath} made it, leads to another computer. */
export function isRemote(path: string): boolean {
  return REMOTE.test(path);
}

/** Whether a path, as {@link widePath} made it, may lead to a device: those to files have been completed. */
export function mayBeDevice(path: string): boolean {
  return !path.startsWith("\\\\?\\") || /^\\\\\?\\(?!UNC\\|[^\\]:\\)/i.test(path);
}

/** The current directory. */
export function currentDirectory(): string {
  return textOf(kernel32.GetCurrentDirectoryW(WIDE_UNITS, TEXT)) ?? "C:\\";
}

/** The current directory of a drive, which `C:foo` starts from. */
function directoryOf(drive: string): string {
  return textOf(kernel32.GetFullPathNameW(`${drive}:`, WIDE_UNITS, TEXT, null)) ?? `${drive}:\\`;
}

/** The text that a call made on this thread put out; its result is how long that is. */
function textOf(call: Call): string | undefined {
  const length = perform(call, 0);
  return length <= 0 ? undefined : wideAt(SPACE, call.at, length);
}

/** The text of `length` units at a place in memory, even in number. */
export function wideAt(memory: Uint8Array<ArrayBuffer>, at: number, length: number): string {
  return readWide(new Uint16Array(memory.buffer, memory.byteOffset + at, length), 0, length);
}

/** Symbolic links and junctions. */
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { REPARSE_DATA_BUFFER as REPARSE } from "../../../ffi/windows/structs.ts";
import { WIDE_UNITS } from "../../../ffi/windows/wide.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { writeWide } from "../../call/scratch.ts";
import type { LinkKind } from "../names_contract.ts";
import { c, kernel32 } from "./kernel32.ts";
import { createFile } from "./open.ts";
import { plainPath, win32Path } from "./path.ts";
import { stat, statOf } from "./stat.ts";
import { wideAt } from "./wide_path.ts";

const EINVAL = -errorNumber("EINVAL");
/** Of the Subsystem for Linux, `ntifs.h`: a version of 32 bits, and the text in UTF-8 ([MS-FSCC] 2.1.2.7). */
const IO_REPARSE_TAG_LX_SYMLINK = 0xa000_001d;
const LX_VERSION = 4;

/** `CreateSymbolicLinkW`: the target's kind must be known, and in developer mode nobody needs a privilege. */
export function* symlink(target: string, path: string, kind: LinkKind | undefined): Program<number> {
  if (target.length >= WIDE_UNITS) return EINVAL;
  if (kind === "junction") return yield* junction(target, path);
  const directory = kind === undefined ? yield* leadsToDirectory(target, path) : kind === "dir";
  const flags = c.SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE | (directory ? c.SYMBOLIC_LINK_FLAG_DIRECTORY : 0);
  // A link with slashes leads nowhere.
  return Math.min(0, yield kernel32.CreateSymbolicLinkW(path, target.replaceAll("/", "\\"), flags));
}

/** The directory that a link stands in, where its text starts from. */
function around(path: string): string {
  return path.replace(/\\[^\\]*$/, "\\");
}

/** Without being told, as it is found: what is not there is taken for a file. */
function* leadsToDirectory(target: string, path: string): Program<boolean> {
  const chain = stat(win32Path(target, around(path)), true);
  return (yield chain) >= 0 && (statOf(chain).mode & p.S_IFMT) === p.S_IFDIR;
}

/** The data of a junction at `path` that leads to a target, which may be relative to it. */
export function junctionTarget(target: string, path: string): Uint8Array<ArrayBuffer> {
  return junctionTo(plainPath(win32Path(target, around(path))));
}

/** Makes an open, empty directory a junction. */
export function junctionSet(fd: number, data: Uint8Array<ArrayBuffer>): Call {
  const size = data.byteLength;
  return kernel32.DeviceIoControl(fd, c.FSCTL_SET_REPARSE_POINT, data, size, null, 0, { size: 4 }, null);
}

/** A directory that leads to another one, by its whole path: everybody may make one. */
function* junction(target: string, path: string): Program<number> {
  const data = junctionTarget(target, path);
  const made = yield kernel32.CreateDirectoryW(path, null);
  if (made < 0) return made;
  let complete = false;
  try {
    const flags = c.FILE_FLAG_BACKUP_SEMANTICS | c.FILE_FLAG_OPEN_REPARSE_POINT;
    const open = createFile(path, c.GENERIC_WRITE, c.OPEN_EXISTING, flags);
    const chain = new Chain(open, [junctionSet(FIRST, data), CLOSE]);
    const result = Math.min(yield chain, chain.results[1]!, 0);
    complete = result >= 0;
    return result;
  } finally {
    if (!complete) yield kernel32.RemoveDirectoryW(path);
  }
}

const CLOSE = kernel32.CloseHandle(FIRST);

/** The data of a junction: the path as NT has it, and as it is shown, each with a NUL. */
export function junctionTo(path: string): Uint8Array<ArrayBuffer> {
  const real = path.startsWith("\\\\") ? `\\??\\UNC${path.slice(1)}` : `\\??\\${path}`;
  const start = REPARSE["MountPointReparseBuffer.PathBuffer"].offset;
  const data = new Uint8Array(start + 2 * (real.length + path.length + 2));
  const view = new DataView(data.buffer);
  REPARSE.ReparseTag.set(view, 0, c.IO_REPARSE_TAG_MOUNT_POINT);
  REPARSE.ReparseDataLength.set(view, 0, data.byteLength - REPARSE["GenericReparseBuffer.DataBuffer"].offset);
  REPARSE["MountPointReparseBuffer.SubstituteNameLength"].set(view, 0, 2 * real.length);
  REPARSE["MountPointReparseBuffer.PrintNameOffset"].set(view, 0, 2 * real.length + 2);
  REPARSE["MountPointReparseBuffer.PrintNameLength"].set(view, 0, 2 * path.length);
  writeWide(real, data.subarray(start));
  writeWide(path, data.subarray(start + 2 * real.length + 2));
  return data;
}

/** What an open link or junction points to, as it is shown. */
export function* readlink(fd: number): Program<string | number> {
  const data = new Uint8Array(c.MAXIMUM_REPARSE_DATA_BUFFER_SIZE);
  const result = yield kernel32.DeviceIoControl(
    fd,
    c.FSCTL_GET_REPARSE_POINT,
    null,
    0,
    data,
    data.byteLength,
    { size: 4 },
    null,
  );
  return result < 0 ? result : targetIn(data);
}

/** What the data of a reparse point lead to. */
export function targetIn(data: Uint8Array<ArrayBuffer>): string | number {
  const view = new DataView(data.buffer);
  const tag = REPARSE.ReparseTag.get(view, 0);
  if (tag === IO_REPARSE_TAG_LX_SYMLINK) {
    const start = REPARSE["GenericReparseBuffer.DataBuffer"].offset;
    const end = start + REPARSE.ReparseDataLength.get(view, 0);
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(data.subarray(start + LX_VERSION, end));
  }
  if (tag !== c.IO_REPARSE_TAG_SYMLINK && tag !== c.IO_REPARSE_TAG_MOUNT_POINT) return EINVAL;
  const kind = tag === c.IO_REPARSE_TAG_SYMLINK ? "SymbolicLinkReparseBuffer" : "MountPointReparseBuffer";
  const name = (which: "SubstituteName" | "PrintName") => {
    const start = REPARSE[`${kind}.PathBuffer`].offset + REPARSE[`${kind}.${which}Offset`].get(view, 0);
    return wideAt(data, start, REPARSE[`${kind}.${which}Length`].get(view, 0) / 2);
  };
  const shown = name("PrintName");
  return shown !== "" ? shown : plainPath(name("SubstituteName").replace(/^\\\?\?\\/, "\\\\?\\"));
}

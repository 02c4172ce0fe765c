/** Opening by `CreateFileW`, overlapped, so that no transfer has to wait for another. */
import { FILE_ATTRIBUTE_TAG_INFO, FILE_END_OF_FILE_INFO } from "../../../ffi/windows/structs.ts";
import { errorNumber } from "../../call/errno.ts";
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import type { Descriptor, Manner } from "../contract.ts";
import { creation, O, writes } from "./flags.ts";
import { c, kernel32, SHARE } from "./kernel32.ts";
import { forget, isKnown, remember, stateOf } from "./open_files.ts";
import { isRemote, widePath } from "./wide_path.ts";

const EMPTY = new Uint8Array(FILE_END_OF_FILE_INFO.size);
const [ELOOP, ENOTDIR, EISDIR] = ["ELOOP", "ENOTDIR", "EISDIR"].map((name) => -errorNumber(name)) as [
  number,
  number,
  number,
];

/** The call that opens `path`, as {@link widePath} made it, with this access. */
export function createFile(path: string, access: number, disposition: number, attributes: number): Call {
  const call = kernel32.CreateFileW(path, access, SHARE, null, disposition, attributes, 0);
  return isRemote(path) ? call.via("remote") : call;
}

/** Asks for a file's attributes and, when it is a reparse point, its tag. */
export function askAttributes(fd: number): Call {
  return kernel32.GetFileInformationByHandleEx(
    fd,
    c.FileAttributeTagInfo,
    FILE_ATTRIBUTE_TAG_INFO,
    FILE_ATTRIBUTE_TAG_INFO.size,
  );
}

/** Whether attributes and tag are those of a symbolic link, or of a junction, which Deno takes for one, too. */
export function isLink(attributes: number, tag: number): boolean {
  if ((attributes & c.FILE_ATTRIBUTE_REPARSE_POINT) === 0) return false;
  return tag === c.IO_REPARSE_TAG_SYMLINK || tag === c.IO_REPARSE_TAG_MOUNT_POINT;
}

/** Opens a path. */
export function* open(path: string, flags: number, mode: number): Program<Descriptor | number> {
  const { access, disposition, attributes } = creation(flags, mode);
  const name = widePath(path);
  const ask = askAttributes(FIRST);
  const cut = emptying(FIRST);
  // A link is told from its file before that is emptied.
  const late = (flags & O.NOFOLLOW) !== 0;
  const behind = [kernel32.GetFileType(FIRST), ask];
  if ((flags & O.TRUNC) !== 0 && !late) behind.push(cut);
  const chain = new Chain(createFile(name, access, disposition, attributes), behind);
  const fd = yield chain;
  if (fd < 0) return fd;
  const [, type, told, emptied = 0] = chain.results as [number, number, number, number?];
  const disk = type === c.FILE_TYPE_DISK && told >= 0;
  let failure = disk ? refusal(ask, flags) || Math.min(emptied, 0) : 0;
  if (failure === 0 && disk && late && (flags & O.TRUNC) !== 0) {
    failure = Math.min(0, yield* cutting(fd));
  }
  if (failure < 0) {
    yield kernel32.CloseHandle(fd);
    return failure;
  }
  const manner = !disk ? "stream" : isRemote(name) ? "remote" : "disk";
  remember(fd, { manner, appends: (flags & O.APPEND) !== 0, writes: writes(flags) });
  return { fd, manner };
}

/** The call that empties a file. */
export function emptying(fd: number): Call {
  return kernel32.SetFileInformationByHandle(fd, c.FileEndOfFileInfo, EMPTY, EMPTY.byteLength);
}

function* cutting(fd: number): Program<number> {
  let ended = false;
  try {
    const result = yield emptying(fd);
    ended = true;
    return result;
  } finally {
    if (!ended) yield kernel32.CloseHandle(fd);
  }
}

/** Why a file that could be opened is not what was asked for: minus an error number, or 0. */
export function refusal({ view, at }: Call, flags: number): number {
  const attributes = FILE_ATTRIBUTE_TAG_INFO.FileAttributes.get(view, at);
  const link = isLink(attributes, FILE_ATTRIBUTE_TAG_INFO.ReparseTag.get(view, at));
  if (link && (flags & O.NOFOLLOW) !== 0) return ELOOP;
  const directory = (attributes & c.FILE_ATTRIBUTE_DIRECTORY) !== 0;
  if (directory && (writes(flags) || (flags & O.TRUNC) !== 0)) return EISDIR;
  return !directory && (flags & O.DIRECTORY) !== 0 ? ENOTDIR : 0;
}

/** Takes over what reading whole files left open: a device or a pipe. */
export function* takeOver(fd: number): Program<Descriptor | number> {
  return yield* describe(fd);
}

/** Finds out how a handle behaves: one that somebody else opened may be synchronous, and has a position then. */
export function* describe(fd: number): Program<Descriptor | number> {
  if (isKnown(fd)) return { fd, manner: stateOf(fd).manner };
  const type = yield kernel32.GetFileType(fd);
  if (type < 0) return type;
  const manner: Manner = type === c.FILE_TYPE_DISK ? "disk" : "stream";
  let position = 0;
  if (manner === "disk") {
    const ask = kernel32.SetFilePointerEx(fd, 0, { size: 8 }, c.FILE_CURRENT);
    if ((yield ask) > 0) position = Number(ask.view.getBigInt64(ask.at, true));
  }
  remember(fd, { manner, appends: false, writes: true }, position);
  return { fd, manner };
}

/** `CloseHandle`: it may wait where a server or a device must be told, and shares a trip otherwise. */
export function* close({ fd, manner }: Descriptor, quick: boolean): Program<number> {
  forget(fd);
  const call = kernel32.CloseHandle(fd);
  if (manner === "stream" || manner === "remote") return Math.min(0, yield call.via("remote"));
  return Math.min(0, yield quick ? call.orNow(here) : call);
}

function here(call: Call): number {
  return perform(call, 0);
}

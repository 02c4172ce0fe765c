/** Metadata by `GetFileInformationByHandleEx`, all of it in one trip. */
import {
  FILE_ATTRIBUTE_TAG_INFO as TAG,
  FILE_BASIC_INFO as BASIC,
  FILE_ID_INFO as ID,
  FILE_STANDARD_INFO as STANDARD,
} from "../../../ffi/windows/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { type Call, Chain, FIRST } from "../../call/program.ts";
import type { Descriptor, RawStat } from "../contract.ts";
import { askAttributes, createFile, isLink } from "./open.ts";
import { c, kernel32 } from "./kernel32.ts";
import { handleOf } from "./open_files.ts";
import { timeOf } from "./time.ts";
import { widePath } from "./wide_path.ts";

/** Bytes of a block, as `FileInfo.blocks` counts. */
export const BLOCK = 512;
/** What is a good size for a transfer: a cluster of NTFS, a page of the cache. */
const TRANSFER = 4096;

/** What Windows tells of a file, question by question: each may fail for itself. */
export function questions(fd: number): Call[] {
  return [
    kernel32.GetFileInformationByHandleEx(fd, c.FileBasicInfo, BASIC, BASIC.size),
    kernel32.GetFileInformationByHandleEx(fd, c.FileStandardInfo, STANDARD, STANDARD.size),
    kernel32.GetFileInformationByHandleEx(fd, c.FileIdInfo, ID, ID.size),
    askAttributes(fd),
  ];
}

const QUESTIONS = questions(FIRST);
const BEHIND = [kernel32.GetFileType(FIRST), kernel32.CloseHandle(FIRST)];

/** Opens for reading attributes only, which no sharing mode forbids. */
export function stat(path: string, follow: boolean): Chain {
  const itself = follow ? 0 : c.FILE_FLAG_OPEN_REPARSE_POINT;
  const attributes = c.FILE_FLAG_BACKUP_SEMANTICS + itself;
  const open = createFile(widePath(path), c.FILE_READ_ATTRIBUTES, c.OPEN_EXISTING, attributes);
  return new Chain(open, [...QUESTIONS, ...BEHIND]);
}

/** The same of an open file. */
export function fstat({ fd }: Descriptor): Chain {
  const handle = handleOf(fd);
  return new Chain(kernel32.GetFileType(handle), questions(handle));
}

/** What the answers say. */
export function statOf(step: Call | Chain): RawStat {
  const chain = step as Chain;
  const [basic, standard, id, tag] = chain.rest as readonly [Call, Call, Call, Call];
  const [first, told, sized, named, tagged, last] = chain.results as [number, number, number, number, number, number?];
  const type = last ?? first;
  if (type !== c.FILE_TYPE_DISK || told < 0) return deviceOf(type);
  const attributes = BASIC.FileAttributes.get(basic.view, basic.at);
  const link = tagged > 0 && isLink(attributes, TAG.ReparseTag.get(tag.view, tag.at));
  const [atime, atimeRest] = timeOf(BASIC.LastAccessTime, basic.view, basic.at);
  const [mtime, mtimeRest] = timeOf(BASIC.LastWriteTime, basic.view, basic.at);
  const [ctime, ctimeRest] = timeOf(BASIC.ChangeTime, basic.view, basic.at);
  const [birthtime, birthtimeRest] = timeOf(BASIC.CreationTime, basic.view, basic.at);
  return {
    ...NOTHING,
    ...(sized > 0 ? extentOf(standard) : {}),
    ...(named > 0 ? identityOf(id) : {}),
    mode: modeOf(attributes, link),
    atime,
    atimeRest,
    mtime,
    mtimeRest,
    ctime,
    ctimeRest,
    birthtime,
    birthtimeRest,
    attributes,
  };
}

function extentOf({ view, at }: Call) {
  return {
    size: STANDARD.EndOfFile.get(view, at),
    nlink: STANDARD.NumberOfLinks.get(view, at),
    blocks: Math.ceil(STANDARD.AllocationSize.get(view, at) / BLOCK),
  };
}

function identityOf({ view, at }: Call) {
  const inode = at + ID.FileId.offset;
  return {
    inodeLow: view.getUint32(inode, true),
    inodeHigh: view.getUint32(inode + 4, true),
    inodeUpper: view.getBigUint64(inode + 8, true),
    // The serial number of 32 bits that Deno shows is the low half of NTFS's own.
    dev: ID.VolumeSerialNumber.low(view, at),
  };
}

/** Metadata of which nothing is known. */
export const NOTHING: RawStat = {
  mode: 0,
  size: 0,
  nlink: 1,
  uid: 0,
  gid: 0,
  blksize: TRANSFER,
  blocks: 0,
  inodeLow: 0,
  inodeHigh: 0,
  dev: 0,
  rdev: 0,
  atime: 0,
  atimeRest: 0,
  mtime: 0,
  mtimeRest: 0,
  ctime: 0,
  ctimeRest: 0,
  birthtime: 0,
  birthtimeRest: -1,
  mountRoot: undefined,
  flags: null,
};

/** A pipe, a console, `NUL`: nobody keeps anything of it. */
function deviceOf(type: number): RawStat {
  return {
    ...NOTHING,
    mode: (type === c.FILE_TYPE_PIPE ? p.S_IFIFO : p.S_IFCHR) | 0o666,
    attributes: c.FILE_ATTRIBUTE_DEVICE,
  };
}

/** The bits that Deno and Node show: everybody may read, and write what is not read-only; nothing says what runs. */
export function modeOf(attributes: number, link: boolean): number {
  const directory = (attributes & c.FILE_ATTRIBUTE_DIRECTORY) !== 0;
  const type = link ? p.S_IFLNK : directory ? p.S_IFDIR : p.S_IFREG;
  return type | ((attributes & c.FILE_ATTRIBUTE_READONLY) === 0 ? 0o666 : 0o444);
}

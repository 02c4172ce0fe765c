/** `open`'s flags on Windows, which has none: the numbers of its C runtime (`<fcntl.h>`) and of libuv, and three of Linux's. */
import type { OpenFlag } from "../contract.ts";
import { c } from "./kernel32.ts";

/** Flags by name; what Windows lacks is 0. */
export const O: Readonly<Record<OpenFlag, number>> = Object.freeze({
  RDONLY: 0,
  WRONLY: 1,
  RDWR: 2,
  ACCMODE: 3,
  APPEND: 0x8,
  CREAT: 0x100,
  TRUNC: 0x200,
  EXCL: 0x400,
  // How the cache is to treat the file.
  RANDOM: 0x10,
  SEQUENTIAL: 0x20,
  SHORT_LIVED: 0x1000,
  /** The file is deleted when its last handle is closed. */
  TEMPORARY: 0x40,
  DIRECT: 0x200_0000,
  DSYNC: 0x400_0000,
  SYNC: 0x800_0000,
  RSYNC: 0x800_0000,
  FSYNC: 0x800_0000,
  DIRECTORY: 0x1_0000,
  NOFOLLOW: 0x2_0000,
  NOCTTY: 0,
  NONBLOCK: 0,
  NDELAY: 0,
  ASYNC: 0,
  NOATIME: 0,
  CLOEXEC: 0, // no handle of ours is inherited
  PATH: 0,
  TMPFILE: 0,
  LARGEFILE: 0,
});

/** Whoever may not write to it is told by an attribute. */
const S_IWUSR = 0o200;

/** What `CreateFileW` is asked for. */
export interface Creation {
  readonly access: number;
  readonly disposition: number;
  readonly attributes: number;
}

/** Flags and permission bits as `CreateFileW` takes them. */
export function creation(flags: number, mode: number): Creation {
  return { access: accessOf(flags), disposition: dispositionOf(flags), attributes: attributesOf(flags, mode) };
}

/** Whether a file opened so may be written. */
export function writes(flags: number): boolean {
  return (flags & O.ACCMODE) !== O.RDONLY;
}

function accessOf(flags: number): number {
  const access = (flags & O.ACCMODE) === O.WRONLY ? 0 : c.GENERIC_READ;
  // Writing to the end is asked for with each write: with FILE_APPEND_DATA alone the file could not be cut.
  const written = writes(flags) || (flags & O.TRUNC) !== 0 ? c.GENERIC_WRITE : 0;
  return (access + written + ((flags & O.TEMPORARY) === 0 ? 0 : c.DELETE)) >>> 0;
}

/** A file is emptied once it is open: Windows would take its attributes, and fail where these do not match. */
function dispositionOf(flags: number): number {
  if ((flags & O.CREAT) === 0) return c.OPEN_EXISTING;
  return (flags & O.EXCL) === 0 ? c.OPEN_ALWAYS : c.CREATE_NEW;
}

function attributesOf(flags: number, mode: number): number {
  let bits = c.FILE_FLAG_OVERLAPPED + c.FILE_FLAG_BACKUP_SEMANTICS;
  if ((flags & O.CREAT) !== 0 && (mode & S_IWUSR) === 0) bits += c.FILE_ATTRIBUTE_READONLY;
  // What is to be new is not looked for behind a link that leads nowhere.
  const itself = (flags & O.NOFOLLOW) !== 0 || (flags & (O.CREAT | O.EXCL)) === (O.CREAT | O.EXCL);
  if (itself) bits += c.FILE_FLAG_OPEN_REPARSE_POINT;
  if ((flags & (O.DSYNC | O.SYNC)) !== 0) bits += c.FILE_FLAG_WRITE_THROUGH;
  if ((flags & O.DIRECT) !== 0) bits += c.FILE_FLAG_NO_BUFFERING;
  if ((flags & O.RANDOM) !== 0) bits += c.FILE_FLAG_RANDOM_ACCESS;
  else if ((flags & O.SEQUENTIAL) !== 0) bits += c.FILE_FLAG_SEQUENTIAL_SCAN;
  if ((flags & O.SHORT_LIVED) !== 0) bits += c.FILE_ATTRIBUTE_TEMPORARY;
  if ((flags & O.TEMPORARY) !== 0) bits += c.FILE_FLAG_DELETE_ON_CLOSE;
  return bits;
}

/** Entries with their metadata by `getattrlistbulk(2)`. */
import { ATTRIBUTE_SET_T, ATTRLIST, ATTRREFERENCE_T } from "../../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { i53, timespec, u32, u64 } from "../../../ffi/struct.ts";
import type { Call } from "../../call/program.ts";
import type { RawStat } from "../contract.ts";
import type { RawEntry } from "../listing_contract.ts";
import { memoryOf, nameAt } from "../posix/dirents.ts";
import { c } from "./libsystem.ts";

/** What tells of an entry. Attributes stand in the order of their bits, but for the error, which comes first. */
const NAMES = c.ATTR_CMN_RETURNED_ATTRS + (c.ATTR_CMN_ERROR | c.ATTR_CMN_NAME | c.ATTR_CMN_OBJTYPE | c.ATTR_CMN_FILEID);
/** What makes up a `struct stat` besides: of what is no directory, whose own attributes are counted differently. */
const COMMON = c.ATTR_CMN_DEVID | c.ATTR_CMN_CRTIME | c.ATTR_CMN_MODTIME | c.ATTR_CMN_CHGTIME | c.ATTR_CMN_ACCTIME |
  c.ATTR_CMN_OWNERID | c.ATTR_CMN_GRPID | c.ATTR_CMN_ACCESSMASK | c.ATTR_CMN_FLAGS;
const FILE = c.ATTR_FILE_LINKCOUNT | c.ATTR_FILE_ALLOCSIZE | c.ATTR_FILE_IOBLOCKSIZE | c.ATTR_FILE_DEVTYPE |
  c.ATTR_FILE_DATALENGTH;

/** The upper four bits of `st_mode` by vnode type. */
const TYPES: Readonly<Record<number, number>> = {
  [c.VREG]: p.S_IFREG >>> 12,
  [c.VDIR]: p.S_IFDIR >>> 12,
  [c.VBLK]: p.S_IFBLK >>> 12,
  [c.VCHR]: p.S_IFCHR >>> 12,
  [c.VLNK]: p.S_IFLNK >>> 12,
  [c.VSOCK]: p.S_IFSOCK >>> 12,
  [c.VFIFO]: p.S_IFIFO >>> 12,
};

const WORD = u32(0);
const LONG = i53(0);
const ID = u64(0);
const TIME = timespec(0);

/** The `struct attrlist` that asks for names, or for metadata, too. */
export function wanted(stat: boolean): Uint8Array {
  const list = new Uint8Array(ATTRLIST.size);
  const view = new DataView(list.buffer);
  ATTRLIST.bitmapcount.set(view, 0, c.ATTR_BIT_MAP_COUNT);
  ATTRLIST.commonattr.set(view, 0, stat ? NAMES + COMMON : NAMES);
  ATTRLIST.fileattr.set(view, 0, stat ? FILE : 0);
  return list;
}

/** Adds the `count` entries that a call left: each begins with its length. */
export function addBulk(call: Call, count: number, into: RawEntry[]): void {
  const bytes = memoryOf(call);
  for (let at = call.at; count > 0; count--) {
    into.push(entryAt(call.view, at, bytes));
    at += WORD.get(call.view, at);
  }
}

function entryAt(view: DataView, entry: number, bytes: Uint8Array): RawEntry {
  const set = entry + WORD.size;
  const common = ATTRIBUTE_SET_T.commonattr.get(view, set);
  const file = ATTRIBUTE_SET_T.fileattr.get(view, set);
  let at = set + ATTRIBUTE_SET_T.size;
  /** Where an attribute stands, 0 when the entry has none; everything is aligned to four bytes. */
  const next = (returned: number, bit: number, size: number) => {
    if ((returned & bit) === 0) return 0;
    at += size;
    return at - size;
  };
  const word = (returned: number, bit: number) => {
    const place = next(returned, bit, WORD.size);
    return place === 0 ? 0 : WORD.get(view, place);
  };
  word(common, c.ATTR_CMN_ERROR); // what could not be told is asked for again, by name
  const reference = next(common, c.ATTR_CMN_NAME, ATTRREFERENCE_T.size);
  const name = nameAt(bytes, reference + ATTRREFERENCE_T.attr_dataoffset.get(view, reference));
  const dev = word(common, c.ATTR_CMN_DEVID);
  const type = TYPES[word(common, c.ATTR_CMN_OBJTYPE)] ?? 0;
  const birthtime = next(common, c.ATTR_CMN_CRTIME, TIME.size);
  const mtime = next(common, c.ATTR_CMN_MODTIME, TIME.size);
  const ctime = next(common, c.ATTR_CMN_CHGTIME, TIME.size);
  const atime = next(common, c.ATTR_CMN_ACCTIME, TIME.size);
  const uid = word(common, c.ATTR_CMN_OWNERID);
  const gid = word(common, c.ATTR_CMN_GRPID);
  const permissions = word(common, c.ATTR_CMN_ACCESSMASK);
  const flags = word(common, c.ATTR_CMN_FLAGS);
  const inode = next(common, c.ATTR_CMN_FILEID, ID.size);
  const inodeLow = inode === 0 ? 0 : ID.low(view, inode);
  const inodeHigh = inode === 0 ? 0 : ID.high(view, inode);
  const whole = (common & COMMON) === COMMON && (file & FILE) === FILE && inode !== 0 && type !== 0;
  const stat: RawStat | undefined = !whole || type === TYPES[c.VDIR] ? undefined : {
    mode: type << 12 | permissions & 0o7777,
    nlink: word(file, c.ATTR_FILE_LINKCOUNT),
    // As vn_stat_noauth() of xnu counts: all forks, in blocks of 512 bytes.
    blocks: LONG.get(view, next(file, c.ATTR_FILE_ALLOCSIZE, LONG.size)) / 512,
    blksize: word(file, c.ATTR_FILE_IOBLOCKSIZE),
    rdev: word(file, c.ATTR_FILE_DEVTYPE),
    size: LONG.get(view, next(file, c.ATTR_FILE_DATALENGTH, LONG.size)),
    uid,
    gid,
    inodeLow,
    inodeHigh,
    dev,
    atime: TIME.seconds(view, atime),
    atimeRest: TIME.nanoseconds(view, atime),
    mtime: TIME.seconds(view, mtime),
    mtimeRest: TIME.nanoseconds(view, mtime),
    ctime: TIME.seconds(view, ctime),
    ctimeRest: TIME.nanoseconds(view, ctime),
    birthtime: TIME.seconds(view, birthtime),
    birthtimeRest: isZero(view, birthtime) ? -1 : TIME.nanoseconds(view, birthtime),
    mountRoot: undefined,
    flags,
  };
  return { name, type, inodeLow, inodeHigh, stat };
}

/** A filesystem that keeps no birth times leaves zeros, as in `stat`. */
function isZero(view: DataView, at: number): boolean {
  return TIME.seconds(view, at) === 0 && TIME.nanoseconds(view, at) === 0;
}

/** What `statx(2)` left, read into one object again and again. */
import { STATX } from "../../../ffi/linux/structs.ts";
import type { Traits } from "../listing_contract.ts";
import { c } from "./libc.ts";
import { makedev } from "./stat.ts";

/** Where the fields are, in words of 32 bits. */
const WORD = {
  mask: STATX.stx_mask.offset >> 2,
  uid: STATX.stx_uid.offset >> 2,
  gid: STATX.stx_gid.offset >> 2,
  mode: STATX.stx_mode.offset >> 2, // its lower half
  inode: STATX.stx_ino.offset >> 2,
  size: STATX.stx_size.offset >> 2,
  mtime: STATX.stx_mtime.offset >> 2,
  ctime: STATX.stx_ctime.offset >> 2,
  birthtime: STATX.stx_btime.offset >> 2,
  major: STATX.stx_dev_major.offset >> 2,
  minor: STATX.stx_dev_minor.offset >> 2,
} as const;
const HIGH = 0x1_0000_0000;

/** Metadata of one entry after the other. */
export class StatxTraits implements Traits {
  mode = 0;
  uid = 0;
  gid = 0;
  dev = 0;
  inodeLow = 0;
  inodeHigh = 0;
  size = 0;
  mtime = 0;
  mtimeRest = 0;
  ctime = 0;
  ctimeRest = 0;
  birthtime = 0;
  birthtimeRest = 0;
  readonly #words: Uint32Array;
  /** The device that was last seen: mostly all are on one. */
  #major = 0;
  #minor = 0;

  constructor(memory: ArrayBuffer) {
    this.#words = new Uint32Array(memory);
  }

  /** Reads the `struct statx` at a byte, a multiple of 4. */
  read(byte: number): this {
    const words = this.#words;
    const at = byte >> 2;
    this.mode = words[at + WORD.mode]! & 0xffff;
    this.uid = words[at + WORD.uid]!;
    this.gid = words[at + WORD.gid]!;
    this.inodeLow = words[at + WORD.inode]!;
    this.inodeHigh = words[at + WORD.inode + 1]!;
    this.size = words[at + WORD.size]! + words[at + WORD.size + 1]! * HIGH;
    this.mtime = this.#seconds(at + WORD.mtime);
    this.mtimeRest = words[at + WORD.mtime + 2]!;
    this.ctime = this.#seconds(at + WORD.ctime);
    this.ctimeRest = words[at + WORD.ctime + 2]!;
    this.birthtime = this.#seconds(at + WORD.birthtime);
    this.birthtimeRest = (words[at + WORD.mask]! & c.STATX_BTIME) === 0 ? -1 : words[at + WORD.birthtime + 2]!;
    const [major, minor] = [words[at + WORD.major]!, words[at + WORD.minor]!];
    if (major !== this.#major || minor !== this.#minor) {
      this.#major = major;
      this.#minor = minor;
      this.dev = makedev(major, minor);
    }
    return this;
  }

  #seconds(at: number): number {
    return this.#words[at]! + (this.#words[at + 1]! | 0) * HIGH;
  }
}

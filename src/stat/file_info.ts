/** Metadata of a file. */
import type { RawStat } from "../os/contract.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";

const BILLION = 1_000_000_000n;

/**
 * Metadata of a file: what `Deno.FileInfo` has, and what it lacks. Values are decoded when they are read.
 *
 * Sizes are bytes, `blocks` are of 512 bytes, times are `Date` with an exact `…Ns` beside each (nanoseconds since 1970).
 */
export class FileInfo implements Deno.FileInfo {
  readonly #raw: RawStat;

  /** Made by the `stat` functions. */
  constructor(raw: RawStat) {
    this.#raw = raw;
  }

  /** File type and permission bits. */
  get mode(): number {
    return this.#raw.mode;
  }
  /** Bytes. */
  get size(): number {
    return this.#raw.size;
  }
  /** Hard links. */
  get nlink(): number {
    return this.#raw.nlink;
  }
  /** Owner. */
  get uid(): number {
    return this.#raw.uid;
  }
  /** Group. */
  get gid(): number {
    return this.#raw.gid;
  }
  /** Preferred size of a transfer, in bytes. */
  get blksize(): number {
    return this.#raw.blksize;
  }
  /** Space taken, in blocks of 512 bytes. */
  get blocks(): number {
    return this.#raw.blocks;
  }
  /** The device's number as the system packs it. */
  get dev(): number {
    return this.#raw.dev;
  }
  /** The number of the device that a device file stands for. */
  get rdev(): number {
    return this.#raw.rdev;
  }
  /** The inode's number, rounded above 2^53: {@link FileInfo.inode} is exact. */
  get ino(): number {
    return this.#raw.inodeHigh * 0x1_0000_0000 + this.#raw.inodeLow;
  }
  /** The device's number, exact. */
  get device(): bigint {
    return BigInt(this.dev);
  }
  /** The inode's number, exact. */
  get inode(): bigint {
    const low = (BigInt(this.#raw.inodeHigh) << 32n) | BigInt(this.#raw.inodeLow);
    return this.#raw.inodeUpper === undefined ? low : (this.#raw.inodeUpper << 64n) | low;
  }

  /** Last access. */
  get atime(): Date {
    return date(this.#raw.atime, this.#raw.atimeRest);
  }
  /** Last change of the content. */
  get mtime(): Date {
    return date(this.#raw.mtime, this.#raw.mtimeRest);
  }
  /** Last change of the metadata. */
  get ctime(): Date {
    return date(this.#raw.ctime, this.#raw.ctimeRest);
  }
  /** Creation; `null` where the filesystem does not keep it. */
  get birthtime(): Date | null {
    return this.#raw.birthtimeRest < 0 ? null : date(this.#raw.birthtime, this.#raw.birthtimeRest);
  }
  /** Last access, nanoseconds since 1970. */
  get atimeNs(): bigint {
    return nanoseconds(this.#raw.atime, this.#raw.atimeRest);
  }
  /** Last change of the content, nanoseconds since 1970. */
  get mtimeNs(): bigint {
    return nanoseconds(this.#raw.mtime, this.#raw.mtimeRest);
  }
  /** Last change of the metadata, nanoseconds since 1970. */
  get ctimeNs(): bigint {
    return nanoseconds(this.#raw.ctime, this.#raw.ctimeRest);
  }
  /** Creation, nanoseconds since 1970; 0 where the filesystem does not keep it ({@link FileInfo.birthtime} is `null`). */
  get birthtimeNs(): bigint {
    return this.#raw.birthtimeRest < 0 ? 0n : nanoseconds(this.#raw.birthtime, this.#raw.birthtimeRest);
  }

  /** Whether it is a regular file. */
  get isFile(): boolean {
    return this.#is(p.S_IFREG);
  }
  /** Whether it is a directory. */
  get isDirectory(): boolean {
    return this.#is(p.S_IFDIR);
  }
  /** Whether it is a symbolic link: only `lstat` says so. */
  get isSymlink(): boolean {
    return this.#is(p.S_IFLNK);
  }
  /** Whether it is a block device. */
  get isBlockDevice(): boolean {
    return this.#is(p.S_IFBLK);
  }
  /** Whether it is a character device. */
  get isCharDevice(): boolean {
    return this.#is(p.S_IFCHR);
  }
  /** Whether it is a FIFO. */
  get isFifo(): boolean {
    return this.#is(p.S_IFIFO);
  }
  /** Whether it is a socket. */
  get isSocket(): boolean {
    return this.#is(p.S_IFSOCK);
  }
  /** macOS's file flags, `UF_*` and `SF_*` of `chflags(2)`; `null` elsewhere. */
  get flags(): number | null {
    return this.#raw.flags;
  }
  /** Windows' attributes, `FILE_ATTRIBUTE_*`; `null` elsewhere. */
  get attributes(): number | null {
    return this.#raw.attributes ?? null;
  }
  /**
   * Whether it is the root of a mounted filesystem; `undefined` where metadata does not tell (macOS, and Linux before
   * 5.8): `isMount` finds out.
   */
  get isMountRoot(): boolean | undefined {
    return this.#raw.mountRoot;
  }

  /** Everything as a plain object, `bigint`s as decimal strings. */
  toJSON(): Record<string, unknown> {
    return Object.fromEntries(
      NAMES.map((name) => [name, typeof this[name] === "bigint" ? String(this[name]) : this[name]]),
    );
  }

  /** Everything, for `console.log`. */
  [Symbol.for("Deno.customInspect")](inspect: (value: unknown, options?: unknown) => string, options: unknown): string {
    return `FileInfo ${inspect(Object.fromEntries(NAMES.map((name) => [name, this[name]])), options)}`;
  }

  #is(type: number): boolean {
    return (this.#raw.mode & p.S_IFMT) === type;
  }
}

const NAMES = Object.entries(Object.getOwnPropertyDescriptors(FileInfo.prototype))
  .filter(([, { get }]) => get !== undefined)
  .map(([name]) => name) as (keyof FileInfo & string)[];

function date(seconds: number, rest: number): Date {
  return new Date(seconds * 1000 + Math.floor(rest / 1_000_000));
}

function nanoseconds(seconds: number, rest: number): bigint {
  return BigInt(seconds) * BILLION + BigInt(rest);
}

/**
 * What each operating system fulfils. Results are raw: 0 or more, or minus the system's error number; the operations in
 * `src/` decide what they mean. A backend that lacks a member answers it by `unsupported.ts`.
 */
import type { Call, Chain, Program, Step } from "../call/program.ts";

/**
 * How calls on an open file may spend time, and so which way they take:
 * - `memory`: a regular file or directory that never sleeps for data: read at once;
 * - `disk`: at once when the kernel can without waiting, else in the pool, sharing a trip;
 * - `remote`: may ask a network or a process: in the pool, alone;
 * - `stream`: a FIFO, socket, terminal or device, which may wait for ever: in the pool, alone;
 * - `unknown`: opened by a synchronous operation, which need not know; {@link System.describe} finds out.
 */
export type Manner = "memory" | "disk" | "remote" | "stream" | "unknown";

/** An open file, as the backends see it. */
export interface Descriptor {
  /** The system's number for it. */
  readonly fd: number;
  readonly manner: Manner;
}

/** A time to set: nanoseconds since 1970, or the system's clock, or as it is. */
export type SetTime = bigint | "now" | "omit";

/** Metadata as numbers, decoded as little as possible: `FileInfo` does the rest when it is asked. */
export interface RawStat {
  /** Times are seconds since 1970 and a rest in nanoseconds. */
  mode: number;
  size: number;
  nlink: number;
  uid: number;
  gid: number;
  blksize: number;
  blocks: number;
  inodeLow: number;
  inodeHigh: number;
  /** The upper half of one of 128 bits (ReFS on Windows). */
  inodeUpper?: bigint;
  /** The device's number as `Deno.FileInfo.dev` shows it, and that of the device that a device file stands for. */
  dev: number;
  rdev: number;
  atime: number;
  atimeRest: number;
  mtime: number;
  mtimeRest: number;
  ctime: number;
  ctimeRest: number;
  birthtime: number;
  /** −1 where the filesystem keeps no birth time. */
  birthtimeRest: number;
  /** Whether it is the root of a mount: unknown (`undefined`) where the kernel does not say. */
  mountRoot: boolean | undefined;
  /** `st_flags`; `null` where the system has none. */
  flags: number | null;
  /** `FILE_ATTRIBUTE_*`, on Windows. */
  attributes?: number;
}

/** Space and names on a filesystem. */
export interface DiskCounts {
  /** The filesystem's name, or its number in hexadecimal. */
  readonly type: string;
  /** Bytes of a block. */
  readonly blockSize: number;
  /** Blocks in all. */
  readonly blocks: number;
  /** Free blocks. */
  readonly freeBlocks: number;
  /** Free blocks that an unprivileged user may take. */
  readonly availableBlocks: number;
  /** Inodes in all; 0 where the filesystem makes them as needed. */
  readonly files: number;
  /** Free inodes. */
  readonly freeFiles: number;
}

/** Names of flags for `open`; a flag that the system lacks is 0. */
export type OpenFlag =
  | "RDONLY"
  | "WRONLY"
  | "RDWR"
  | "ACCMODE"
  | "CREAT"
  | "EXCL"
  | "NOCTTY"
  | "TRUNC"
  | "APPEND"
  | "NONBLOCK"
  | "NDELAY"
  | "DSYNC"
  | "SYNC"
  | "RSYNC"
  | "FSYNC"
  | "ASYNC"
  | "DIRECT"
  | "DIRECTORY"
  | "NOFOLLOW"
  | "NOATIME"
  | "CLOEXEC"
  | "PATH"
  | "TMPFILE"
  | "LARGEFILE"
  | "TEMPORARY"
  | "SHORT_LIVED"
  | "SEQUENTIAL"
  | "RANDOM";

/** How `allocate` treats a range. */
export type AllocateMode = "allocate" | "keepSize" | "zero" | "collapse" | "insert";
/** What a program intends with a range. */
export type Advice = "normal" | "sequential" | "random" | "noReuse" | "willNeed" | "dontNeed";
/** A file that was small enough to be read in one go, and all of its bytes. */
export type SmallFile = Uint8Array<ArrayBuffer>;

/** A file whose reading was begun: the bytes so far, and the next one, or minus the error number that came instead. */
export interface Begun {
  readonly file: Descriptor;
  readonly head: Uint8Array<ArrayBuffer>;
  readonly next: number;
}

/** How far the writing of a small file came: it is closed, or still open, and nothing was written. */
export type WrittenSmall = { readonly written: number; readonly closed: number } | { readonly file: Descriptor };

/** An operating system. */
export interface System {
  readonly name: string;
  /** `O_*` by name. */
  readonly O: Readonly<Record<OpenFlag, number>>;
  /**
   * Opens a path, relative to the directory `at` when there is one: never waits on the calling thread, and waits for a
   * FIFO's other end as `open(2)` does.
   */
  open(path: string, flags: number, mode: number, at?: number): Program<Descriptor | number>;
  /** Closes; at once when `quick`, which only a file that was not written may be. */
  close(file: Descriptor, quick: boolean): Program<number>;
  /** Takes over what {@link System.readSmall} left open, as `open` would have opened it. */
  takeOver(fd: number): Program<Descriptor | number>;
  /** Finds out how a descriptor behaves that somebody else opened. */
  describe(fd: number): Program<Descriptor | number>;
  /** Transfers are one step each, whose result is the bytes moved. */
  read(file: Descriptor, buffer: Uint8Array): Step;
  readAt(file: Descriptor, buffer: Uint8Array, offset: number): Step;
  write(file: Descriptor, data: Uint8Array): Step;
  writeAt(file: Descriptor, data: Uint8Array, offset: number): Step;
  /** Vectored forms; `offset` −1 is the position. */
  readv(file: Descriptor, buffers: readonly Uint8Array[], offset: number): Program<number>;
  writev(file: Descriptor, data: readonly Uint8Array[], offset: number): Program<number>;
  seek(file: Descriptor, offset: number, whence: 0 | 1 | 2): Program<number>;
  truncate(file: Descriptor, length: number): Program<number>;
  sync(file: Descriptor): Program<number>;
  syncData(file: Descriptor): Program<number>;
  chmod(file: Descriptor, mode: number): Program<number>;
  chown(file: Descriptor, owner: number, group: number): Program<number>;
  /** Sets `st_flags`, where the system has them; `follow` false sets those of a symbolic link itself. */
  chflags?(subject: string | Descriptor, flags: number, follow: boolean): Program<number>;
  utime(file: Descriptor, atime: SetTime, mtime: SetTime): Program<number>;
  isTerminal(file: Descriptor): Program<boolean>;
  /** Takes (`shared` or exclusive), or releases (`unlock`) a lock on the whole file. */
  flock(file: Descriptor, kind: "shared" | "exclusive" | "unlock", wait: boolean): Program<number>;
  allocate(file: Descriptor, offset: number, length: number, mode: AllocateMode): Program<number>;
  punchHole(file: Descriptor, offset: number, length: number): Program<number>;
  advise(file: Descriptor, offset: number, length: number, advice: Advice): Program<number>;
  /** A value's bytes, or minus the error number. */
  getxattr(file: Descriptor, name: string): Program<Uint8Array<ArrayBuffer> | number>;
  setxattr(file: Descriptor, name: string, value: Uint8Array, how: "any" | "create" | "replace"): Program<number>;
  listxattr(file: Descriptor): Program<string[] | number>;
  removexattr(file: Descriptor, name: string): Program<number>;
  /** Copies up to `length` bytes from `offset` to the other's position; {@link UNABLE} when these two need another way. */
  copyRange(from: Descriptor, offset: number, to: Descriptor, length: number): Program<number>;
  /** How many bytes of a hole begin there, minus how many of data, or 0 when nobody knows. The position stays. */
  holeAt?(file: Descriptor, offset: number): Program<number>;
  stat(path: string, follow: boolean): Call | Chain;
  fstat(file: Descriptor): Call | Chain;
  /** What a successful {@link System.stat} or {@link System.fstat} left; to be asked before the next step. */
  statOf(step: Call | Chain): RawStat;
  access(path: string, mode: number): Program<number>;
  diskstat(path: string): Program<DiskCounts | number>;
  /** Whether a directory is the root of a mount: 1 or 0, where {@link RawStat.mountRoot} does not tell. */
  mountRoot?(directory: string | Descriptor): Program<number>;
  /** The name of the filesystem under an open file. */
  filesystem(file: Descriptor): Program<string>;
  /** Prepares much memory that is about to be filled, where the system can. It does not wait. */
  prepare?(bytes: Uint8Array): void;
  /** Opens a file, reads it whole when it is small, or no longer than `size`, and closes it. */
  readSmall(path: string, size?: number): Chain;
  /**
   * What a successful {@link System.readSmall} brought: all of a small file; how far it came, where that must not be
   * lost; the size to ask for; or `null`, when the file is to be opened instead.
   */
  smallOf(chain: Chain): SmallFile | Begun | number | null;
  /**
   * Opens a file, writes a small content and closes it, where that can be one trip; minus the error number of opening;
   * `undefined` when the file is to be written call by call.
   */
  writeSmall?(path: string, flags: number, mode: number, data: Uint8Array): Program<WrittenSmall | number | undefined>;
  /** What this system, kernel and C library can do, and why not. */
  capabilities(): Record<string, true | string>;
}

/** What {@link System.copyRange} answers when the kernel cannot copy between two files. */
export const UNABLE = -0x20000;

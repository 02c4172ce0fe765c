/**
 * What each operating system fulfils for copying: files in as few trips as it can, content in the system's own ways, and
 * extended attributes by path. Results are raw, as in `contract.ts`.
 */
import type { Lane } from "../../ffi/c_types.ts";
import type { Program } from "../call/program.ts";
import type { Descriptor, RawStat, SetTime } from "./contract.ts";

/** A name below an open directory, or with {@link Names.HERE} below the working directory. */
export interface Place {
  readonly at: number;
  readonly name: string;
}

/** A file that was opened, looked at and, when it is small, read, and is closed again. */
export interface Taken {
  readonly info: RawStat;
  /** All of a small regular file, in memory to be given back to {@link Copying.release}; `undefined` for others. */
  readonly content: Uint8Array<ArrayBuffer> | undefined;
  /** Whether it has extended attributes, when that was asked. */
  readonly attributes: boolean;
}

/** What to set on a file that is made; what is not there stays as the system makes it. */
export interface Finish {
  /** When it is not `needed` and refused (`EPERM`), the file stays ours, without the bits `S_ISUID` and `S_ISGID`. */
  readonly owner?: { readonly uid: number; readonly gid: number; readonly needed: boolean };
  readonly mode?: number | undefined;
  readonly times?: { readonly atime: SetTime; readonly mtime: SetTime } | undefined;
  /** Whether all of it is on the disk at the end: the trip then belongs in a slow lane. */
  readonly durable?: boolean;
}

/** A call that failed: minus its error number, and its name. */
export interface Failed {
  readonly error: number;
  readonly syscall: string;
}

/** Copying. */
export interface Copying {
  /** A path below an open directory may be so long, in UTF-16 units, whatever they are and whatever name comes behind. */
  readonly reach: number;
  /** Opens a file without waiting for anything, reads it when it is small, closes it: one trip. */
  take(from: Place, follow: boolean, attributes: boolean, lane: Lane): Program<Taken | number>;
  /** Takes memory back that {@link Copying.take} filled. */
  release(content: Uint8Array<ArrayBuffer>): void;
  /** Makes a file that must not be there, writes it, finishes it and closes it: one trip. Failed or given up, it leaves nothing. */
  make(to: Place, content: Uint8Array, mode: number, finish: Finish, lane: Lane): Program<Failed | undefined>;
  /**
   * The same, and then gives it another name, in place of what has that; both are absolute. One trip, where the system can.
   * Failed or given up, it leaves nothing under the first name. A failure of the second step is called `rename`.
   */
  makeAs?(
    to: Place,
    as: string,
    content: Uint8Array,
    mode: number,
    finish: Finish,
    lane: Lane,
  ): Program<Failed | undefined>;
  /** Opens a regular file to be copied; nothing is waited for. */
  openFrom(from: Place, follow: boolean): Program<number>;
  /** Makes a file that must not be there, to be filled. Given up, it leaves nothing. */
  openTo(to: Place, mode: number): Program<number>;
  /** Finishes an open file: one trip. */
  finish(file: Descriptor, finish: Finish): Program<Failed | undefined>;
  /** Lets an empty file share all content of another. */
  share(from: Descriptor, to: Descriptor): Program<number>;
  /** Makes a file that shares all of an open one, its metadata included, where the system has such a call. */
  clone?(from: Descriptor, to: Place): Program<number>;
  /** Copies within the kernel, from place to place; `UNABLE` when these two need another way. */
  copyRangeAt(from: Descriptor, offset: number, to: Descriptor, toOffset: number, length: number): Program<number>;
  /** The same to the target's position, which moves; not every system can. */
  sendAt?(from: Descriptor, offset: number, to: Descriptor, length: number): Program<number>;
  /** The next byte from `offset` that is, or is not, in a hole: `ENXIO` when there is none, `EINVAL` when nobody knows. */
  seekData(file: Descriptor, offset: number): Program<number>;
  seekHole(file: Descriptor, offset: number): Program<number>;
  /** Lets an empty file have holes, where it must be told. */
  allowHoles?(file: Descriptor): Program<number>;
  /** Copies named streams, where the system has such: before times are set. */
  copyStreams?(from: Descriptor, to: Descriptor): Program<number>;
  /** Copies what access control keeps beside modes and attributes, where the system has such: behind all that it may forbid. */
  copyAcl?(from: Descriptor, to: Descriptor): Program<number>;
  /** Extended attributes by path; `follow` false is about a link itself. */
  getxattr(path: string, name: string, follow: boolean): Program<Uint8Array<ArrayBuffer> | number>;
  setxattr(
    path: string,
    name: string,
    value: Uint8Array,
    how: "any" | "create" | "replace",
    follow: boolean,
  ): Program<number>;
  listxattr(path: string, follow: boolean): Program<string[] | number>;
  removexattr(path: string, name: string, follow: boolean): Program<number>;
  /** Reads into the caches. */
  readahead(file: Descriptor, offset: number, length: number): Program<number>;
  /** Waits until a directory's names are on the disk, where they do not go there with what was done to them: one trip. */
  syncDirectory?(path: string): Program<Failed | undefined>;
  /** Whether only an administrator may wait for a whole filesystem, so that files are waited for one by one. */
  readonly syncsEach?: true;
  /** Waits until a whole filesystem is on the disk. */
  syncFs(file: Descriptor): Program<number>;
}

/** What a storage does for programs: bytes and names. Text, positions and the handles' numbers are above it, in `run`. */
import type { CallOptions } from "../call/call_options.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import type { FileSystemEffect } from "./file_system_effect.ts";
import type { OpenHow } from "./open_how.ts";

/** An answer, at once or later. */
export type Answer<T> = T | Promise<T>;

/** What a handler can. What it cannot is refused before it is asked: `ENOTSUP`, `ESPIPE` or `EROFS`. */
export interface Capabilities {
  /** Something can be changed there: without it, all that would is `EROFS`. */
  readonly write: boolean;
  /** A file can be read from any position. */
  readonly seek: boolean;
  /** Files can be opened with `a`. */
  readonly append: boolean;
  /** A part of a file can be overwritten: `r+`, `w+`, `a+` and `x+`, and seeking while writing. */
  readonly partialWrite: boolean;
  /** `x` is kept, whoever else creates the file at the same time. */
  readonly exclusive: boolean;
  /** `ifMatch` of `FsOpen`. */
  readonly conditionalWrite: boolean;
  /** What a directory holds can be listed. */
  readonly list: boolean;
  /** Something can be given another name. */
  readonly rename: boolean;
  /** Nobody sees a rename half done. */
  readonly atomicRename: boolean;
  /**
   * Directories exist by themselves: they can be empty, and a file needs that its directory exists. Else they are the
   * beginnings of names: there as long as something is in them, and `FsMkdir` does nothing.
   */
  readonly directories: boolean;
  /**
   * What is written to a file is stored when it is closed, all or nothing. After a failed write `run` has it discarded,
   * and closing it is that failure again.
   */
  readonly commitsAtClose: boolean;
}

/** How a file is opened. */
export interface OpenFileOptions extends CallOptions {
  /** The `etag` that the file must still have when it is replaced, else `ESTALE`: see `FsOpen`. */
  ifMatch?: string;
}

/**
 * An open file: of one program, and asked one thing at a time. It knows no position: reads and writes say theirs, so a
 * storage that reads ahead sees by it whether it is read in order.
 */
export interface OpenFile {
  /**
   * Reads at most `size` bytes from `position`, perhaps fewer, and none only at the end of the file or behind it. `size`
   * may be `Infinity`: all that is left is wanted, in pieces as they come. It is asked again until enough has come, so the
   * last answer of a file that is read to its end is empty: better known than asked for.
   *
   * @returns Memory that is not used again.
   */
  read(position: number, size: number, options: CallOptions): Answer<Uint8Array<ArrayBuffer>>;

  /**
   * Writes all of `data` at `position`; a file opened with `a` ignores that and writes at its end. Without
   * `partialWrite`, `position` is always where the last write ended. Zeros fill the room behind the old end. `data` is
   * the program's: what is kept after the answer must be copied.
   *
   * @returns The position behind what was written.
   */
  write(position: number, data: Uint8Array, options: CallOptions): Answer<number>;

  /** The size in bytes, with what was written: for seeking from the end, and where `a` begins. */
  size(options: CallOptions): Answer<number>;

  /** Hands on what is kept back, as far as the storage takes it before the file is closed. */
  flush(options: CallOptions): Answer<void>;

  /**
   * Closes the file and stores what was written. When it throws, the file is closed even so, nothing is left open or half
   * uploaded, and the error is the loss of what was written. Called once, and not after {@link OpenFile.discard}.
   */
  close(options: CallOptions): Answer<void>;

  /**
   * Closes the file without storing what is not stored yet: an unfinished upload is given up, so that what was there
   * before stays. Where writes are stored at once, it only closes. It is called once, instead of `close`, when the program
   * failed, was aborted or said so; no signal ends it.
   */
  discard(): Answer<void>;
}

/**
 * A storage: what decides where the bytes live. It is asked with paths as the program gave them, never empty and without
 * NUL; slashes separate names. It throws a {@link Failure}, or anything with a POSIX name as its `code`; anything else
 * is `EIO`. When the signal of a question aborts, it throws the signal's reason soon, and leaves nothing behind.
 *
 * A handler may serve many programs at once. What none of them has open must not keep the process alive.
 */
export interface Handler {
  /** What it can; of a handler of several storages, what is at this path can, and without one, what all can. */
  capabilities(path?: string): Capabilities;

  /** Opens a file. A directory is `EISDIR`. Its failure leaves nothing open. */
  open(path: string, how: OpenHow, options: OpenFileOptions): Answer<OpenFile>;

  /** What is there; links are followed. */
  stat(path: string, options: CallOptions): Answer<FileStat>;

  /** The names in a directory, in any order. A file is `ENOTDIR`. */
  list(path: string, options: CallOptions): Answer<ListEntry[]>;

  /** Removes a file or a directory, with `recursive` with all that it holds; otherwise that is `ENOTEMPTY`. */
  remove(path: string, recursive: boolean, options: CallOptions): Answer<void>;

  /** Gives another name, and replaces a file by a file, an empty directory by a directory. */
  rename(from: string, to: string, options: CallOptions): Answer<void>;

  /** Makes a directory, with `recursive` with those that it is in, and none where one is already. */
  mkdir(path: string, recursive: boolean, options: CallOptions): Answer<void>;

  /** Copies a file's content, and replaces what is there, all or nothing where the storage commits at close. */
  copy(from: string, to: string, options: CallOptions): Answer<void>;

  /** What this handler calls what is at a URL, for `RouterHandler`. Default: what is behind `scheme://`, as it is. */
  pathOf?(url: string): string;

  /**
   * Stands around every effect as the program yielded it, and around its answer or error: `perform` has it done. `path` is
   * the effect's, or that with which its handle was opened. For what records, counts or injects faults; a storage needs
   * none.
   */
  around?(effect: FileSystemEffect, path: string, perform: () => Answer<unknown>): Answer<unknown>;
}

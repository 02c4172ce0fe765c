/**
 * What each operating system fulfils for directories: their entries, with metadata, in as few trips as possible. Paths
 * are relative to an open directory or, with `names.HERE`, to the working directory. Results are raw, as in `contract.ts`.
 */
import type { Program } from "../call/program.ts";
import type { RawStat } from "./contract.ts";

/** An entry of a directory as it came. */
export interface RawEntry {
  /** Its bytes as `src/call/text.ts` has them. */
  readonly name: string;
  /** The upper four bits of `st_mode`, which are `DT_*` of `<dirent.h>`; 0 where nobody could tell. */
  type: number;
  inodeLow: number;
  inodeHigh: number;
  /** Metadata, of a link itself, when that was asked for; or minus the error number that came instead. */
  stat: RawStat | number | undefined;
}

/** What {@link Listing.list} is asked for. */
export interface ListOptions {
  /** Whether a symbolic link at the end of the path is followed; else it is refused. */
  readonly follow: boolean;
  /** Whether every entry is to have its metadata. */
  readonly stat: boolean;
  /** Whether the directory's own metadata is wanted. */
  readonly self: boolean;
  /** Whether {@link Listing.begin} leaves the directory open in any case, to work in it. */
  readonly keep?: boolean;
}

/** A directory's entries in the system's order, without "." and "..": all of them, or some, with the descriptor to go on. */
export interface Begun {
  readonly entries: RawEntry[];
  /** The directory's own metadata, where it was asked for. */
  readonly self: RawStat | undefined;
  /** Open where there may be more entries, or where it was to be kept. */
  readonly fd: number | undefined;
  /** Whether these are all. */
  readonly ended: boolean;
}

/** What tells whether an entry is the same as before. */
export type Traits = Pick<
  RawStat,
  | ("mode" | "uid" | "gid" | "dev" | "inodeLow" | "inodeHigh" | "size")
  | ("mtime" | "mtimeRest" | "ctime" | "ctimeRest" | "birthtime" | "birthtimeRest")
>;

/** A directory to be taken. */
export interface Taken {
  readonly path: string;
  /** Whether a symbolic link at the end of the path is followed; else it is refused. */
  readonly follow: boolean;
}

/** Where the entries of directories go without an object for each. */
export interface Taker<D extends Taken> {
  /** The entries of this directory follow, all of them, in the system's order. */
  begin(directory: D): void;
  /** An entry's name in bytes, as the system has them, and its type; answers its number, or −1 when it is not wanted. */
  add(bytes: Uint8Array, start: number, end: number, type: number): number;
  /** Its metadata; those of the next one stand in the same object. */
  describe(entry: number, traits: Traits): void;
  /** Or minus the error number that came instead. */
  fail(entry: number, result: number): void;
  /** All of this directory's entries are described. */
  end(directory: D): void;
  /** What was told of this directory does not count: it is among those that are left. */
  forget(directory: D): void;
}

/** Directories and their entries. */
export interface Listing {
  /** Opens, lists and closes a directory; its path may be longer than the system's longest. */
  list(at: number, path: string, options: ListOptions): Program<Begun | number>;
  /** The same as far as one go brings: a large directory stays open, to be read on. */
  begin(at: number, path: string, options: ListOptions): Program<Begun | number>;
  /** Opens a directory to be read; close it with `names.close`. */
  open(at: number, path: string, follow: boolean): Program<number>;
  /** Adds the next entries of an open directory to `into`: 0 at its end, else 1. */
  read(fd: number, into: RawEntry[], stat: boolean): Program<number>;
  /** Asks for the metadata of entries of an open directory, of links themselves. */
  stat(fd: number, entries: readonly RawEntry[]): Program<void>;
  /**
   * Lists directories with their entries' metadata, many at once, where the system has a quick way. Those that it answers are
   * left to {@link list}: it cannot be read, or the filesystem does not tell types.
   */
  take?<D extends Taken>(directories: readonly D[], taker: Taker<D>): Program<D[]>;
}

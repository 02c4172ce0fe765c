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
}

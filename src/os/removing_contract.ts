/** What each operating system fulfils for removing trees, by open directories. Results are raw, as in `contract.ts`. */
import type { Program } from "../call/program.ts";

/** Removing what is in directories. */
export interface Removing {
  /** Removes names that are no directories' from an open directory, many in one trip: results by position. */
  unlinkAll(fd: number, names: readonly string[]): Program<readonly number[]>;
  /** The same; then closes the directory, whatever happens, and removes it from `at`: one more result. */
  leave(fd: number, names: readonly string[], at: number, name: string): Program<readonly number[]>;
  /** Closes a directory that is to be opened again: which one it was, for {@link Removing.resume}. */
  suspend(fd: number): Program<string>;
  /** Opens the directory above an open one, when it is still the one that was suspended; else it is `ENOENT`. */
  resume(fd: number, suspended: string): Program<number>;
}

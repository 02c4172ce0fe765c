/** What each operating system fulfils for paths that must not lead out of a directory. Results are raw, as in `contract.ts`. */
import type { Program } from "../call/program.ts";

/** Paths that stay in a directory. */
export interface Beneath {
  /**
   * Opens the directory that a path names, only to go on from it: `EXDEV` when the path, a symbolic link on the way or
   * ".." leads out of `root`, whatever is moved meanwhile.
   */
  open(root: number, path: string): Program<number>;
  /** Closes what was opened so. */
  close(fd: number): Program<number>;
}

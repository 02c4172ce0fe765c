/** What each operating system fulfils for a process as such: who runs it, what is theirs, and how it ends. */
import type { Program } from "../call/program.ts";

/** A process, and the one who runs it. */
export interface Session {
  /**
   * Variables of the environment that tell the same as the next two: `home` where the system tells nothing, those for
   * temporary files, in order, before it is asked.
   */
  variables(): { readonly home: string; readonly temporary: readonly string[] };
  /** A user's home directory, or (`null`) that of the one who runs this process; `null` when there is none to know. */
  home(user: string | null): Program<string | null | number>;
  /** Where temporary files go. */
  temporary(): Program<string>;
  /**
   * Has a file or empty directory removed when the process ends, however that comes about, if it ends by itself: what is
   * said last is removed first. It cannot be taken back.
   */
  removeAtExit(path: string): void;
}

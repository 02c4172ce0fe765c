/** Waiting for the disk, within a chain of calls. */
import { type Call, Chain, FIRST, type Program } from "../../call/program.ts";
import type { Failed } from "../copying_contract.ts";
import { posix } from "./libc.ts";

/** What the step is called in errors. */
export const FSYNC = "fsync";

/** How the system waits for the disk. */
export interface Syncing {
  /** The call's name in its table. */
  readonly name: string;
  /** Waits until an open file is on the disk. */
  sync(fd: number): Call;
  /** What a failure of that call comes to: the file may have another way to the disk. */
  otherwise(fd: number, result: number): Program<number>;
}

/** What a directory is opened with. */
interface Opening {
  readonly c: Readonly<Record<"AT_FDCWD" | `O_${"RDONLY" | "DIRECTORY" | "CLOEXEC"}`, number>>;
  openat(at: number, path: string, flags: number, mode: number): Call;
  readonly syncing: Syncing;
}

/** Opens a directory, waits until its names are on the disk, and closes it: one trip. */
export function directorySyncing({ c, openat, syncing }: Opening): (path: string) => Program<Failed | undefined> {
  const flags = c.O_RDONLY | c.O_DIRECTORY | c.O_CLOEXEC;
  return function* (path) {
    const chain = new Chain(openat(c.AT_FDCWD, path, flags, 0).via("slow"), [syncing.sync(FIRST), posix.close(FIRST)]);
    const fd = yield chain;
    if (fd < 0) return { error: fd, syscall: "open" };
    let error = chain.results[1]!;
    try {
      if (error < 0) error = yield* syncing.otherwise(fd, error);
    } finally {
      if (!chain.closed) yield posix.close(fd);
    }
    return error < 0 ? { error, syscall: FSYNC } : undefined;
  };
}

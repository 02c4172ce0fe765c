/** How to replace a file, as callers say it and as the programs take it. */
import type { CallOptions } from "../call/call_options.ts";
import { toMode } from "../integer.ts";
import { pathOf } from "../path.ts";
import { requireWrite } from "../permission.ts";

/** How to replace a file. */
export interface AtomicOptions extends CallOptions {
  /** Permission bits, as they are given. Default: those of the old file with `preserve`, else 0o666 less the umask. */
  mode?: number;
  /** Where the temporary file is made, on the same filesystem. Default: the directory of the file. */
  tmpdir?: string | URL;
  /** Whether the new content is on the disk before the file is replaced. Default: false. */
  fsync?: boolean;
  /** Whether the replacement itself is on the disk when this resolves. Default: false. */
  fsyncDir?: boolean;
  /** Whether a file that is there is replaced; else `EEXIST` says that there is one. Default: true. */
  replace?: boolean;
  /**
   * Whether the new file gets the old one's mode, owner (where the system lets the caller give files away), extended
   * attributes and ACL; on Windows its attributes, time of creation, named streams and access control list, not its owner,
   * compression or encryption. Default: false.
   */
  preserve?: boolean;
  /** Whether a symbolic link stays, and what it leads to is replaced; else the link is. Default: false. */
  followSymlink?: boolean;
}

/** The same, complete and checked. */
export interface AtomicPlan {
  readonly mode: number | undefined;
  readonly tmpdir: string | undefined;
  readonly fsync: boolean;
  readonly fsyncDir: boolean;
  readonly replace: boolean;
  readonly preserve: boolean;
  readonly followSymlink: boolean;
}

/** Checks what was asked for. */
export function atomicPlan(options: AtomicOptions): AtomicPlan {
  const { fsync = false, fsyncDir = false, replace = true, preserve = false, followSymlink = false } = options;
  return {
    mode: options.mode === undefined ? undefined : toMode(options.mode),
    tmpdir: options.tmpdir === undefined ? undefined : requireWrite(pathOf(options.tmpdir)),
    fsync,
    fsyncDir,
    replace,
    preserve,
    followSymlink,
  };
}

/** How to copy files and trees, as callers say it and as the programs take it. */
import type { UnfinishedOptions } from "./unfinished.ts";

/** What a copy keeps of its original besides content and type. ACLs are extended attributes on Linux. */
export type Preserved = "mode" | "times" | "owner" | "xattr" | "links";

/** How far a copy has come. */
export interface CpProgress {
  /** Bytes copied. */
  readonly bytes: number;
  /** Bytes to copy, as they were counted before it began. */
  readonly totalBytes: number;
  /** Files copied: whatever is not a directory. */
  readonly files: number;
  /** Files to copy. */
  readonly totalFiles: number;
  /** The source of which something was copied just now. */
  readonly path: string;
}

/** How to copy. */
export interface CpOptions extends UnfinishedOptions {
  /** Replaces what is at the destination, once the copy is complete. Default: false, which fails with `EEXIST`. */
  force?: boolean;
  /** Copies what symbolic links lead to, not the links. Default: false. */
  followSymlinks?: boolean;
  /**
   * What to keep. Default: `["mode", "times", "owner"]`, the owner where the system lets the caller give files away.
   * `true`: everything, extended attributes, ACLs and hard links within the tree as well; `false`: nothing but the
   * permission bits that the umask leaves.
   */
  preserve?: boolean | readonly Preserved[];
  /**
   * Whether files may share their content with the original until one is written. Default: `"auto"`, where they can. With
   * `"never"` content goes by `sendfile(2)` on Linux: `copy_file_range(2)` shares where it can.
   */
  reflink?: "auto" | "always" | "never";
  /** Whether holes stay holes. Default: true; `false` writes them out as zeros, and so shares nothing. */
  sparse?: boolean;
  /** Files under way at once. Default: 256; the synchronous form copies one after the other. */
  concurrency?: number;
  /** Told of what was copied, after every piece. The tree is then counted before it is copied. */
  onProgress?: (progress: CpProgress) => void;
  /**
   * Gives up. The file under way leaves nothing behind; files of a tree that were complete stay, unless the tree replaces
   * something. `onUnfinished` tells how many, and where.
   */
  signal?: AbortSignal;
}

/** The same, complete and checked. */
export interface CopyPlan {
  readonly force: boolean;
  readonly follow: boolean;
  readonly keeps: ReadonlySet<Preserved>;
  readonly reflink: "auto" | "always" | "never";
  readonly sparse: boolean;
  readonly concurrency: number;
  /** Whether links are made as `symlink` makes them: somewhere else their text leads elsewhere. A move is a `rename`. */
  readonly asksToLink: boolean;
  readonly onProgress: ((progress: CpProgress) => void) | undefined;
}

const ALL: readonly Preserved[] = ["mode", "times", "owner", "xattr", "links"];
const USUAL: readonly Preserved[] = ["mode", "times", "owner"];
const REFLINK = ["auto", "always", "never"];
const CONCURRENCY = 256;

/** Checks what was asked for. */
export function planFor(options: CpOptions, operation: string): CopyPlan {
  const { force = false, followSymlinks = false, reflink = "auto", sparse = true, concurrency = CONCURRENCY } = options;
  if (!REFLINK.includes(reflink)) {
    throw new TypeError(`${operation}: reflink must be one of ${REFLINK.join(", ")}: ${reflink}`);
  }
  if (!Number.isInteger(concurrency) || concurrency < 1) {
    throw new RangeError(`${operation}: concurrency must be a whole number from 1: ${concurrency}`);
  }
  if (!sparse && reflink === "always") {
    throw new TypeError(`${operation}: what is shared has the holes of the original`);
  }
  const keeps = preservedOf(options.preserve, operation);
  return {
    force,
    follow: followSymlinks,
    keeps,
    reflink: sparse ? reflink : "never",
    sparse,
    concurrency,
    asksToLink: operation !== "mv",
    onProgress: options.onProgress,
  };
}

/** A set of what to keep. */
export function preservedOf(preserve: boolean | readonly Preserved[] = USUAL, operation: string): Set<Preserved> {
  const names = preserve === true ? ALL : preserve === false ? [] : preserve;
  for (const name of names) {
    if (!ALL.includes(name)) throw new TypeError(`${operation}: preserve must hold some of ${ALL.join(", ")}: ${name}`);
  }
  return new Set(names);
}

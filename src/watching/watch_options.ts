/** How `watch` watches. */
import { type Ignore, type Ignores, ignoring } from "./ignore.ts";
import { requireSignal } from "./wait_options.ts";

/** Where changes come from: what the system tells (`native`), looking from time to time (`poll`), or what serves (`auto`). */
export type WatchBackend = "auto" | "native" | "poll";

/** Bytes of the longest file whose content is compared, unless more is asked for. */
const MOST_COMPARED = 1 << 20;

/** How `watch` watches. */
export interface WatchOptions {
  /** Whether what stands in directories below is watched, too. Default: true. */
  recursive?: boolean;
  /**
   * What is not to be reported: globs (relative to the watched path, so that `**\/node_modules` is ignored wherever it is,
   * or whole paths), regular expressions on paths as events have them, or functions. An ignored directory, and all in it,
   * costs nothing.
   */
  ignore?: Ignore | readonly Ignore[];
  /** Milliseconds for which nothing must have happened before events are delivered, those of one path merged. Default: 0. */
  debounce?: number;
  /** Default: `"auto"`, which polls only what the system does not tell of. */
  backend?: WatchBackend;
  /** How often to look where that is needed, in milliseconds. Default: 1000. */
  interval?: number;
  /**
   * Whether to compare what files contain, where they are polled: for filesystems whose sizes and times do not tell of all
   * changes (`/proc`, `/sys`, times in whole seconds, clocks of other machines). `true` does so with files of up to 1 MiB, a
   * number with those of up to so many bytes. It costs dearly: each such file is read whole at each look. Default: false.
   */
  compareContents?: boolean | number;
  /**
   * Whether symbolic links below the watched path are followed, which itself always is: to directories, with all that they
   * hold, and to files, what happens to which is told of the link as `modify` or `attrib`. Default: false.
   */
  followSymlinks?: boolean;
  /** Ends the watcher: whoever iterates is thrown the signal's reason. */
  signal?: AbortSignal;
}

/** The options, checked and complete. */
export interface Settings {
  readonly recursive: boolean;
  readonly followLinks: boolean;
  readonly backend: WatchBackend;
  readonly ignores: Ignores | undefined;
  readonly debounce: number;
  readonly interval: number;
  /** Bytes of the longest file whose content is compared; 0 without. */
  readonly compared: number;
  readonly signal: AbortSignal | undefined;
}

/** Checks options; misuse is refused before any system call. */
export function settingsOf(options: WatchOptions): Settings {
  const { recursive = true, followSymlinks = false, backend = "auto", ignore, debounce = 0, interval = 1000, signal } =
    options;
  const { compareContents: compare = false } = options;
  if (!["auto", "native", "poll"].includes(backend)) {
    throw new TypeError(`backend must be "auto", "native" or "poll", not ${String(backend)}`);
  }
  requireBoolean(recursive, "recursive");
  requireBoolean(followSymlinks, "followSymlinks");
  requireSignal(signal);
  duration(debounce, "debounce", 0);
  duration(interval, "interval", 1);
  if (typeof compare !== "boolean" && !(typeof compare === "number" && Number.isInteger(compare) && compare > 0)) {
    throw new TypeError(`compareContents must be a boolean or a number of bytes, not ${compare}`);
  }
  const compared = compare === true ? MOST_COMPARED : Number(compare);
  return {
    recursive,
    followLinks: followSymlinks,
    backend,
    ignores: ignoring(ignore),
    debounce,
    interval,
    compared,
    signal,
  };
}

/** Refuses what is neither. */
export function requireBoolean(value: boolean, name: string): void {
  if (typeof value !== "boolean") throw new TypeError(`${name} must be a boolean, not ${typeof value}`);
}

function duration(value: number, name: string, least: number): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number of milliseconds, not ${typeof value}`);
  if (!(value >= least && value <= 0x7fff_ffff)) {
    throw new RangeError(`${name} must be from ${least} to 2147483647 milliseconds, not ${value}`);
  }
}

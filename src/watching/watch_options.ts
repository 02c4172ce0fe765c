/** How `watch` watches. */
import { type Ignore, type Ignores, ignoring } from "./ignore.ts";

/** Where changes come from: what the system tells (`native`), looking from time to time (`poll`), or what serves (`auto`). */
export type WatchBackend = "auto" | "native" | "poll";

/** How `watch` watches. */
export interface WatchOptions {
  /** Whether what stands in directories below is watched, too. Default: true. */
  recursive?: boolean;
  /**
   * What is not to be reported: globs (relative to the watched path, or whole paths), regular expressions on paths as
   * events have them, or functions. An ignored directory, and all in it, costs nothing.
   */
  ignore?: Ignore | readonly Ignore[];
  /** Milliseconds for which nothing must have happened before events are delivered, those of one path merged. Default: 0. */
  debounce?: number;
  /** Default: `"auto"`, which polls only what the system does not tell of. */
  backend?: WatchBackend;
  /** How often to look where that is needed, in milliseconds. Default: 1000. */
  interval?: number;
  /** Whether symbolic links to directories are followed below the watched path, which itself always is. Default: false. */
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
  readonly signal: AbortSignal | undefined;
}

/** Checks options; misuse is refused before any system call. */
export function settingsOf(options: WatchOptions): Settings {
  const { recursive = true, followSymlinks = false, backend = "auto", ignore, debounce = 0, interval = 1000, signal } =
    options;
  if (!["auto", "native", "poll"].includes(backend)) {
    throw new TypeError(`backend must be "auto", "native" or "poll", not ${JSON.stringify(backend)}`);
  }
  duration(debounce, "debounce", 0);
  duration(interval, "interval", 1);
  return { recursive, followLinks: followSymlinks, backend, ignores: ignoring(ignore), debounce, interval, signal };
}

function duration(value: number, name: string, least: number): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number of milliseconds, not ${typeof value}`);
  if (!(value >= least && value <= 0x7fff_ffff)) {
    throw new RangeError(`${name} must be from ${least} to 2147483647 milliseconds, not ${value}`);
  }
}

import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { synchronous } from "../call/synchronous.ts";
import { pathOf } from "../path.ts";
import { type Base, WORKING } from "./base.ts";
import type { DirEntryWithInfo } from "./dir_entry.ts";
import { type Visit, Walk } from "./walk.ts";
import { Directory, load, type LoadOptions } from "./walk_load.ts";

/** How `walkdir` walks. */
export interface WalkOptions {
  /** Whether a directory comes before those in it. Default: true. */
  topdown?: boolean;
  /** Whether links to directories are gone into; else they are among the files. Default: false. */
  followSymlinks?: boolean;
  /** Told of what cannot be read or looked at; when it returns, the walk goes on. Default: throws the error. */
  onerror?: (error: Error) => void;
  /** Whether every entry is to have its metadata. Default: false. */
  stat?: boolean;
}

/** A directory on a walk: its path, and the sorted names in it: of directories, and of everything else. */
export type WalkEntry = [root: string, dirs: string[], files: string[]];
/** The same with metadata. */
export type WalkEntryWithInfo = [root: string, dirs: DirEntryWithInfo[], files: DirEntryWithInfo[]];

function rethrow(error: Error): never {
  throw error;
}

/** The walk, and how it looks at directories; misuse is refused here. */
export function begun(path: string | URL, options: WalkOptions, base: Base = WORKING): [Walk, LoadOptions] {
  const { topdown = true, followSymlinks = false, onerror = rethrow, stat = false } = options;
  if (typeof onerror !== "function") throw new TypeError(`walkdir: onerror must be a function, not ${typeof onerror}`);
  const name = pathOf(path);
  base.requireRead(name);
  return [new Walk(name, topdown, onerror), { stat, followSymlinks, base }];
}

/** Walks synchronously. */
export function* walkHere(walk: Walk, how: LoadOptions): Generator<Visit> {
  const order = walk.order();
  let next = order.next();
  while (!next.done) {
    if (next.value instanceof Directory) {
      how.base.pin()();
      next = order.next(synchronous(load(next.value, how)));
    } else {
      yield next.value;
      next = order.next();
    }
  }
}

/** Walks, and reads ahead. */
export async function* walkAhead(walk: Walk, how: LoadOptions, signal?: AbortSignal): AsyncGenerator<Visit> {
  const left = new AbortController();
  const given = signal === undefined ? left.signal : AbortSignal.any([signal, left.signal]);
  let reading = 0;
  let quiet: (() => void) | undefined;
  const begin = (directory: Directory) => {
    const unpin = how.base.pin();
    reading++;
    directory.loading = asynchronous(load(directory, how), given, () => {
      unpin();
      if (--reading === 0) quiet?.();
    });
    directory.loading.then((loaded) => walk.learn(directory.loaded = loaded), () => {}); // its error is heard of in its turn
  };
  const order = walk.order();
  try {
    let next = order.next();
    while (!next.done) {
      if (next.value instanceof Directory) {
        signal?.throwIfAborted();
        const directory = next.value;
        const missed = directory.loading === undefined;
        if (missed) begin(directory);
        walk.readAhead(begin, missed);
        next = order.next(directory.loaded ?? await directory.loading!);
      } else {
        yield next.value;
        next = order.next();
      }
    }
  } finally {
    left.abort();
    // Descriptors that were opened ahead are closed before the walk is left; whoever gave up does not wait for it.
    if (reading > 0 && !signal?.aborted) await new Promise<void>((resolve) => quiet = resolve);
  }
}

/**
 * Walks a tree: for each directory its path, and the sorted names in it, of directories and of everything else. Names that
 * are taken out of `dirs` while the walk is `topdown` are not gone into.
 *
 * Directories are read some ahead of their delivery (at first none, up to some hundred), several at once. What changes in one
 * between may be seen as it was. Paths may be longer than the system's longest; a descriptor is held only while a
 * directory is read.
 *
 * A link to a directory is among the files, or, with `followSymlinks`, among the directories and gone into, unless it
 * leads back to a directory that it is in.
 *
 * Linux: `openat(2)`, `getdents64(2)`, `close(2)`, 64 directories in one trip; with `{ stat: true }` `statx(2)`
 * relative to the directory, of up to 256 entries in one trip. macOS: `getattrlistbulk(2)`. Windows: as `scandir`.
 *
 * @example
 * ```ts
 * import { walkdir } from "@reseau/files";
 * let total = 0;
 * for await (const [root, dirs, files] of walkdir("src", { stat: true })) {
 *   for (const { info } of files) total += info.size;
 *   console.log(root, dirs.map((entry) => entry.name));
 * }
 * console.log(total);
 * ```
 *
 * @param path The directory to begin with. Default: the current one.
 * @param options `stat: true` delivers entries with their metadata (of a symbolic link itself) instead of names: what
 * vanishes before it could be looked at is left out, and so is what cannot be looked at, when `onerror` returns.
 * `onerror` is told of directories that cannot be read, which are then left out, and of links that cannot be followed,
 * which are then files. `signal` gives up.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there, or a directory has gone meanwhile. This and the next are
 * given to `onerror`, and thrown by the iteration without it.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`
 * @throws {Deno.errors.PermissionDenied} `EACCES`
 * @throws {Deno.errors.FilesystemLoop} `ELOOP`: with `followSymlinks`, a link leads to itself.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`.
 */
export function walkdir(
  path: string | URL | undefined,
  options: WalkOptions & CallOptions & { stat: true },
): AsyncIterableIterator<WalkEntryWithInfo>;
/** {@link walkdir} without metadata. */
export function walkdir(path?: string | URL, options?: WalkOptions & CallOptions): AsyncIterableIterator<WalkEntry>;
export function walkdir(
  path: string | URL = ".",
  options: WalkOptions & CallOptions = {},
): AsyncIterableIterator<WalkEntry> | AsyncIterableIterator<WalkEntryWithInfo> {
  const [walk, how] = begun(path, options);
  return walkAhead(walk, how, options.signal) as AsyncIterableIterator<WalkEntry>;
}

/** The synchronous {@link walkdir}: it reads nothing ahead. */
export function walkdirSync(
  path: string | URL | undefined,
  options: WalkOptions & { stat: true },
): IterableIterator<WalkEntryWithInfo>;
/** {@link walkdirSync} without metadata. */
export function walkdirSync(path?: string | URL, options?: WalkOptions): IterableIterator<WalkEntry>;
export function walkdirSync(
  path: string | URL = ".",
  options: WalkOptions = {},
): IterableIterator<WalkEntry> | IterableIterator<WalkEntryWithInfo> {
  const [walk, how] = begun(path, options);
  return walkHere(walk, how) as IterableIterator<WalkEntry>;
}

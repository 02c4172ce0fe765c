import { asynchronous } from "../call/asynchronous.ts";
import type { CallOptions } from "../call/call_options.ts";
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import { forgetHandle, watchHandle } from "../handle/leak.ts";
import { listing } from "../os/listing.ts";
import type { RawEntry } from "../os/listing_contract.ts";
import { names } from "../os/names.ts";
import { pathOf } from "../path.ts";
import { judgesEntries } from "../permission.ts";
import { type Base, WORKING } from "./base.ts";
import { DirEntry, type DirEntryWithInfo, joined } from "./dir_entry.ts";

/** What `scandir` brings. */
export interface ScanOptions {
  /** Whether every entry is to have its metadata. Default: false. */
  stat?: boolean;
}

const ENOENT = failureOf("ENOENT");

/** A directory that is read as its entries are asked for. */
export class Scan {
  #fd: number | undefined;
  #begun = false;
  #taken = false;
  #reading = false;
  #done = false;

  readonly path: string;
  readonly stat: boolean;
  readonly #judged: string;
  /** Whether the permission for each entry's metadata is asked for. */
  readonly #judges: boolean;
  readonly #base: Base;

  constructor(path: string | URL, { stat = false }: ScanOptions, base: Base = WORKING) {
    const name = pathOf(path);
    this.#judged = base.requireRead(name);
    this.path = name;
    this.stat = stat;
    this.#judges = stat && judgesEntries(base.shown(name));
    this.#base = base;
  }

  /** Keeps the directory that its path is relative to. */
  pin(): () => void {
    return this.#base.pin();
  }

  /** The one iteration that there is. */
  take(): this {
    if (this.#taken) throw new TypeError(`scandir: the entries of '${this.path}' can be iterated once`);
    this.#taken = true;
    return this;
  }

  /** The next entries; undefined behind the last. */
  *next(): Program<readonly RawEntry[] | undefined> {
    if (!this.#begun) {
      this.#begun = true;
      const begin = (at: number, path: string, follow: boolean) =>
        listing.begin(at, path, { follow, stat: this.stat, self: false });
      const begun = yield* this.#base.at(this.#judged, "tells", begin);
      if (typeof begun === "number") throw systemError(begun, "readdir", this.#base.shown(this.path));
      if (begun.fd !== undefined) this.#own(begun.fd);
      return begun.entries;
    }
    if (this.#fd === undefined || this.#done) return undefined;
    const entries: RawEntry[] = [];
    let result = -1;
    this.#reading = true;
    try {
      result = yield* listing.read(this.#fd, entries, this.stat);
    } finally {
      this.#reading = false;
      // Here, and not where the end is noticed: given up, the reading goes on until its trip has ended.
      if (result <= 0 || this.#done) yield* this.close();
    }
    if (result < 0) throw systemError(result, "readdir", this.#base.shown(this.path));
    return result === 0 ? undefined : entries;
  }

  /** Closes the directory if it is open, after a reading that is under way. */
  *close(): Program<void> {
    this.#done = true;
    if (this.#fd === undefined || this.#reading) return;
    const fd = this.#fd;
    this.#fd = undefined;
    forgetHandle(this);
    yield* names.close(fd);
  }

  /** Remembers the descriptor, and has it closed when nobody asks on. */
  #own(fd: number): void {
    this.#fd = fd;
    watchHandle(this, fd, this.path, undefined);
  }

  /** The entry as callers see it; undefined when it has gone meanwhile. */
  entryOf(raw: RawEntry): DirEntry | undefined {
    if (this.#judges) this.#base.requireRead(joined(this.path, raw.name));
    if (this.stat && typeof raw.stat === "number") {
      if (raw.stat === ENOENT) return undefined;
      throw systemError(raw.stat, "lstat", this.#base.shown(joined(this.path, raw.name)));
    }
    return new DirEntry(this.path, raw);
  }
}

async function* entriesOf(scan: Scan, signal: AbortSignal | undefined): AsyncGenerator<DirEntry> {
  try {
    for (;;) {
      const some = await asynchronous(scan.next(), signal, scan.pin());
      if (some === undefined) return;
      for (const raw of some) {
        const entry = scan.entryOf(raw);
        if (entry !== undefined) yield entry;
      }
    }
  } finally {
    await asynchronous(scan.close());
  }
}

function* entriesOfSync(scan: Scan): Generator<DirEntry> {
  try {
    for (;;) {
      scan.pin()();
      const some = synchronous(scan.next());
      if (some === undefined) return;
      for (const raw of some) {
        const entry = scan.entryOf(raw);
        if (entry !== undefined) yield entry;
      }
    }
  } finally {
    synchronous(scan.close());
  }
}

/** Entries of a directory: to be iterated once, and disposed when that is not done to the end or left by `break`. */
export type DirEntries<T> = AsyncIterable<T> & AsyncDisposable;
/** The synchronous {@link DirEntries}. */
export type DirEntriesSync<T> = Iterable<T> & Disposable;

/** What `scandir` returns. */
export function entries(scan: Scan, signal?: AbortSignal): DirEntries<DirEntry> {
  return {
    [Symbol.asyncIterator]: () => entriesOf(scan.take(), signal),
    [Symbol.asyncDispose]: () => asynchronous(scan.close()),
  };
}

/** What `scandirSync` returns. */
export function entriesSync(scan: Scan): DirEntriesSync<DirEntry> {
  return {
    [Symbol.iterator]: () => entriesOfSync(scan.take()),
    [Symbol.dispose]: () => synchronous(scan.close()),
  };
}

/**
 * The entries of a directory, in the system's order and some at a time: it is opened when the first is asked for and
 * closed behind the last, when the loop is left, or when the result is disposed or collected.
 *
 * Linux: `getdents64(2)`, with `{ stat: true }` `statx(2)` relative to the directory, 64 entries in one trip. macOS:
 * `getattrlistbulk(2)`. Windows: `FileIdBothDirectoryInfo`, which brings metadata with the names, but not how many
 * names a file has: `nlink` is 1.
 *
 * @example
 * ```ts
 * import { scandir } from "@reseau/files";
 * for await (const { name, info } of scandir("src", { stat: true })) console.log(name, info.size, info.mtimeNs);
 * ```
 *
 * @param path The directory.
 * @param options `stat: true` adds `info`, the metadata of each entry (of a symbolic link itself); what vanishes before it
 * could be looked at is left out. `signal` gives up.
 * @throws {Deno.errors.NotFound} `ENOENT`: nothing is there. This and the next are thrown by the iteration.
 * @throws {Deno.errors.NotADirectory} `ENOTDIR`
 * @throws {Deno.errors.PermissionDenied} `EACCES`: it must not be read; with `stat`, it must not be searched.
 * @throws {Deno.errors.NotCapable} Without `read` permission for `path`, or, with `stat`, for an entry.
 * @throws {TypeError} When it is iterated a second time.
 */
export function scandir(
  path: string | URL,
  options: ScanOptions & CallOptions & { stat: true },
): DirEntries<DirEntryWithInfo>;
/** {@link scandir} without metadata. */
export function scandir(path: string | URL, options?: ScanOptions & CallOptions): DirEntries<DirEntry>;
export function scandir(path: string | URL, options: ScanOptions & CallOptions = {}): DirEntries<DirEntry> {
  return entries(new Scan(path, options), options.signal);
}

/** The synchronous {@link scandir}. */
export function scandirSync(
  path: string | URL,
  options: ScanOptions & { stat: true },
): DirEntriesSync<DirEntryWithInfo>;
/** {@link scandirSync} without metadata. */
export function scandirSync(path: string | URL, options?: ScanOptions): DirEntriesSync<DirEntry>;
export function scandirSync(path: string | URL, options: ScanOptions = {}): DirEntriesSync<DirEntry> {
  return entriesSync(new Scan(path, options));
}

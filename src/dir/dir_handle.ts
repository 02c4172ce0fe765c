/** Open directories. */
import type { CallOptions } from "../call/call_options.ts";
import { done } from "../handle/change_programs.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { type Base, WORKING } from "../fs/base.ts";
import type { DirEntry, DirEntryWithInfo } from "../fs/dir_entry.ts";
import { namesIn, type ReadDirOptions } from "../fs/readdir.ts";
import { type DirEntries, type DirEntriesSync, entries, entriesSync, Scan, type ScanOptions } from "../fs/scandir.ts";
import { begun, walkAhead, type WalkEntry, type WalkEntryWithInfo, walkHere, type WalkOptions } from "../fs/walkdir.ts";
import type { FileHandle } from "../handle/file_handle.ts";
import { placeOf } from "../handle/leak.ts";
import { descriptorAt, opened } from "../handle/open.ts";
import { type OpenFlags, openFlags, type OpenMode, type OpenOptions } from "../handle/open_options.ts";
import type { Descriptor } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { pathOf } from "../path.ts";
import type { FileInfo } from "../stat/file_info.ts";
import { Below } from "./below.ts";
import { Beneath } from "./beneath.ts";
import { DirNames } from "./dir_names.ts";
import { infoBelow } from "./info_below.ts";

/** How a directory is opened. */
export interface OpenDirOptions extends CallOptions {
  /** Whether no path may lead out of it. Default: false. */
  beneath?: boolean;
}

/**
 * An open directory: made by `openDir`. Its operations take paths relative to it, and stay with it when it is renamed or
 * something else takes its place. Absolute paths are refused (`EXDEV`).
 *
 * Opened with `{ beneath: true }`, as a server does to serve files safely, no path leads out of it: not by "..", not by a
 * symbolic link, absolute or relative, not by one of `/proc`, and not by what others put in the place of something else
 * meanwhile: that is an error with the code `EXDEV` (of a link of `/proc` also `ELOOP`). Links that stay inside are
 * followed. Slashes at the end of the name of something that is created, removed or renamed mean nothing.
 *
 * The permission asked for is that for the path which the directory had when it was opened, joined with the operation's.
 *
 * @example
 * ```ts
 * import { mktempdir, openDir, writeFile } from "@reseau/files";
 * const path = await mktempdir();
 * await writeFile(`${path}/index.html`, "<h1>Hello</h1>");
 * await using root = await openDir(path, { beneath: true });
 *
 * async function serve(request: Request): Promise<Response> {
 *   try {
 *     const name = decodeURIComponent(new URL(request.url).pathname).slice(1);
 *     const file = await root.open(name);
 *     return new Response(file.readable); // which closes it
 *   } catch (error) {
 *     const { code } = error as { code?: string };
 *     return new Response(null, { status: code === "ENOENT" ? 404 : 403 });
 *   }
 * }
 * console.log(await (await serve(new Request("http://localhost/index.html"))).text()); // <h1>Hello</h1>
 * console.log((await serve(new Request("http://localhost/..%2F..%2Fetc%2Fpasswd"))).status); // 403
 * ```
 */
export class DirHandle extends DirNames {
  /** Whether no path leads out of it. */
  readonly beneath: boolean;
  /** @internal */
  protected readonly base: Base;

  /**
   * Takes over an open descriptor.
   * @internal
   */
  constructor(file: Descriptor, path: string, judged: string, beneath: boolean, flags: OpenFlags, openedAt?: string) {
    super(file, path, flags, openedAt);
    this.beneath = beneath;
    const place = { fd: file.fd, path, judged, pin: () => this.pin() };
    this.base = beneath ? new Beneath(place) : new Below(place);
  }

  /** Opens a file. See `open`. */
  open(path: string, how: OpenMode | OpenOptions = "r"): Promise<FileHandle> {
    const place = placeOf(this.open);
    return this.run(() => opened(path, how, place, this.base), typeof how === "string" ? undefined : how?.signal);
  }

  /** The synchronous {@link DirHandle.open}. */
  openSync(path: string, how: OpenMode | OpenOptions = "r"): FileHandle {
    return this.now(() => opened(path, how, placeOf(this.openSync), this.base));
  }

  /** Opens a directory; one below a directory that no path leads out of is such a one, too. */
  openDir(path: string, options: OpenDirOptions = {}): Promise<DirHandle> {
    const place = placeOf(this.openDir);
    return this.run(() => dirOpened(path, this.#inherited(options), place, this.base), options.signal);
  }

  /** The synchronous {@link DirHandle.openDir}. */
  openDirSync(path: string, options: OpenDirOptions = {}): DirHandle {
    return this.now(() => dirOpened(path, this.#inherited(options), placeOf(this.openDirSync), this.base));
  }

  #inherited(options: OpenDirOptions): OpenDirOptions {
    return this.beneath ? { ...options, beneath: true } : options;
  }

  /** Metadata of what a path names; a symbolic link is followed. See `stat`. */
  stat(path = ".", options?: CallOptions): Promise<FileInfo> {
    return this.run(() => infoBelow(this.base, path, true), options?.signal);
  }

  /** The synchronous {@link DirHandle.stat}. */
  statSync(path = "."): FileInfo {
    return this.now(() => infoBelow(this.base, path, true));
  }

  /** Metadata of what a path names, of a symbolic link itself. See `lstat`. */
  lstat(path: string, options?: CallOptions): Promise<FileInfo> {
    return this.run(() => infoBelow(this.base, path, false), options?.signal);
  }

  /** The synchronous {@link DirHandle.lstat}. */
  lstatSync(path: string): FileInfo {
    return this.now(() => infoBelow(this.base, path, false));
  }

  /** The names in a directory. See `readdir`. */
  readdir(path = ".", options: ReadDirOptions & CallOptions = {}): Promise<string[]> {
    return this.run(() => namesIn(path, options, this.base), options.signal);
  }

  /** The synchronous {@link DirHandle.readdir}. */
  readdirSync(path = ".", options: ReadDirOptions = {}): string[] {
    return this.now(() => namesIn(path, options, this.base));
  }

  /** The entries of a directory, some at a time. See `scandir`. */
  scandir(path: string | undefined, options: ScanOptions & CallOptions & { stat: true }): DirEntries<DirEntryWithInfo>;
  /** {@link DirHandle.scandir} without metadata. */
  scandir(path?: string, options?: ScanOptions & CallOptions): DirEntries<DirEntry>;
  scandir(path = ".", options: ScanOptions & CallOptions = {}): DirEntries<DirEntry> {
    return entries(new Scan(path, options, this.base), options.signal);
  }

  /** The synchronous {@link DirHandle.scandir}. */
  scandirSync(path: string | undefined, options: ScanOptions & { stat: true }): DirEntriesSync<DirEntryWithInfo>;
  /** {@link DirHandle.scandirSync} without metadata. */
  scandirSync(path?: string, options?: ScanOptions): DirEntriesSync<DirEntry>;
  scandirSync(path = ".", options: ScanOptions = {}): DirEntriesSync<DirEntry> {
    return entriesSync(new Scan(path, options, this.base));
  }

  /** A walk through a tree, with paths relative to this directory. See `walkdir`. */
  walkdir(
    path: string | undefined,
    options: WalkOptions & CallOptions & { stat: true },
  ): AsyncIterableIterator<WalkEntryWithInfo>;
  /** {@link DirHandle.walkdir} without metadata. */
  walkdir(path?: string, options?: WalkOptions & CallOptions): AsyncIterableIterator<WalkEntry>;
  walkdir(
    path = ".",
    options: WalkOptions & CallOptions = {},
  ): AsyncIterableIterator<WalkEntry> | AsyncIterableIterator<WalkEntryWithInfo> {
    const [walk, how] = begun(path, options, this.base);
    return walkAhead(walk, how, options.signal) as AsyncIterableIterator<WalkEntry>;
  }

  /** The synchronous {@link DirHandle.walkdir}. */
  walkdirSync(path: string | undefined, options: WalkOptions & { stat: true }): IterableIterator<WalkEntryWithInfo>;
  /** {@link DirHandle.walkdirSync} without metadata. */
  walkdirSync(path?: string, options?: WalkOptions): IterableIterator<WalkEntry>;
  walkdirSync(
    path = ".",
    options: WalkOptions = {},
  ): IterableIterator<WalkEntry> | IterableIterator<WalkEntryWithInfo> {
    const [walk, how] = begun(path, options, this.base);
    return walkHere(walk, how) as IterableIterator<WalkEntry>;
  }

  /** Waits until the names in it, as they are now, are on the disk: `fsync(2)`, on macOS `F_FULLFSYNC`. */
  sync(options?: CallOptions): Promise<void> {
    return this.run((file) => done(os.sync(file), "fsync", file), options?.signal);
  }

  /** The synchronous {@link DirHandle.sync}. */
  syncSync(): void {
    this.now((file) => done(os.sync(file), "fsync", file));
  }
}

/** Opens a directory below `base`. */
export function* dirOpened(
  path: string | URL,
  { beneath = false }: OpenDirOptions,
  place?: string,
  base: Base = WORKING,
): Program<DirHandle> {
  const name = pathOf(path);
  const flags = openFlags({ read: true, directory: true });
  const file = yield* descriptorAt(base, base.requireRead(name), flags);
  if (typeof file === "number") throw systemError(file, "open", base.shown(name));
  return new DirHandle(file, base.shown(name), base.absolute(name), beneath, flags, place);
}

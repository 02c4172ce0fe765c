import { ALL } from "./all_capabilities.ts";
import { Failure } from "./failure.ts";
import { Faults } from "./faults.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import type { EffectName, FileSystemEffect } from "./file_system_effect.ts";
import type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import { OpenMemoryFile } from "./memory_file.ts";
import { MemoryDirectory, MemoryFile, type Room } from "./memory_node.ts";
import { MemoryTree, requireDirectory } from "./memory_tree.ts";
import type { OpenHow } from "./open_how.ts";

/** How a `MemoryHandler` is. */
export interface MemoryHandlerOptions {
  /** What time it is, in milliseconds since 1970. Default: `Date.now`. */
  now?: () => number;
  /** How many bytes its files may hold together; beyond, a write is `ENOSPC`, and nothing of it is written. */
  quota?: number;
  /** Whether it stores files as object storages do: when they are closed, whole or not at all. Default: false. */
  commitsAtClose?: boolean;
}

/**
 * Files in memory, for tests: complete, without links, and the same every time. Its root is `/`; a path that does not
 * begin there is relative to it, and none leads out of it (`EXDEV`).
 *
 * @example
 * ```ts
 * import { FsOpen, FsReadAll, MemoryHandler, run } from "@reseau/files/effect";
 * const memory = new MemoryHandler();
 * memory.failOn("FsReadAll", "EIO", 2); // the second one
 * const code = await run(function* () {
 *   const file = yield* FsOpen({ path: "/a", mode: "w+" });
 *   yield* FsReadAll({ handle: file });
 *   yield* FsReadAll({ handle: file });
 * }, memory).catch((error) => error.code);
 * console.log(code); // EIO
 * ```
 */
export class MemoryHandler implements Handler {
  readonly #now: () => Date;
  readonly #room: Room;
  readonly #can: Capabilities;
  readonly #tree: MemoryTree;
  readonly #faults = new Faults();

  /** Nothing but a root. */
  constructor({ now = Date.now, quota = Infinity, commitsAtClose = false }: MemoryHandlerOptions = {}) {
    this.#now = () => new Date(now());
    this.#room = { used: 0, changes: 0, quota };
    this.#can = commitsAtClose ? { ...ALL, append: false, partialWrite: false, commitsAtClose } : ALL;
    this.#tree = new MemoryTree(this.#now);
  }

  /** The bytes that its files hold. */
  get used(): number {
    return this.#room.used;
  }

  /**
   * Has an effect fail.
   *
   * @param effect Its name.
   * @param code The POSIX name of the failure.
   * @param nth Which one from now on; it fails once. Default: 1, the next one.
   */
  failOn(effect: EffectName, code: string, nth = 1): void {
    this.#faults.add(effect, code, nth);
  }

  /** Counts an effect for {@link MemoryHandler.failOn}. */
  around(effect: FileSystemEffect, _path: string, perform: () => Answer<unknown>): Answer<unknown> {
    this.#faults.count(effect.effect);
    return perform();
  }

  /** See {@link Handler}. */
  capabilities(): Capabilities {
    return this.#can;
  }

  /** See {@link Handler}. */
  open(path: string, how: OpenHow, { ifMatch }: OpenFileOptions): OpenFile {
    const place = this.#tree.placeAt(path);
    const { node } = place;
    if (node === undefined && (!how.create || place.asDirectory)) throw new Failure("ENOENT");
    requireDirectory(place);
    if (node !== undefined && how.exclusive && !place.asDirectory) throw new Failure("EEXIST");
    if (node instanceof MemoryDirectory) throw new Failure("EISDIR");
    requireVersion(node, ifMatch);
    if (how.write && this.#can.commitsAtClose) return this.#openUpload(path, how, ifMatch);
    const file = node ?? this.#tree.put(place, new MemoryFile(this.#now(), this.#room));
    if (how.truncate && node !== undefined) file.truncate(this.#now());
    return new OpenMemoryFile(file, how, this.#now);
  }

  /** What is written gets its name when it is complete. */
  #openUpload(path: string, how: OpenHow, ifMatch: string | undefined): OpenFile {
    const upload = new MemoryFile(this.#now(), this.#room);
    const open = new OpenMemoryFile(upload, how, this.#now, () => {
      const place = this.#tree.placeAt(path);
      if (place.node !== undefined && how.exclusive) throw new Failure("EEXIST");
      if (place.node instanceof MemoryDirectory) throw new Failure("EISDIR");
      requireVersion(place.node, ifMatch);
      upload.hold();
      this.#tree.put(place, upload);
    });
    upload.release(); // it has no name yet
    return open;
  }

  /** See {@link Handler}. */
  stat(path: string): FileStat {
    const node = this.#tree.nodeAt(path);
    if (node instanceof MemoryDirectory) {
      return { path, size: 0, isDir: true, isFile: false, mtime: node.mtime, backendExtra: {} };
    }
    const { size, mtime, version } = node;
    return { path, size, isDir: false, isFile: true, mtime, backendExtra: { etag: String(version) } };
  }

  /** See {@link Handler}. */
  list(path: string): ListEntry[] {
    const node = this.#tree.nodeAt(path);
    if (!(node instanceof MemoryDirectory)) throw new Failure("ENOTDIR");
    return [...node.entries].map(([name, node]) => {
      const isDir = node instanceof MemoryDirectory;
      return { name, isDir, isFile: !isDir };
    });
  }

  /** See {@link Handler}. */
  remove(path: string, recursive: boolean): void {
    this.#tree.remove(path, recursive);
  }

  /** See {@link Handler}. */
  rename(from: string, to: string): void {
    this.#tree.rename(from, to);
  }

  /** See {@link Handler}. */
  mkdir(path: string, recursive: boolean): void {
    this.#tree.mkdir(path, recursive);
  }

  /** See {@link Handler}. */
  copy(from: string, to: string): void {
    const source = this.#tree.nodeAt(from);
    if (source instanceof MemoryDirectory) throw new Failure("EISDIR");
    const target = this.#tree.placeAt(to);
    if (target.node instanceof MemoryDirectory) throw new Failure("EISDIR");
    requireDirectory(target);
    if (source === target.node) throw new Failure("EINVAL", { detail: "both are the same file" });
    if (target.asDirectory) throw new Failure("ENOENT");
    const copy = new MemoryFile(this.#now(), this.#room);
    if (!copy.fits(0, source.size)) throw new Failure("ENOSPC");
    copy.write(0, source.read(0, source.size), this.#now());
    this.#tree.put(target, copy);
  }
}

function requireVersion(node: MemoryFile | undefined, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== String(node?.version)) throw new Failure("ESTALE");
}

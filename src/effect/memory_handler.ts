import { Failure } from "./failure.ts";
import { Faults } from "./faults.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import type { EffectName, FileSystemEffect } from "./file_system_effect.ts";
import type { Answer, Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import { OpenMemoryFile } from "./memory_file.ts";
import { MemoryDirectory, MemoryFile, type MemoryNode, type Room } from "./memory_node.ts";
import { holds, nodeAt, type Place, placeAt, released, requireDirectory } from "./memory_tree.ts";
import type { OpenHow } from "./open_how.ts";
import { ALL } from "./all_capabilities.ts";

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
  readonly #root: MemoryDirectory;
  readonly #faults = new Faults();

  /** Nothing but a root. */
  constructor({ now = Date.now, quota = Infinity, commitsAtClose = false }: MemoryHandlerOptions = {}) {
    this.#now = () => new Date(now());
    this.#room = { used: 0, changes: 0, quota };
    this.#can = commitsAtClose ? { ...ALL, append: false, partialWrite: false, commitsAtClose } : ALL;
    this.#root = new MemoryDirectory(this.#now());
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
    const place = placeAt(this.#root, path);
    const { node } = place;
    if (node === undefined && (!how.create || place.asDirectory)) throw new Failure("ENOENT");
    requireDirectory(place);
    if (node !== undefined && how.exclusive && !place.asDirectory) throw new Failure("EEXIST");
    if (node instanceof MemoryDirectory) throw new Failure("EISDIR");
    requireVersion(node, ifMatch);
    if (how.write && this.#can.commitsAtClose) return this.#openUpload(path, how, ifMatch);
    const file = node ?? this.#put(place, new MemoryFile(this.#now(), this.#room));
    if (how.truncate && node !== undefined) file.truncate(this.#now());
    return new OpenMemoryFile(file, how, this.#now);
  }

  /** What is written gets its name when it is complete. */
  #openUpload(path: string, how: OpenHow, ifMatch: string | undefined): OpenFile {
    const upload = new MemoryFile(this.#now(), this.#room);
    const open = new OpenMemoryFile(upload, how, this.#now, () => {
      const place = placeAt(this.#root, path);
      if (place.node !== undefined && how.exclusive) throw new Failure("EEXIST");
      if (place.node instanceof MemoryDirectory) throw new Failure("EISDIR");
      requireVersion(place.node, ifMatch);
      upload.hold();
      this.#put(place, upload);
    });
    upload.release(); // it has no name yet
    return open;
  }

  /** See {@link Handler}. */
  stat(path: string): FileStat {
    const node = nodeAt(this.#root, path);
    if (node instanceof MemoryDirectory) {
      return { path, size: 0, isDir: true, isFile: false, mtime: node.mtime, backendExtra: {} };
    }
    const { size, mtime, version } = node;
    return { path, size, isDir: false, isFile: true, mtime, backendExtra: { etag: String(version) } };
  }

  /** See {@link Handler}. */
  list(path: string): ListEntry[] {
    const node = nodeAt(this.#root, path);
    if (!(node instanceof MemoryDirectory)) throw new Failure("ENOTDIR");
    return [...node.entries].map(([name, node]) => {
      const isDir = node instanceof MemoryDirectory;
      return { name, isDir, isFile: !isDir };
    });
  }

  /** See {@link Handler}. */
  remove(path: string, recursive: boolean): void {
    const place = placeAt(this.#root, path);
    if (place.node === undefined) throw new Failure("ENOENT");
    if (place.name === "") throw new Failure("EBUSY", { detail: "it has no name to remove" });
    if (!recursive) requireEmpty(place.node);
    this.#put(place, undefined);
  }

  /** See {@link Handler}. */
  rename(from: string, to: string): void {
    const [source, target] = [placeAt(this.#root, from), placeAt(this.#root, to)];
    const { node } = source;
    if (node === undefined) throw new Failure("ENOENT");
    if (source.name === "" || target.name === "") throw new Failure("EBUSY", { detail: "it has no name to replace" });
    if (target.node === node) return;
    if (holds(node, target.parent)) throw new Failure("EINVAL", { detail: "it would be in itself" });
    if (target.node !== undefined) requireReplaceable(target.node, source);
    source.parent.entries.delete(source.name);
    source.parent.mtime = this.#now();
    this.#put(target, node);
  }

  /** See {@link Handler}. */
  mkdir(path: string, recursive: boolean): void {
    if (recursive) return this.#makeAll(path);
    const place = placeAt(this.#root, path);
    if (place.node !== undefined) throw new Failure("EEXIST");
    this.#put(place, new MemoryDirectory(this.#now()));
  }

  /** See {@link Handler}. */
  copy(from: string, to: string): void {
    const source = nodeAt(this.#root, from);
    if (source instanceof MemoryDirectory) throw new Failure("EISDIR");
    const target = placeAt(this.#root, to);
    if (target.node instanceof MemoryDirectory) throw new Failure("EISDIR");
    requireDirectory(target);
    if (source === target.node) throw new Failure("EINVAL", { detail: "both are the same file" });
    if (target.asDirectory) throw new Failure("ENOENT");
    const copy = new MemoryFile(this.#now(), this.#room);
    if (!copy.fits(0, source.size)) throw new Failure("ENOSPC");
    copy.write(0, source.read(0, source.size), this.#now());
    this.#put(target, copy);
  }

  #makeAll(path: string): void {
    const bare = path.replace(/\/+$/, "");
    let way = "";
    for (const name of bare.split("/")) {
      way += `${name}/`;
      const place = placeAt(this.#root, way.replace(/\/+$/, "") || "/");
      if (place.node === undefined) this.#put(place, new MemoryDirectory(this.#now()));
      else if (!(place.node instanceof MemoryDirectory)) {
        throw new Failure(way.length > bare.length ? "EEXIST" : "ENOTDIR");
      }
    }
  }

  /** Has a name lead to something, or to nothing. */
  #put<T extends MemoryNode | undefined>({ parent, name, node }: Place, next: T): T {
    if (node !== undefined) released(node);
    if (next === undefined) parent.entries.delete(name);
    else parent.entries.set(name, next);
    parent.mtime = this.#now();
    return next;
  }
}

function requireEmpty(node: MemoryNode): void {
  if (node instanceof MemoryDirectory && node.entries.size > 0) throw new Failure("ENOTEMPTY");
}

function requireReplaceable(target: MemoryNode, source: Place): void {
  const isDir = source.node instanceof MemoryDirectory;
  if (holds(target, source.parent)) throw new Failure("ENOTEMPTY");
  if (isDir && !(target instanceof MemoryDirectory)) throw new Failure("ENOTDIR");
  if (!isDir && target instanceof MemoryDirectory) throw new Failure("EISDIR");
  requireEmpty(target);
}

function requireVersion(node: MemoryFile | undefined, ifMatch: string | undefined): void {
  if (ifMatch !== undefined && ifMatch !== String(node?.version)) throw new Failure("ESTALE");
}

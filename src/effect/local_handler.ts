import { fromFileUrl } from "@std/path/from-file-url";
import type { CallOptions } from "../call/call_options.ts";
import type { OpenMode } from "../handle/open_options.ts";
import { withoutEnd } from "../separators.ts";
import { ALL } from "./all_capabilities.ts";
import { Failure } from "./failure.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import { Gate } from "./gate.ts";
import type { Capabilities, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import { copyLocally } from "./local_copy.ts";
import { LocalFile } from "./local_file.ts";
import { type LocalPlace, Root, SYSTEM } from "./local_place.ts";
import type { OpenHow } from "./open_how.ts";

/** How a `LocalHandler` is. */
export interface LocalHandlerOptions {
  /** How many of its operations may be under way at a time, in all programs together. Default: any number. */
  concurrency?: number;
  /** The directory that is `/` to programs, and that no path leads out of: not by `..`, not by links (`EXDEV`). */
  root?: string | URL;
}

const CAN: Capabilities = { ...ALL, conditionalWrite: false };

/**
 * The system's own files, by this library's handles. Writes are stored at once: what a failed program has written is there.
 *
 * @example
 * ```ts
 * import { FsOpen, FsReadAll, LocalHandler, run } from "@reseau/files/effect";
 * await using local = new LocalHandler({ root: "." });
 * const text = await run(function* () {
 *   return yield* FsReadAll({ handle: yield* FsOpen({ path: "/deno.json" }) });
 * }, local);
 * console.log(JSON.parse(text).name); // @reseau/files
 * ```
 */
export class LocalHandler implements Handler {
  readonly #gate: Gate;
  readonly #root: Root | undefined;

  /** The whole system, or what is in `root`. */
  constructor({ concurrency = Infinity, root }: LocalHandlerOptions = {}) {
    if (!(concurrency >= 1)) throw new RangeError(`concurrency must be 1 or more: ${concurrency}`);
    this.#gate = new Gate(Math.floor(concurrency));
    this.#root = root === undefined ? undefined : new Root(root);
  }

  /** Closes the directory that it keeps open for `root`; used again, it opens it again. */
  async close(): Promise<void> {
    await this.#root?.close();
  }

  /** {@link LocalHandler.close} */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  /** See {@link Handler}. */
  capabilities(): Capabilities {
    return CAN;
  }

  /** The path of a `file:` URL. */
  pathOf(url: string): string {
    return fromFileUrl(url);
  }

  /** See {@link Handler}. */
  open(path: string, how: OpenHow, { signal }: OpenFileOptions): Promise<OpenFile> {
    return this.#with({ signal }, async (at) => {
      const name = this.#nameOf(path);
      if (how.create && name.endsWith("/")) { // what systems say to this differs
        await at.stat(name, { signal });
        throw new Failure("EISDIR");
      }
      const handle = await at.open(name, { ...optionsOf(how), signal });
      try {
        const info = await handle.stat();
        if (info.isDirectory) throw new Failure("EISDIR"); // Linux opens one to read, and fails later
        return new LocalFile(handle, { regular: info.isFile, append: how.append }, this.#gate);
      } catch (error) {
        await handle.close();
        throw error;
      }
    });
  }

  /** See {@link Handler}. */
  stat(path: string, options: CallOptions): Promise<FileStat> {
    return this.#with(options, async (at) => {
      const info = await at.stat(this.#nameOf(path), options);
      const { mode, uid, gid, ino, dev, nlink, isFile, isDirectory: isDir, mtime } = info;
      const backendExtra = { mode, uid, gid, ino, dev, nlink };
      return { path, size: isDir ? 0 : info.size, isDir, isFile, mtime, backendExtra };
    });
  }

  /** See {@link Handler}. */
  list(path: string, options: CallOptions): Promise<ListEntry[]> {
    return this.#with(options, async (at) => {
      const entries: ListEntry[] = [];
      for await (const { name, isDirectory: isDir, isFile } of at.scandir(this.#nameOf(path), options)) {
        entries.push({ name, isDir, isFile });
      }
      return entries;
    });
  }

  /** See {@link Handler}. */
  remove(path: string, recursive: boolean, options: CallOptions): Promise<void> {
    return this.#with(options, (at) => at.rm(this.#entryOf(path), { ...options, recursive }));
  }

  /** See {@link Handler}. */
  async rename(from: string, to: string, options: CallOptions): Promise<void> {
    await this.#with(options, (at) => at.rename(this.#entryOf(from), this.#entryOf(to), options));
  }

  /** See {@link Handler}. */
  async mkdir(path: string, recursive: boolean, options: CallOptions): Promise<void> {
    await this.#with(
      options,
      (at) => at.mkdir(withoutEnd(this.#nameOf(path)) || "/", { ...options, recursive }),
    );
  }

  /** See {@link Handler}. */
  copy(from: string, to: string, options: CallOptions): Promise<void> {
    return this.#with(options, (at) => copyLocally(at, this.#nameOf(from), this.#nameOf(to), options));
  }

  #with<T>({ signal }: CallOptions, work: (at: LocalPlace) => Promise<T>): Promise<T> {
    return this.#gate.pass(async () => work(this.#root === undefined ? SYSTEM : await this.#root.place()), signal);
  }

  #nameOf(path: string): string {
    return this.#root === undefined ? path : Root.nameOf(path);
  }

  /** The name of what is to get or lose it; the root has none. Slashes at its end mean nothing. */
  #entryOf(path: string): string {
    const name = withoutEnd(this.#nameOf(path));
    if (name.split("/").every((part) => part === "" || part === ".")) {
      throw new Failure("EBUSY", { detail: "it has no name to remove or replace" });
    }
    return name;
  }
}

function optionsOf({ read, write, append, create, exclusive, truncate }: OpenHow): Exclude<
  Parameters<LocalPlace["open"]>[1],
  OpenMode | undefined
> {
  return { read, write: write && !append, append, create: create && !exclusive, createNew: exclusive, truncate };
}

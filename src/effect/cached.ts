import type { CallOptions } from "../call/call_options.ts";
import { CacheStore } from "./cache_store.ts";
import { CachedFile, ChangingFile } from "./cached_file.ts";
import type { FileStat, ListEntry } from "./file_stat.ts";
import type { Answer, Handler, OpenFile, OpenFileOptions } from "./handler.ts";
import type { OpenHow } from "./open_how.ts";
import { WrappedHandler } from "./wrapped_handler.ts";

/** What a cache keeps. */
export interface CacheOptions {
  /** Bytes of files. Default: 64 MiB. */
  maxBytes?: number;
  /** Milliseconds after which everything is asked for again. Default: never. */
  maxAge?: number;
}

/** A handler that remembers what another one said: made by {@link cached}. */
export class CachedHandler extends WrappedHandler {
  readonly #store: CacheStore;
  readonly #readers = new Set<CachedFile>();

  /** Around `inner`. */
  constructor(inner: Handler, { maxBytes = 64 << 20, maxAge = Infinity }: CacheOptions = {}) {
    super(inner);
    this.#store = new CacheStore(maxBytes, maxAge);
  }

  /** Forgets everything: what others changed is seen. */
  clear(): void {
    this.#store.clear();
  }

  /** See {@link Handler}. */
  override async open(path: string, how: OpenHow, options: OpenFileOptions): Promise<OpenFile> {
    if (how.write) {
      const file = await this.#changing(() => super.open(path, how, options));
      return new ChangingFile(file, (work) => this.#changing(work));
    }
    const file = new CachedFile(path, this.#store, (options) => super.open(path, how, options), (file) => {
      this.#readers.delete(file);
    });
    if (!this.#store.isReadable(path)) {
      const { generation } = this.#store;
      await file.opened(options);
      this.#store.keepReadable(path, generation);
    }
    this.#readers.add(file);
    return file;
  }

  /** See {@link Handler}. */
  override async stat(path: string, options: CallOptions): Promise<FileStat> {
    const { generation } = this.#store;
    const stat = this.#store.stat(path) ?? await super.stat(path, options);
    this.#store.keepStat(path, stat, generation);
    return stat;
  }

  /** See {@link Handler}. */
  override async list(path: string, options: CallOptions): Promise<ListEntry[]> {
    const { generation } = this.#store;
    const list = this.#store.list(path) ?? await super.list(path, options);
    this.#store.keepList(path, list, generation);
    return [...list];
  }

  /** See {@link Handler}. */
  override remove(path: string, recursive: boolean, options: CallOptions): Promise<void> {
    return this.#changing(() => super.remove(path, recursive, options));
  }

  /** See {@link Handler}. */
  override rename(from: string, to: string, options: CallOptions): Promise<void> {
    return this.#changing(() => super.rename(from, to, options));
  }

  /** See {@link Handler}. */
  override mkdir(path: string, recursive: boolean, options: CallOptions): Promise<void> {
    return this.#changing(() => super.mkdir(path, recursive, options));
  }

  /** See {@link Handler}. */
  override copy(from: string, to: string, options: CallOptions): Promise<void> {
    return this.#changing(() => super.copy(from, to, options));
  }

  /**
   * Changes something. Two paths may lead to one file, so nothing is remembered thereafter; files that are being read are
   * opened before, so that they stay what they are.
   */
  async #changing<T>(work: () => Answer<T>): Promise<T> {
    await Promise.allSettled([...this.#readers].map((file) => file.opened({})));
    try {
      return await work();
    } finally {
      this.#store.clear();
    }
  }
}

/**
 * A handler that remembers what another one said of its files, lists and contents, and asks it only for what is missing.
 * What is changed by programs of this handler is seen at once, whatever path it is changed by: with every change all is
 * forgotten. What others change is seen after `maxAge` or `clear()` only.
 *
 * @example
 * ```ts
 * import { cached, FsOpen, FsReadAll, MemoryHandler, run } from "@reseau/files/effect";
 * const handler = cached(new MemoryHandler(), { maxBytes: 1 << 20 });
 * await run(function* () {
 *   yield* FsOpen({ path: "/a", mode: "w" });
 * }, handler);
 * for (let time = 0; time < 2; time++) { // asks once
 *   await run(function* () {
 *     yield* FsReadAll({ handle: yield* FsOpen({ path: "/a" }) });
 *   }, handler);
 * }
 * ```
 */
export function cached(handler: Handler, options?: CacheOptions): CachedHandler {
  return new CachedHandler(handler, options);
}

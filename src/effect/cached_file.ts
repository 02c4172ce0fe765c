import type { CallOptions } from "../call/call_options.ts";
import type { CacheStore } from "./cache_store.ts";
import type { Answer, OpenFile } from "./handler.ts";
import { readFully } from "./read_fully.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Bytes that are read, and kept, at once. */
const BLOCK = 256 << 10;

/**
 * A file that is read through the cache. It is opened only when something is missing there, or is about to change; from
 * then on, what the storage has open answers.
 */
export class CachedFile implements OpenFile {
  readonly #path: string;
  readonly #store: CacheStore;
  readonly #open: (options: CallOptions) => Answer<OpenFile>;
  readonly #generation: number;
  readonly #closed: (file: CachedFile) => void;
  #opening: Promise<OpenFile> | undefined;

  constructor(
    path: string,
    store: CacheStore,
    open: (options: CallOptions) => Answer<OpenFile>,
    closed: (file: CachedFile) => void,
  ) {
    this.#path = path;
    this.#store = store;
    this.#generation = store.generation;
    this.#open = open;
    this.#closed = closed;
  }

  /** The storage's file, opened now if it is not; a failure is tried again. */
  opened(options: CallOptions): Promise<OpenFile> {
    if (this.#opening !== undefined) return this.#opening;
    const opening = (async () => await this.#open(options))();
    opening.catch(() => {
      this.#opening = undefined;
    });
    return this.#opening = opening;
  }

  async read(position: number, size: number, options: CallOptions): Promise<Bytes> {
    if (this.#store.generation !== this.#generation) {
      return await (await this.opened(options)).read(position, size, options);
    }
    const index = Math.floor(position / BLOCK);
    const block = this.#store.block(this.#path, index) ?? await this.#fetched(index, options);
    const at = position - index * BLOCK;
    return block.slice(at, at + size);
  }

  async #fetched(index: number, options: CallOptions): Promise<Bytes> {
    const block = await readFully(await this.opened(options), index * BLOCK, BLOCK, options);
    this.#store.keepBlock(this.#path, index, block, this.#generation);
    return block;
  }

  write(): never {
    throw new TypeError("it was opened to be read");
  }

  async size(options: CallOptions): Promise<number> {
    const known = this.#store.generation === this.#generation ? this.#store.stat(this.#path) : undefined;
    return known?.size ?? await (await this.opened(options)).size(options);
  }

  flush(): void {}

  async close(options: CallOptions): Promise<void> {
    this.#closed(this);
    await (await this.#opening?.catch(() => undefined))?.close(options);
  }

  async discard(): Promise<void> {
    this.#closed(this);
    await (await this.#opening?.catch(() => undefined))?.discard();
  }
}

/** A file that is written, and maybe read, beside the cache. */
export class ChangingFile implements OpenFile {
  readonly #file: OpenFile;
  readonly #change: <T>(work: () => Answer<T>) => Promise<T>;

  constructor(file: OpenFile, change: <T>(work: () => Answer<T>) => Promise<T>) {
    this.#file = file;
    this.#change = change;
  }

  read(position: number, size: number, options: CallOptions): Answer<Bytes> {
    return this.#file.read(position, size, options);
  }

  write(position: number, data: Uint8Array, options: CallOptions): Promise<number> {
    return this.#change(() => this.#file.write(position, data, options));
  }

  size(options: CallOptions): Answer<number> {
    return this.#file.size(options);
  }

  flush(options: CallOptions): Promise<void> {
    return this.#change(() => this.#file.flush(options));
  }

  close(options: CallOptions): Promise<void> {
    return this.#change(() => this.#file.close(options));
  }

  discard(): Promise<void> {
    return this.#change(() => this.#file.discard());
  }
}

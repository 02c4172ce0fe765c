/** What a `cached` handler remembers: of one generation, which ends with every change. */
import type { FileStat, ListEntry } from "./file_stat.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Stats, lists and blocks of files, by path. What was asked for in an older generation is not taken any more. */
export class CacheStore {
  readonly #stats = new Map<string, FileStat>();
  readonly #lists = new Map<string, readonly ListEntry[]>();
  /** Paths of files that could be opened to be read. */
  readonly #readable = new Set<string>();
  /** The one used longest ago first. */
  readonly #blocks = new Map<string, Bytes>();
  readonly #maxBytes: number;
  readonly #maxAge: number;
  #bytes = 0;
  #generation = 0;
  #since = 0;

  constructor(maxBytes: number, maxAge: number) {
    this.#maxBytes = maxBytes;
    this.#maxAge = maxAge;
  }

  /** Which generation it is; too old a one ends now. */
  get generation(): number {
    this.#expire();
    return this.#generation;
  }

  #expire(): void {
    if (this.#since !== 0 && performance.now() - this.#since > this.#maxAge) this.clear();
  }

  /** Forgets everything. */
  clear(): void {
    this.#generation++;
    this.#stats.clear();
    this.#lists.clear();
    this.#readable.clear();
    this.#blocks.clear();
    this.#bytes = 0;
    this.#since = 0;
  }

  /** What is known of a path. */
  stat(path: string): FileStat | undefined {
    this.#expire();
    return this.#stats.get(path);
  }

  /** Keeps what a question of `generation` was answered with. */
  keepStat(path: string, stat: FileStat, generation: number): void {
    if (this.#takes(generation)) this.#stats.set(path, stat);
  }

  /** The names in a directory. */
  list(path: string): readonly ListEntry[] | undefined {
    this.#expire();
    return this.#lists.get(path);
  }

  /** Keeps what a question of `generation` was answered with. */
  keepList(path: string, list: readonly ListEntry[], generation: number): void {
    if (this.#takes(generation)) this.#lists.set(path, list);
  }

  /** Whether a file was opened to be read. */
  isReadable(path: string): boolean {
    this.#expire();
    return this.#readable.has(path);
  }

  /** Keeps that a file was opened in `generation`. */
  keepReadable(path: string, generation: number): void {
    if (this.#takes(generation)) this.#readable.add(path);
  }

  /** A block of a file. */
  block(path: string, index: number): Bytes | undefined {
    const key = `${index}:${path}`;
    const block = this.#blocks.get(key);
    if (block === undefined) return undefined;
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    return block;
  }

  /** Keeps a block that was read in `generation`; those used longest ago make room. */
  keepBlock(path: string, index: number, block: Bytes, generation: number): void {
    if (!this.#takes(generation) || block.length > this.#maxBytes) return;
    const key = `${index}:${path}`;
    this.#bytes += block.length - (this.#blocks.get(key)?.length ?? 0);
    this.#blocks.delete(key);
    this.#blocks.set(key, block);
    for (const [oldest, { length }] of this.#blocks) {
      if (this.#bytes <= this.#maxBytes) break;
      this.#blocks.delete(oldest);
      this.#bytes -= length;
    }
  }

  #takes(generation: number): boolean {
    if (generation !== this.generation) return false;
    if (this.#since === 0) this.#since = performance.now();
    return true;
  }
}

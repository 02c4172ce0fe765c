/** What a `MemoryHandler` holds. */

/** How much there is, and how much there may be, in bytes of content. */
export interface Room {
  used: number;
  /** How many changes there were: each gives a file an `etag` of its own. */
  changes: number;
  readonly quota: number;
}

/** A directory. */
export class MemoryDirectory {
  readonly entries: Map<string, MemoryNode> = new Map();
  constructor(public mtime: Date) {}
}

/** A file's content, in memory that grows by doubling. It counts as used until nothing leads to it any more. */
export class MemoryFile {
  #bytes = new Uint8Array(0);
  #size = 0;
  /** A name, and open handles. */
  #holders = 1;
  /** Its `etag`. */
  version: number;

  constructor(public mtime: Date, readonly room: Room) {
    this.version = ++room.changes;
  }

  /** Bytes. */
  get size(): number {
    return this.#size;
  }

  /** A copy of what is there from `position`, at most `size` bytes. */
  read(position: number, size: number): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(Math.min(position, this.#size), Math.min(position + size, this.#size));
  }

  /** Whether as much fits: what does not is not written in part. */
  fits(position: number, length: number): boolean {
    const grown = Math.max(0, position + length - this.#size);
    return this.room.used + grown <= this.room.quota;
  }

  /** Writes what fits; what was never written is 0. */
  write(position: number, data: Uint8Array, mtime: Date): void {
    const end = position + data.length;
    if (end > this.#bytes.length) {
      const grown = new Uint8Array(Math.max(end, 2 * this.#bytes.length));
      grown.set(this.#bytes.subarray(0, this.#size));
      this.#bytes = grown;
    }
    this.#bytes.set(data, position);
    this.#resize(Math.max(this.#size, end), mtime);
  }

  /** Empties it. */
  truncate(mtime: Date): void {
    this.#bytes = new Uint8Array(0);
    this.#resize(0, mtime);
  }

  /** One more leads to it. */
  hold(): void {
    this.#holders++;
  }

  /** One less leads to it. */
  release(): void {
    if (--this.#holders === 0) this.room.used -= this.#size;
  }

  #resize(size: number, mtime: Date): void {
    this.room.used += size - this.#size;
    this.#size = size;
    this.mtime = mtime;
    this.version = ++this.room.changes;
  }
}

/** What a name leads to. */
export type MemoryNode = MemoryDirectory | MemoryFile;

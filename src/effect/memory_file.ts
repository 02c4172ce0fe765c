import { Failure } from "./failure.ts";
import type { OpenFile } from "./handler.ts";
import type { MemoryFile } from "./memory_node.ts";
import type { OpenHow } from "./open_how.ts";

/** An open file of a `MemoryHandler`: stays what it is when its name goes. */
export class OpenMemoryFile implements OpenFile {
  readonly #node: MemoryFile;
  readonly #how: OpenHow;
  readonly #now: () => Date;
  readonly #stored: (() => void) | undefined;

  /** `stored` has what was written stored, when that is not before it is closed. */
  constructor(node: MemoryFile, how: OpenHow, now: () => Date, stored?: () => void) {
    this.#node = node;
    this.#how = how;
    this.#now = now;
    this.#stored = stored;
    node.hold();
  }

  read(position: number, size: number): Uint8Array<ArrayBuffer> {
    return this.#node.read(position, size);
  }

  write(position: number, data: Uint8Array): number {
    const at = this.#how.append ? this.#node.size : position;
    if (!this.#node.fits(at, data.length)) throw new Failure("ENOSPC");
    this.#node.write(at, data, this.#now());
    return at + data.length;
  }

  size(): number {
    return this.#node.size;
  }

  flush(): void {}

  close(): void {
    try {
      this.#stored?.();
    } finally {
      this.#node.release();
    }
  }

  discard(): void {
    this.#node.release();
  }
}

import type { CallOptions } from "../call/call_options.ts";
import type { FileHandle } from "../handle/file_handle.ts";
import type { Gate } from "./gate.ts";
import type { OpenFile } from "./handler.ts";

/** At most so much memory is made for one answer. */
const MOST = 16 << 20;
/** What is asked of a file that says that it is empty: those of `/proc` do. */
const LEAST = 4 << 10;

type Bytes = Uint8Array<ArrayBuffer>;

/** What an open file is. */
export interface LocalFileKind {
  /** It has positions, unlike a FIFO or a terminal. */
  readonly regular: boolean;
  /** Writes go to its end. */
  readonly append: boolean;
}

/** An open file of a `LocalHandler`. */
export class LocalFile implements OpenFile {
  readonly #handle: FileHandle;
  readonly #kind: LocalFileKind;
  readonly #gate: Gate;

  constructor(handle: FileHandle, kind: LocalFileKind, gate: Gate) {
    this.#handle = handle;
    this.#kind = kind;
    this.#gate = gate;
  }

  read(position: number, size: number, options: CallOptions): Promise<Bytes> {
    return this.#gate.pass(() => this.#read(position, size, options), options.signal);
  }

  async #read(position: number, size: number, options: CallOptions): Promise<Bytes> {
    const { regular } = this.#kind;
    const likely = size !== Infinity ? size : regular ? await this.#handle.size() - position : 0;
    const buffer = new Uint8Array(Math.min(Math.max(likely, Math.min(size, LEAST)), MOST));
    const length = regular
      ? await this.#handle.readAt(buffer, position, options)
      : await this.#handle.read(buffer, options);
    return length === buffer.length ? buffer : buffer.slice(0, length ?? 0);
  }

  write(position: number, data: Uint8Array, options: CallOptions): Promise<number> {
    return this.#gate.pass(() => this.#write(position, data, options), options.signal);
  }

  async #write(position: number, data: Uint8Array, options: CallOptions): Promise<number> {
    const { regular, append } = this.#kind;
    if (append || !regular) {
      await this.#handle.writeAll(data, options);
      return regular ? await this.#handle.position() : position + data.length;
    }
    for (let done = 0; done < data.length;) {
      done += await this.#handle.writeAt(data.subarray(done), position + done, options);
    }
    return position + data.length;
  }

  async size(): Promise<number> {
    return this.#kind.regular ? await this.#handle.size() : 0;
  }

  /** The library keeps nothing back. */
  flush(): void {}

  close(): Promise<void> {
    return this.#handle.close();
  }

  discard(): Promise<void> {
    return this.#handle.close();
  }
}

/** An open file of a storage that is read by range. */
import type { CallOptions } from "../../call/call_options.ts";
import { Failure } from "../failure.ts";
import type { OpenFile } from "../handler.ts";
import type { RangeReader, RangeSource } from "./range_reader.ts";

/** A file that is read only. */
export class RemoteReadFile implements OpenFile {
  readonly #source: RangeSource;
  readonly #reader: RangeReader;
  readonly #lasting: AbortController;

  /** Reads `source` by `reader`, until `lasting` is aborted. */
  constructor(source: RangeSource, reader: RangeReader, lasting: AbortController) {
    this.#source = source;
    this.#reader = reader;
    this.#lasting = lasting;
  }

  read(position: number, size: number, { signal }: CallOptions): Promise<Uint8Array<ArrayBuffer>> {
    return this.#reader.read(position, size, signal);
  }

  write(): never {
    throw new Failure("EBADF");
  }

  /** Of an answer without a length that takes reading it. */
  async size({ signal }: CallOptions): Promise<number> {
    for (let at = 0; this.#source.size === Infinity;) at += (await this.#reader.read(at, Infinity, signal)).length;
    return this.#source.size;
  }

  flush(): void {}

  close(): void {
    this.#reader.close();
    this.#lasting.abort();
  }

  discard(): void {
    this.close();
  }
}

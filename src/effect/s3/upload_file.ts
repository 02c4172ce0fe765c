/** An object opened for writing. */
import type { CallOptions } from "../../call/call_options.ts";
import { Failure } from "../failure.ts";
import type { OpenFile } from "../handler.ts";
import { unlessAborted } from "../http/retry.ts";
import type { ObjectUpload } from "./upload.ts";

/** Small writes are gathered to so many bytes. */
const PIECE = 1 << 20;
/** S3 takes no more parts of one object. */
const MAX_PARTS = 10_000;

/** Writes one after the other; stored when it is closed. */
export class UploadFile implements OpenFile {
  readonly #start: () => ObjectUpload;
  readonly #largest: number;
  /** Begun with the first content, or at the end. */
  #upload: ObjectUpload | undefined;
  #piece = new Uint8Array();
  #filled = 0;
  #size = 0;
  /** A failed write: what is there is not what was to be stored. */
  #lost: { readonly error: unknown } | undefined;

  /** Uploads by what `start` makes, whose parts have `partSize` bytes. */
  constructor(start: () => ObjectUpload, partSize: number) {
    this.#start = start;
    this.#largest = partSize * MAX_PARTS;
  }

  read(): never {
    throw new Failure("EBADF");
  }

  async write(position: number, data: Uint8Array, { signal }: CallOptions): Promise<number> {
    try {
      await this.#write(position, data, signal);
    } catch (error) {
      this.#lost ??= { error };
      throw error;
    }
    return this.#size += data.length;
  }

  size(): number {
    return this.#size;
  }

  async flush({ signal }: CallOptions): Promise<void> {
    try {
      await this.#pass(signal);
    } catch (error) {
      this.#lost ??= { error };
      throw error;
    }
  }

  async close({ signal }: CallOptions): Promise<void> {
    if (this.#lost !== undefined) {
      await this.discard();
      throw this.#lost.error;
    }
    try {
      await this.#pass(signal);
      this.#upload ??= this.#start();
      await unlessAborted(this.#upload.complete(), signal);
    } catch (error) {
      if (signal?.aborted) await this.discard();
      throw error;
    }
  }

  async discard(): Promise<void> {
    await this.#upload?.abandon();
  }

  async #write(position: number, data: Uint8Array, signal: AbortSignal | undefined): Promise<void> {
    if (position !== this.#size) throw new Failure("ESPIPE");
    if (position + data.length > this.#largest) {
      throw new Failure("EFBIG", { detail: `${MAX_PARTS} parts have ${this.#largest} bytes` });
    }
    for (let at = 0; at < data.length;) {
      if (this.#piece.length === 0) this.#piece = new Uint8Array(PIECE);
      const part = data.subarray(at, at + PIECE - this.#filled);
      this.#piece.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === PIECE) await this.#pass(signal);
    }
  }

  async #pass(signal: AbortSignal | undefined): Promise<void> {
    if (this.#filled === 0) return;
    const piece = this.#piece.subarray(0, this.#filled);
    this.#piece = new Uint8Array();
    this.#filled = 0;
    this.#upload ??= this.#start();
    await unlessAborted(this.#upload.write(piece), signal);
  }
}

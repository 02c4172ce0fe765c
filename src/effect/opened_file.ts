/** An open file as `run` has it: the handler's, and where the program is in it. */
import type { CallOptions } from "../call/call_options.ts";
import { Failure } from "./failure.ts";
import type { Content } from "./file_handle_id.ts";
import type { Answer, Capabilities, OpenFile } from "./handler.ts";
import type { OpenHow } from "./open_how.ts";
import { SeekFrom } from "./seek_from.ts";
import { failureFrom } from "./translation.ts";

/** What an open file is made from. */
export interface Opening {
  readonly path: string;
  readonly file: OpenFile;
  readonly how: OpenHow;
  readonly can: Capabilities;
}

/** What bytes and text have in common. */
export abstract class OpenedFile {
  /** The path that it was opened with. */
  readonly path: string;
  /** Where `a` begins is asked for when it is opened: see {@link OpenedFile.start}. */
  protected position = 0;
  protected readonly file: OpenFile;
  readonly #how: OpenHow;
  readonly #can: Capabilities;
  /** A failed write, where nothing of the file can be stored any more. */
  #lost: Failure | undefined;

  constructor({ path, file, how, can }: Opening) {
    this.path = path;
    this.file = file;
    this.#how = how;
    this.#can = can;
  }

  /** Whether it is read and written as bytes. */
  abstract readonly binary: boolean;
  /** Reads; see `FsRead`. */
  abstract read(size: number, options: CallOptions): Answer<Content>;
  /** Writes; answers how much. */
  abstract write(data: string | Uint8Array, options: CallOptions): Answer<number>;
  /** The position, as a program may go back to it. */
  abstract getPosition(): number;
  /** Moves the position, within what is allowed anyway. */
  protected abstract moved(offset: number, whence: SeekFrom, options: CallOptions): Answer<number>;

  /** Finds where the handle begins. */
  async start(options: CallOptions): Promise<void> {
    if (this.#how.append) this.position = await this.file.size(options);
  }

  /** Refuses to read what was not opened for it. */
  requireReading(): void {
    if (!this.#how.read) throw new Failure("EBADF", { detail: `it was opened with "${this.#how.mode}"` });
  }

  /** Refuses to write what was not opened for it, or cannot be stored any more. */
  requireWriting(): void {
    if (!this.#how.write) throw new Failure("EBADF", { detail: `it was opened with "${this.#how.mode}"` });
    if (this.#lost !== undefined) throw this.#lost;
  }

  /** Moves the position: see `FsSeek`. */
  seek(offset: number, whence: SeekFrom, options: CallOptions): Answer<number> {
    if (offset !== 0 || whence !== SeekFrom.CURRENT) {
      if (!(this.#how.write ? this.#can.partialWrite : this.#can.seek)) throw new Failure("ESPIPE");
    }
    return this.moved(offset, whence, options);
  }

  /** Hands on what was written. */
  flush(options: CallOptions): Answer<void> {
    if (this.#how.write) return this.file.flush(options);
  }

  /** Closes it and stores what was written; what cannot be stored whole is not stored. */
  async close(options: CallOptions): Promise<void> {
    if (this.#lost === undefined) return await this.file.close(options);
    await this.file.discard();
    throw this.#lost;
  }

  /** Closes it, and gives up what is not stored. */
  discard(): Answer<void> {
    return this.file.discard();
  }

  /** Writes bytes at a position; answers that behind them. For none, the handler is not asked. */
  protected put(at: number, bytes: Uint8Array, options: CallOptions): Answer<number> {
    if (bytes.length === 0) return at;
    if (!this.#can.commitsAtClose) return this.file.write(at, bytes, options);
    return this.#putOrLose(at, bytes, options);
  }

  async #putOrLose(at: number, bytes: Uint8Array, options: CallOptions): Promise<number> {
    try {
      return await this.file.write(at, bytes, options);
    } catch (error) {
      this.#lost = failureFrom(error);
      throw error;
    }
  }
}

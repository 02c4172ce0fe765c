import type { CallOptions } from "../call/call_options.ts";
import { Failure } from "./failure.ts";
import type { Answer } from "./handler.ts";
import { OpenedFile } from "./opened_file.ts";
import { readFully } from "./read_fully.ts";
import { SeekFrom } from "./seek_from.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** An open file of bytes. */
export class BinaryFile extends OpenedFile {
  readonly binary = true;

  override read(size: number, options: CallOptions): Answer<Bytes> {
    const bytes = readFully(this.file, this.position, size, options);
    return bytes instanceof Promise ? bytes.then((bytes) => this.#passed(bytes)) : this.#passed(bytes);
  }

  #passed(bytes: Bytes): Bytes {
    this.position += bytes.length;
    return bytes;
  }

  override write(data: Uint8Array, options: CallOptions): Answer<number> {
    const behind = this.put(this.position, data, options);
    return behind instanceof Promise
      ? behind.then((behind) => this.#written(behind, data))
      : this.#written(behind, data);
  }

  #written(behind: number, data: Uint8Array): number {
    this.position = behind;
    return data.length;
  }

  override getPosition(): number {
    return this.position;
  }

  protected override moved(offset: number, whence: SeekFrom, options: CallOptions): Answer<number> {
    if (whence !== SeekFrom.END) return this.#at(whence === SeekFrom.START ? offset : this.position + offset);
    const size = this.file.size(options);
    return size instanceof Promise ? size.then((size) => this.#at(size + offset)) : this.#at(size + offset);
  }

  #at(position: number): number {
    if (position < 0) throw new Failure("EINVAL", { detail: "it would be before the start" });
    return this.position = position;
  }
}

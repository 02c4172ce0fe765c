import type { CallOptions } from "../call/call_options.ts";
import { type CleanCut, cleanCutOf } from "./clean_cut.ts";
import { countOf, passed } from "./code_points.ts";
import { Failure } from "./failure.ts";
import { OpenedFile, type Opening } from "./opened_file.ts";
import { joined, readFully } from "./read_fully.ts";
import { SeekFrom } from "./seek_from.ts";
import { Decoding, type Mark, TextChunk } from "./text_chunk.ts";

/** Bytes that are decoded at once. */
const CHUNK = 64 << 10;
const NOTHING = new Uint8Array(0);
const encoder = new TextEncoder();

/**
 * An open file of text. Chunks end where a character does, so each is decoded for itself, and decoding can begin again at
 * the start of any. `position` is that of the next chunk.
 */
export class TextFile extends OpenedFile {
  readonly binary = false;
  readonly #decoding: Decoding;
  readonly #cut: CleanCut;
  #chunk: TextChunk;
  /** Where in the chunk's text the program is. */
  #index = 0;
  /** Bytes behind the chunk that were read with it. */
  #rest: Uint8Array<ArrayBuffer> = NOTHING;
  /** The positions that were given. */
  readonly #marks = new Map<number, Mark>([[0, { base: 0, skip: 0 }]]);
  /** Places that are no byte's have negative positions, in the order in which they were asked for. */
  #inexact = 0;

  constructor(opening: Opening, encoding: string) {
    super(opening);
    this.#decoding = decodingOf(encoding);
    this.#cut = cleanCutOf(this.#decoding.name);
    this.#chunk = this.#emptyAt(0);
  }

  override async start(options: CallOptions): Promise<void> {
    await super.start(options);
    this.#goTo(this.position);
  }

  override async read(size: number, options: CallOptions): Promise<string> {
    let text = "";
    for (let missing = size; missing > 0;) {
      if (this.#index === this.#chunk.text.length && !(await this.#next(options))) break;
      const rest = this.#chunk.text;
      const { end, count } = missing === Infinity ? { end: rest.length, count: 0 } : passed(rest, this.#index, missing);
      text += rest.slice(this.#index, end);
      this.#index = end;
      missing -= count;
    }
    return text;
  }

  override async write(data: string, options: CallOptions): Promise<number> {
    const { position } = this.#chunk.placeOf(this.#index);
    this.#goTo(await this.put(position, encoder.encode(data), options));
    return countOf(data);
  }

  override getPosition(): number {
    const { position, exact } = this.#chunk.placeOf(this.#index);
    const given = exact ? position : --this.#inexact;
    this.#marks.set(given, exact ? { base: position, skip: 0 } : { base: this.#chunk.base, skip: this.#index });
    return given;
  }

  protected override async moved(offset: number, whence: SeekFrom, options: CallOptions): Promise<number> {
    if (whence !== SeekFrom.START) {
      if (offset !== 0) throw new Failure("EINVAL", { detail: "in text only 0 from here and from the end" });
      if (whence === SeekFrom.END) this.#goTo(await this.file.size(options));
      return this.getPosition();
    }
    const mark = this.#marks.get(offset);
    if (mark === undefined) throw new Failure("EINVAL", { detail: `FsGetPosition did not give ${offset}` });
    this.#goTo(mark.base);
    for (let skip = mark.skip; skip > 0 && await this.#next(options);) {
      this.#index = Math.min(skip, this.#chunk.text.length);
      skip -= this.#index;
    }
    return offset;
  }

  #emptyAt(position: number): TextChunk {
    return new TextChunk(position, NOTHING, this.#decoding);
  }

  #goTo(position: number): void {
    this.#chunk = this.#emptyAt(position);
    this.#index = 0;
    this.#rest = NOTHING;
  }

  /** Decodes what comes next: false at the end. What is never clean to cut is read to its end. */
  async #next(options: CallOptions): Promise<boolean> {
    const base = this.#chunk.end;
    let bytes = this.#rest;
    for (let clean = 0; clean === 0;) {
      const wanted = Math.max(CHUNK, bytes.length);
      const more = await readFully(this.file, base + bytes.length, wanted, options);
      bytes = joined([bytes, more], bytes.length + more.length);
      if (bytes.length === 0) return false;
      clean = more.length < wanted ? bytes.length : this.#cut(bytes);
      this.#rest = bytes.slice(clean);
      this.#chunk = new TextChunk(base, bytes.subarray(0, clean), this.#decoding);
    }
    this.#index = 0;
    return true;
  }
}

/**
 * How an encoding is decoded.
 *
 * @throws {Failure} `EINVAL`: there is none of this name.
 */
export function decodingOf(label: string): Decoding {
  try {
    return new Decoding(label);
  } catch (cause) {
    throw new Failure("EINVAL", { detail: `there is no encoding ${JSON.stringify(label)}`, cause });
  }
}

/** Some text of a file that was decoded for itself. */

/** Decodes, from the start of a file without its byte order mark, elsewhere with all that is there. */
export class Decoding {
  /** The name of the encoding. */
  readonly name: string;
  readonly #start: TextDecoder;
  readonly #later: TextDecoder;

  constructor(label: string) {
    this.#start = new TextDecoder(label);
    this.#later = new TextDecoder(label, { ignoreBOM: true });
    this.name = this.#start.encoding;
  }

  /** The decoder for bytes from `position`; between two uses it remembers nothing. */
  at(position: number): TextDecoder {
    return position === 0 ? this.#start : this.#later;
  }
}

/** Where decoding begins, and how much of what it yields is skipped, in UTF-16 units. */
export interface Mark {
  readonly base: number;
  readonly skip: number;
}

const encoder = new TextEncoder();
const MALFORMED = "\ufffd";

/** Bytes of a file from `base`, and their text. */
export class TextChunk {
  readonly text: string;

  constructor(readonly base: number, readonly bytes: Uint8Array, readonly decoding: Decoding) {
    this.text = decoding.at(base).decode(bytes);
  }

  /** Where it ends in the file. */
  get end(): number {
    return this.base + this.bytes.length;
  }

  /**
   * Where in the file an index of the text is. Only where that is `exact`, decoding can begin there: of malformed text, and
   * where an encoding has states, it can be otherwise.
   */
  placeOf(index: number): { position: number; exact: boolean } {
    if (index === 0) return { position: this.base, exact: true };
    if (index === this.text.length) return { position: this.end, exact: true };
    if (this.decoding.name === "utf-8" && !this.text.includes(MALFORMED)) {
      return { position: this.end - encoder.encode(this.text.slice(index)).length, exact: true };
    }
    const length = this.#lengthOf(index);
    const [before, behind] = [this.bytes.subarray(0, length), this.bytes.subarray(length)];
    const position = this.base + length;
    const exact = this.#decoded(this.base, before) === this.text.slice(0, index) &&
      this.#decoded(position, behind) === this.text.slice(index);
    return { position, exact };
  }

  /** How many bytes say what is before an index: the most that say no more, found by halving. */
  #lengthOf(index: number): number {
    let [low, high] = [0, this.bytes.length];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#decoded(this.base, this.bytes.subarray(0, middle)).length <= index) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #decoded(position: number, bytes: Uint8Array): string {
    return this.decoding.at(position).decode(bytes);
  }
}

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

  /** A decoder of the same kind that may be left with half a character. */
  fresh(position: number): TextDecoder {
    return new TextDecoder(this.name, { ignoreBOM: position !== 0 });
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

  /** The position in the file of an index in the text, and how to come back to it. */
  placeOf(index: number): { position: number; mark: Mark } {
    if (index === 0) return exactly(this.base);
    if (index === this.text.length) return exactly(this.end);
    if (this.decoding.name === "utf-8" && !this.text.includes(MALFORMED)) {
      const behind = encoder.encode(this.text.slice(index)).length;
      return exactly(this.end - behind);
    }
    return { position: this.base + this.#lengthFor(index), mark: { base: this.base, skip: index } };
  }

  /**
   * How many bytes are behind the text before an index: the fewest that yield it, found by halving. Malformed ones may
   * yield several characters at once; so that each has a position of its own, what is too many is taken off.
   */
  #lengthFor(index: number): number {
    let [low, high] = [0, this.bytes.length];
    let yielded = this.text.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      const { length } = this.decoding.fresh(this.base).decode(this.bytes.subarray(0, middle), { stream: true });
      if (length < index) low = middle + 1;
      else [high, yielded] = [middle, length];
    }
    return high - (yielded - index);
  }
}

function exactly(position: number): { position: number; mark: Mark } {
  return { position, mark: { base: position, skip: 0 } };
}

/** Whole numbers in as many bytes as they need: seven bits in each, the lowest first; the eighth says that more follow. */

/** Writes numbers below 2^53; signed ones below 2^52. */
export class VarintWriter {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** `room` is for how many bytes, to begin with. */
  constructor(room: number) {
    this.#bytes = new Uint8Array(room + 16);
  }

  /** What was written. */
  get bytes(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  unsigned(value: number): void {
    if (this.#length + 8 > this.#bytes.length) {
      const larger = new Uint8Array(2 * this.#bytes.length);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    while (value >= 0x8000_0000) {
      this.#bytes[this.#length++] = (value % 0x80) | 0x80;
      value = Math.floor(value / 0x80);
    }
    while (value >= 0x80) {
      this.#bytes[this.#length++] = (value & 0x7f) | 0x80;
      value >>>= 7;
    }
    this.#bytes[this.#length++] = value;
  }

  signed(value: number): void {
    this.unsigned(value < 0 ? -2 * value - 1 : 2 * value);
  }
}

/** Reads them; throws `InvalidData` behind the end. */
export class VarintReader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  unsigned(): number {
    let value = 0;
    for (let scale = 1;; scale *= 0x80) {
      const byte = this.bytes[this.#at++];
      if (byte === undefined || scale > Number.MAX_SAFE_INTEGER) {
        throw new Deno.errors.InvalidData("this is no snapshot, or a damaged one: a number has no end");
      }
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
    }
  }

  signed(): number {
    const value = this.unsigned();
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

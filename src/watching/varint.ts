/** Whole numbers in as many bytes as they need: seven bits in each, the lowest first; the eighth says that more follow. */

/** Writes numbers below 2^53. */
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

  /** Writes `count` numbers. */
  write(numbers: Float64Array, count: number): void {
    if (this.#length + 8 * count > this.#bytes.length) this.#grow(8 * count);
    const bytes = this.#bytes;
    let at = this.#length;
    for (let i = 0; i < count; i++) {
      let value = numbers[i]!;
      while (value >= 0x8000_0000) {
        const rest = Math.floor(value / 0x80);
        bytes[at++] = (value - rest * 0x80) | 0x80;
        value = rest;
      }
      while (value >= 0x80) {
        bytes[at++] = (value & 0x7f) | 0x80;
        value >>>= 7;
      }
      bytes[at++] = value;
    }
    this.#length = at;
  }

  #grow(bytes: number): void {
    const larger = new Uint8Array(2 * this.#bytes.length + bytes);
    larger.set(this.#bytes);
    this.#bytes = larger;
  }
}

/** Reads them. */
export class VarintReader {
  #at = 0;

  constructor(readonly bytes: Uint8Array) {}

  /** Reads `count` numbers into others from `start` on; throws `InvalidData` where they end before that. */
  read(numbers: Float64Array, start: number, count: number): void {
    const { bytes } = this;
    let at = this.#at;
    for (let i = start; i < start + count; i++) {
      let byte = bytes[at++]!;
      let value = byte & 0x7f;
      // Most are below 2^28, where whole numbers are enough.
      for (let shift = 7; byte >= 0x80 && shift < 28; shift += 7) {
        byte = bytes[at++]!;
        value |= (byte & 0x7f) << shift;
      }
      for (let scale = 2 ** 28; byte >= 0x80; scale *= 0x80) {
        byte = bytes[at++]!;
        value += (byte & 0x7f) * scale;
        if (scale > Number.MAX_SAFE_INTEGER) at = Infinity;
      }
      numbers[i] = value;
    }
    if (at > bytes.length) {
      throw new Deno.errors.InvalidData("this is no snapshot, or a damaged one: a number has no end");
    }
    this.#at = at;
  }
}

/** A number from −2^52 up to 2^52 as one that is written: those near 0 are small, whatever their sign. */
export function zigzag(value: number): number {
  return value < 0 ? -2 * value - 1 : 2 * value;
}

/** What {@link zigzag} was given. */
export function unzigzag(value: number): number {
  const half = value < 0x1_0000_0000 ? value >>> 1 : Math.floor(value / 2);
  return value === 2 * half ? half : -half - 1;
}

/** Numbers by numbers, in two arrays: a `Map` takes four times the memory, and there may be hundreds of thousands. */

/** Stands where there is no key. */
const NONE = -1;

/** A map from whole numbers to whole numbers, both from 0 to 2^31 − 1. */
export class NumberMap {
  #size = 0;
  #keys = new Int32Array(8).fill(NONE);
  #values = new Int32Array(8);

  /** How many keys there are. */
  get size(): number {
    return this.#size;
  }

  /** The value of a key; −1 when it has none. */
  get(key: number): number {
    return this.has(key) ? this.#values[this.#find(key)]! : NONE;
  }

  /** Whether a key has a value. */
  has(key: number): boolean {
    return key >= 0 && this.#keys[this.#find(key)] === key;
  }

  /** Gives a key a value. */
  set(key: number, value: number): void {
    if (key < 0) throw new RangeError(`a key below 0: ${key}`);
    let at = this.#find(key);
    if (this.#keys[at] === NONE) {
      if (4 * ++this.#size > 3 * this.#keys.length) {
        this.#grow();
        at = this.#find(key);
      }
      this.#keys[at] = key;
    }
    this.#values[at] = value;
  }

  /** Takes a key out; whether there was one. */
  delete(key: number): boolean {
    const keys = this.#keys;
    let hole = this.#find(key);
    if (key < 0 || keys[hole] !== key) return false;
    const mask = keys.length - 1;
    // What stands behind it moves up, unless it would stand before its place then.
    for (let at = (hole + 1) & mask; keys[at] !== NONE; at = (at + 1) & mask) {
      if (((at - this.#place(keys[at]!)) & mask) < ((at - hole) & mask)) continue;
      keys[hole] = keys[at]!;
      this.#values[hole] = this.#values[at]!;
      hole = at;
    }
    keys[hole] = NONE;
    this.#size--;
    return true;
  }

  /** All keys. */
  *keys(): Generator<number> {
    for (const key of this.#keys) if (key !== NONE) yield key;
  }

  /** Takes all out. */
  clear(): void {
    this.#size = 0;
    this.#keys = new Int32Array(8).fill(NONE);
    this.#values = new Int32Array(8);
  }

  #place(key: number): number {
    // Multiplied by 2^32 divided by the golden ratio: neighbours are spread, and so are multiples.
    const spread = Math.imul(key, 0x9e37_79b1);
    return (spread ^ (spread >>> 15)) & (this.#keys.length - 1);
  }

  /** Where a key stands, or would. */
  #find(key: number): number {
    const keys = this.#keys;
    const mask = keys.length - 1;
    let at = this.#place(key);
    while (keys[at] !== NONE && keys[at] !== key) at = (at + 1) & mask;
    return at;
  }

  #grow(): void {
    const [keys, values] = [this.#keys, this.#values];
    this.#keys = new Int32Array(2 * keys.length).fill(NONE);
    this.#values = new Int32Array(2 * keys.length);
    for (let i = 0; i < keys.length; i++) {
      if (keys[i] === NONE) continue;
      const at = this.#find(keys[i]!);
      this.#keys[at] = keys[i]!;
      this.#values[at] = values[i]!;
    }
  }
}

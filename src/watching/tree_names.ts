/**
 * The names of a tree, one behind the other, each followed by a slash: in UTF-8, so that they are compared and kept without
 * being made strings of. UTF-8 has no lone surrogates: such a unit is written as NUL, which is in no name, and four digits.
 */
import { Buffer } from "node:buffer";
import { decodeName } from "../call/text.ts";

const SLASH = 47;
const LONE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;
const encoder = new TextEncoder();

/** Names by number. */
export class TreeNames {
  #bytes: Uint8Array<ArrayBuffer>;
  /** Where each name begins; behind the last, where the next one would. */
  #starts: Uint32Array<ArrayBuffer>;
  #size = 0;

  /** `room` is for how many names. */
  constructor(room: number) {
    this.#bytes = new Uint8Array(16 * room);
    this.#starts = new Uint32Array(room + 1);
  }

  /** Those that {@link packed} was made of: `size` of them; undefined when it has another number of them. */
  static from(packed: Uint8Array, size: number): TreeNames | undefined {
    const names = new TreeNames(0);
    if (size === 0) return packed.length === 0 ? names : undefined;
    const bytes = new Uint8Array(packed.length + 1);
    bytes.set(packed);
    bytes[packed.length] = SLASH;
    const starts = new Uint32Array(size + 1);
    let count = 0;
    for (let i = 0; i < bytes.length; i++) if (bytes[i] === SLASH) starts[++count] = i + 1; // beyond the end is nowhere
    names.#bytes = bytes;
    names.#starts = starts;
    names.#size = size;
    return count === size ? names : undefined;
  }

  /** How many there are. */
  get size(): number {
    return this.#size;
  }

  /** All of them, with slashes between. */
  get packed(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, Math.max(0, this.#starts[this.#size]! - 1));
  }

  /** A name. */
  get(index: number): string {
    const name = decodeName(this.#bytes, this.#starts[index], this.#starts[index + 1]! - 1);
    return name.includes("\0") ? unescaped(name) : name;
  }

  /** Adds a name. */
  push(name: string): void {
    const bytes = encoder.encode(name.isWellFormed() ? name : escaped(name));
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#starts[this.#size]);
    this.#end(bytes.length);
  }

  /** Adds a name that stands in bytes, as the system has it. */
  pushBytes(bytes: Uint8Array, start: number, end: number): void {
    const length = end - start;
    this.#reserve(length);
    const into = this.#bytes;
    const at = this.#starts[this.#size]!;
    let any = 0;
    for (let i = 0; i < length; i++) any |= into[at + i] = bytes[start + i]!;
    if (any > 127) this.push(decodeName(bytes, start, end));
    else this.#end(length);
  }

  /** Adds names of another tree, as they are. */
  pushFrom(other: TreeNames, index: number): void {
    const bytes = other.#bytes.subarray(other.#starts[index], other.#starts[index + 1]! - 1);
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#starts[this.#size]);
    this.#end(bytes.length);
  }

  /** Whether `count` names from `index` are the same, in the same order, as those of another tree from `otherIndex`. */
  areSame(index: number, other: TreeNames, otherIndex: number, count: number): boolean {
    const [start, end] = [this.#starts[index]!, this.#starts[index + count]!];
    const [otherStart, otherEnd] = [other.#starts[otherIndex]!, other.#starts[otherIndex + count]!];
    if (end - start !== otherEnd - otherStart) return false;
    const otherBytes = Buffer.from(other.#bytes.buffer, otherStart, otherEnd - otherStart);
    return otherBytes.equals(this.#bytes.subarray(start, end));
  }

  #reserve(length: number): void {
    const needed = this.#starts[this.#size]! + length + 1;
    if (needed > this.#bytes.length) {
      const larger = new Uint8Array(2 * needed);
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    if (this.#size + 2 > this.#starts.length) {
      const larger = new Uint32Array(2 * this.#size + 16);
      larger.set(this.#starts);
      this.#starts = larger;
    }
  }

  #end(length: number): void {
    const end = this.#starts[this.#size]! + length;
    this.#bytes[end] = SLASH;
    this.#starts[++this.#size] = end + 1;
  }
}

function escaped(name: string): string {
  return name.replace(LONE, (unit) => `\0${unit.charCodeAt(0).toString(16)}`);
}

function unescaped(name: string): string {
  return name.replace(/\0(d[89a-f][0-9a-f]{2})/g, (_, digits) => String.fromCharCode(parseInt(digits, 16)));
}

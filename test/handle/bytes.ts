/** Bytes to write, and a comparison that is quick for many of them. */
import { AssertionError } from "@std/assert";
import { Buffer } from "node:buffer";

/** Sizes around which reading changes its way: pages, arenas, pieces. */
export const SIZES = [0, 1, 4095, 65536, 65537, (1 << 20) + 1];

export { SLOW } from "../call/scale.ts";

/** `length` bytes without a period that a block, page or piece has, the same for the same seed. */
export function sample(length: number, seed = 1): Uint8Array<ArrayBuffer> {
  const words = new Uint32Array((length + 3) >> 2);
  let x = seed * 2654435761 >>> 0 || 1;
  for (let i = 0; i < words.length; i++) {
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    words[i] = x;
  }
  return new Uint8Array(words.buffer, 0, length).slice();
}

/** UTF-8. */
export function utf8(text: string): Uint8Array<ArrayBuffer> {
  return new TextEncoder().encode(text);
}

/** Fails unless both hold the same bytes; says where they differ first. */
export function assertBytes(actual: Uint8Array, expected: Uint8Array, what = "bytes"): void {
  if (actual.byteLength === expected.byteLength && Buffer.compare(actual, expected) === 0) return;
  const at = actual.findIndex((byte, i) => byte !== expected[i]);
  throw new AssertionError(
    `${what}: ${actual.byteLength} bytes for ${expected.byteLength}, different from ${at < 0 ? actual.length : at}: ` +
      `${actual.subarray(Math.max(at, 0), at + 8)} for ${expected.subarray(Math.max(at, 0), at + 8)}`,
  );
}

/** Fails unless the array has its memory for itself, as what `Deno.readFile` returns. */
export function assertOwned(bytes: Uint8Array): void {
  if (bytes.byteOffset === 0 && bytes.byteLength === bytes.buffer.byteLength) return;
  throw new AssertionError(`${bytes.byteLength} bytes at ${bytes.byteOffset} of ${bytes.buffer.byteLength}`);
}

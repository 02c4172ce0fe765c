/** Vectored transfers through one buffer of our own: Windows' own are for whole pages without the cache. */
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { read, readAt, write, writeAt } from "./transfer.ts";

/** More is left to the next call. Bytes. */
const MOST = 16 << 20;

/** `readv`, `preadv` */
export function* readv(file: Descriptor, buffers: readonly Uint8Array[], offset: number): Program<number> {
  const joined = new Uint8Array(Math.min(MOST, lengthOf(buffers)));
  const count = yield offset < 0 ? read(file, joined) : readAt(file, joined, offset);
  let at = 0;
  for (const buffer of buffers) {
    if (at >= count) break;
    const part = joined.subarray(at, Math.min(count, at + buffer.byteLength));
    buffer.set(part);
    at += part.byteLength;
  }
  return count;
}

/** `writev`, `pwritev` */
export function* writev(file: Descriptor, data: readonly Uint8Array[], offset: number): Program<number> {
  const joined = new Uint8Array(Math.min(MOST, lengthOf(data)));
  if (joined.byteLength === 0) return 0;
  let at = 0;
  for (const bytes of data) {
    const part = bytes.subarray(0, joined.byteLength - at);
    joined.set(part, at);
    at += part.byteLength;
  }
  return yield offset < 0 ? write(file, joined) : writeAt(file, joined, offset);
}

function lengthOf(buffers: readonly Uint8Array[]): number {
  return buffers.reduce((sum, { byteLength }) => sum + byteLength, 0);
}

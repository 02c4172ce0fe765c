/** Reading from an open file. */
import { systemError } from "../call/error.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { os } from "../os/os.ts";
import type { OpenFile } from "./handle_base.ts";
import { fstatOf } from "../stat/fstat.ts";

/** What a file of unknown length is read into first, in bytes. */
const FIRST_ROOM = 64 << 10;
/** What is read to see the end where it is expected, in bytes. */
const LOOK = 512;
/** A file of this size is read by several threads, in pieces of that, in bytes. */
const LARGE = 16 << 20;
const PIECE = 2 << 20;
/** Memory for a file of unknown length grows in steps of at most so many bytes. */
const STEP = 8 << 20;

/** Bytes that are the caller's to receive data in. */
export function checkBuffer(buffer: Uint8Array): Uint8Array {
  if (!(buffer instanceof Uint8Array)) throw new TypeError("the buffer must be a Uint8Array");
  return buffer;
}

/** One read at the position: the bytes read, or `null` at the end. */
export function* readOnce(file: OpenFile, buffer: Uint8Array): Program<number | null> {
  if (checkBuffer(buffer).byteLength === 0) return 0;
  return endOr(yield os.read(file, buffer), "read", file);
}

/** One read at an offset. */
export function* readOnceAt(file: OpenFile, buffer: Uint8Array, offset: number): Program<number | null> {
  if (checkBuffer(buffer).byteLength === 0) return 0;
  return endOr(yield os.readAt(file, buffer, offset), "pread", file);
}

/** One vectored read, at the position when `offset` is −1. */
export function* readVector(file: OpenFile, buffers: readonly Uint8Array[], offset: number): Program<number | null> {
  let room = 0;
  for (const buffer of buffers) room += checkBuffer(buffer).byteLength;
  if (room === 0) return 0;
  return endOr(yield* os.readv(file, buffers, offset), offset < 0 ? "readv" : "preadv", file);
}

/** Reads until the buffer is full or the file ends; the bytes read. */
export function* fill(file: OpenFile, buffer: Uint8Array): Program<number> {
  let filled = 0;
  while (filled < checkBuffer(buffer).byteLength) {
    const count = yield* readOnce(file, buffer.subarray(filled));
    if (count === null) break;
    filled += count;
  }
  return filled;
}

/** Fills the buffer, or throws `UnexpectedEof`. */
export function* fillExactly(file: OpenFile, buffer: Uint8Array): Program<void> {
  const filled = yield* fill(file, buffer);
  if (filled === buffer.byteLength) return;
  throw Object.assign(
    new Deno.errors.UnexpectedEof(`read '${file.path}': ended after ${filled} of ${buffer.byteLength} bytes`),
    { code: "EOF", syscall: "read", path: file.path },
  );
}

/** At most `count` bytes from the position. */
export function* readUpTo(file: OpenFile, count: number): Program<Uint8Array<ArrayBuffer>> {
  return yield* readChunks(file, count); // memory grows with what arrives: a small file may be asked for far too much
}

/** Everything from the position to the end. */
export function* readRest(file: OpenFile): Program<Uint8Array<ArrayBuffer>> {
  const info = yield* fstatOf(file, file.path);
  const position = info.size > 0 ? yield* os.seek(file, 0, 1) : -1;
  return yield* readChunks(file, Infinity, position < 0 ? 0 : info.size - position);
}

/** Everything of a file just opened, whose length is known: large ones by several threads at once. */
export function* readLarge(file: OpenFile, size: number): Program<Uint8Array<ArrayBuffer>> {
  if (size < LARGE || file.manner === "stream") return yield* readChunks(file, Infinity, size);
  const bytes = new Uint8Array(size);
  os.prepare?.(bytes);
  const pieces = function* () {
    for (let at = 0; at < size; at += PIECE) yield fillAt(file, bytes.subarray(at, at + PIECE), at);
  };
  let length = 0;
  for (const filled of (yield* all(pieces())).map(valueOf)) {
    length += filled;
    if (filled < PIECE) break; // it was truncated meanwhile, or this is the last one
  }
  if (length < size) return bytes.slice(0, length);
  const more = new Uint8Array(FIRST_ROOM);
  const grown = yield* fillAt(file, more, size);
  return grown === 0 ? bytes : yield* readGrown(file, bytes, more.subarray(0, grown));
}

/** It grew while it was read: the rest is read as of a file of unknown length. */
function* readGrown(file: OpenFile, bytes: Uint8Array, more: Uint8Array): Program<Uint8Array<ArrayBuffer>> {
  const position = yield* os.seek(file, bytes.byteLength + more.byteLength, 0);
  if (position < 0) throw systemError(position, "lseek", file.path);
  return concat([bytes, more, yield* readChunks(file, Infinity)]);
}

function* fillAt(file: OpenFile, buffer: Uint8Array, offset: number): Program<number> {
  let filled = 0;
  while (filled < buffer.byteLength) {
    const count = yield* readOnceAt(file, buffer.subarray(filled), offset + filled);
    if (count === null) break;
    filled += count;
  }
  return filled;
}

/**
 * Reads to the end, or up to `most` bytes. When `expected` bytes are said to be there, these come first, in memory of
 * exactly that size, and then only a look whether that is the end.
 */
export function* readChunks(file: OpenFile, most: number, expected = 0): Program<Uint8Array<ArrayBuffer>> {
  const chunks: Uint8Array<ArrayBuffer>[] = [];
  let total = 0;
  let room = expected > 0 ? expected : FIRST_ROOM;
  while (total < most) {
    const chunk = new Uint8Array(Math.min(room, most - total));
    const filled = yield* fill(file, chunk);
    total += filled;
    chunks.push(chunk.subarray(0, filled));
    if (filled < chunk.byteLength) break;
    room = chunks.length === 1 && expected > 0 ? LOOK : Math.min(room * 2, STEP);
  }
  return concat(chunks);
}

/** Pieces as one: a whole array of its own, never a view of a larger one. */
export function concat(chunks: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const filled = chunks.filter((chunk) => chunk.byteLength > 0);
  const only = filled[0];
  if (filled.length === 1 && only!.byteLength === only!.buffer.byteLength) return only as Uint8Array<ArrayBuffer>;
  const bytes = new Uint8Array(filled.reduce((sum, chunk) => sum + chunk.byteLength, 0));
  let at = 0;
  for (const chunk of filled) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}

function endOr(result: number, syscall: string, file: OpenFile): number | null {
  if (result < 0) throw systemError(result, syscall, file.path);
  return result === 0 ? null : result;
}

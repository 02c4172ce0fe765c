/**
 * Memory for calls made on this thread: made once, because a fresh `ArrayBuffer` costs about as much as `statx`.
 * What a call leaves here is valid until the program yields again.
 */
import { encodeNameInto } from "./text.ts";

/** Bytes for one text argument: longer than any `PATH_MAX`, so that the kernel itself says `ENAMETOOLONG`. */
export const TEXT_SIZE = 4200;
/** The same in UTF-16: Windows takes 32,767 units. */
export const WIDE_SIZE = 2 * 32_800;
/** Bytes for output. */
export const SPACE_SIZE = 256 * 1024;

/** Texts up to this length are copied here, which takes less time than `TextEncoder`'s 0.1 µs a call. */
const SHORT = 48;

function writeAscii(text: string, memory: Uint8Array, at: number): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 127) return -1;
    memory[at + i] = code;
  }
  return text.length;
}

/**
 * Copies `text`, NUL-terminated, into `memory` from `at`, cut at {@link TEXT_SIZE} and where the memory ends; returns the
 * bytes written, NUL included.
 */
export function writeText(text: string | Uint8Array, memory: Uint8Array, at = 0): number {
  const end = Math.min(at + TEXT_SIZE, memory.length);
  let length = typeof text === "string" && text.length <= Math.min(SHORT, end - at - 1)
    ? writeAscii(text, memory, at)
    : -1;
  if (length < 0) length = writeBytes(text, memory.subarray(at, end));
  memory[at + length] = 0;
  return length + 1;
}

/** Copies as much of a text as leaves room for a NUL; returns the bytes. */
function writeBytes(text: string | Uint8Array, memory: Uint8Array): number {
  const room = memory.subarray(0, memory.length - 1);
  if (typeof text === "string") return encodeNameInto(text, room);
  const bytes = text.subarray(0, room.length);
  room.set(bytes);
  return bytes.length;
}

/** Copies `text` as UTF-16 with a NUL to the start of `memory`, surrogates as they are; returns the bytes written. */
export function writeWide(text: string, memory: Uint8Array): number {
  const units = Math.min(text.length, (memory.length >> 1) - 1);
  for (let i = 0; i < units; i++) {
    const unit = text.charCodeAt(i);
    memory[2 * i] = unit;
    memory[2 * i + 1] = unit >> 8;
  }
  memory[2 * units] = memory[2 * units + 1] = 0;
  return 2 * units + 2;
}

/** Output of calls made on this thread. */
export const SPACE: Uint8Array<ArrayBuffer> = new Uint8Array(SPACE_SIZE);
/** The same as a view. */
export const SPACE_VIEW: DataView = new DataView(SPACE.buffer);

/** The address of `bytes`. */
export function addressOf(bytes: Uint8Array): bigint {
  return Deno.UnsafePointer.value(Deno.UnsafePointer.of(bytes as Uint8Array<ArrayBuffer>));
}

let space: bigint | undefined;

/** The address of {@link SPACE}, asked for once: it never moves. */
export function spaceAddress(): bigint {
  return space ??= addressOf(SPACE);
}

/** Writing to an open file. */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { os } from "../os/os.ts";
import type { OpenFile } from "./handle_base.ts";

const encoder = new TextEncoder();

/** Bytes to write; a string as UTF-8. */
export function toBytes(data: Uint8Array | string): Uint8Array {
  if (typeof data === "string") return encoder.encode(data);
  if (!(data instanceof Uint8Array)) throw new TypeError("the data must be a Uint8Array or a string");
  return data;
}

/** One write at the position. */
export function* writeOnce(file: OpenFile, data: Uint8Array): Program<number> {
  return countOr(yield os.write(file, checkData(data)), "write", file);
}

/** One write at an offset. */
export function* writeOnceAt(file: OpenFile, data: Uint8Array, offset: number): Program<number> {
  return countOr(yield os.writeAt(file, checkData(data), offset), "pwrite", file);
}

/** One vectored write, at the position when `offset` is −1. */
export function* writeVector(file: OpenFile, data: readonly Uint8Array[], offset: number): Program<number> {
  data.forEach(checkData);
  return countOr(yield* os.writev(file, data, offset), offset < 0 ? "writev" : "pwritev", file);
}

/** Writes until everything is written. */
export function* writeEverything(file: OpenFile, bytes: Uint8Array): Program<void> {
  for (let written = 0; written < bytes.byteLength;) {
    const count = yield* writeOnce(file, bytes.subarray(written));
    if (count === 0) throw new Deno.errors.WriteZero(`write '${file.path}': ${written} of ${bytes.byteLength} bytes`);
    written += count;
  }
}

function checkData(data: Uint8Array): Uint8Array {
  if (!(data instanceof Uint8Array)) throw new TypeError("the data must be a Uint8Array");
  return data;
}

function countOr(result: number, syscall: string, file: OpenFile): number {
  if (result < 0) throw systemError(result, syscall, file.path);
  return result;
}

import type { CallOptions } from "../call/call_options.ts";
import type { Answer, OpenFile } from "./handler.ts";

type Bytes = Uint8Array<ArrayBuffer>;

/** Reads `size` bytes, asking again until they have come or the file ends; `Infinity` is all that is left. */
export function readFully(file: OpenFile, position: number, size: number, options: CallOptions): Answer<Bytes> {
  if (size === 0) return new Uint8Array(0);
  const first = file.read(position, size, options);
  if (!(first instanceof Promise) && (first.length === size || first.length === 0)) return first;
  return more(file, position, size, first, options);
}

async function more(
  file: OpenFile,
  position: number,
  size: number,
  first: Answer<Bytes>,
  options: CallOptions,
): Promise<Bytes> {
  const parts = [await first];
  let length = parts[0]!.length;
  while (length < size && parts.at(-1)!.length > 0) {
    const part = await file.read(position + length, size - length, options);
    parts.push(part);
    length += part.length;
  }
  return joined(parts, length);
}

/** Parts as one; memory is made only where there are several. */
export function joined(parts: readonly Bytes[], length: number): Bytes {
  const only = parts.find((part) => part.length === length);
  if (only !== undefined) return only;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Files as streams and lines. */
import { toSize } from "../integer.ts";
import type { FileHandle } from "./file_handle.ts";

/** Bytes in a chunk, when nothing else is said. */
const CHUNK = 64 << 10;

/** Which part of a file a stream carries. */
export interface StreamOptions {
  /** Bytes of a chunk at most. Default: 65,536. */
  chunkSize?: number;
  /** Where to begin, in bytes; the position then stays. Default: at the position, which moves. */
  offset?: number | bigint;
  /** How many bytes. Default: to the end. */
  length?: number | bigint;
  /** Ends the stream with an error. */
  signal?: AbortSignal;
}

/** How lines are read. */
export interface LinesOptions {
  /** Bytes read at a time. Default: 65,536. */
  chunkSize?: number;
  /** Ends the reading with an error. */
  signal?: AbortSignal;
}

type Bytes = Uint8Array<ArrayBuffer>;

/** A part of a file. */
export function streamOf(file: FileHandle, options: StreamOptions): ReadableStream<Bytes> {
  const { chunkSize = CHUNK, offset, length, signal } = options;
  const size = checkChunk(chunkSize);
  let left = length === undefined ? Infinity : toSize(length, "length");
  let at = offset === undefined ? undefined : toSize(offset, "offset");
  return chunksOf(size, async (chunk) => {
    if (left === 0) return null;
    const room = chunk.subarray(0, Math.min(size, left));
    const count = at === undefined ? await file.read(room, { signal }) : await file.readAt(room, at, { signal });
    left -= count ?? 0;
    if (at !== undefined) at += count ?? 0;
    return count;
  });
}

/** The rest of a file; the handle is closed when it ends, fails or is cancelled. */
export function readableOf(file: FileHandle): ReadableStream<Bytes> {
  return chunksOf(CHUNK, (chunk) => file.read(chunk), () => file.close());
}

/** A stream of what `read` puts into chunks, until it says `null`; `end` is called when that, or anything else, ends it. */
function chunksOf(
  size: number,
  read: (chunk: Bytes) => Promise<number | null>,
  end: () => Promise<void> = () => Promise.resolve(),
): ReadableStream<Bytes> {
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: size,
    async pull(controller) {
      const request = controller.byobRequest!; // chunks are allocated by the stream, so there is always one
      const view = request.view!;
      try {
        const count = await read(new Uint8Array(view.buffer as ArrayBuffer, view.byteOffset, view.byteLength));
        if (count === null) {
          await end();
          controller.close();
        }
        request.respond(count ?? 0);
      } catch (error) {
        await end();
        throw error;
      }
    },
    cancel: end,
  }, { highWaterMark: 0 });
}

/** Into a file; the handle is closed with the stream. */
export function writableOf(file: FileHandle): WritableStream<Uint8Array<ArrayBufferLike>> {
  return new WritableStream<Uint8Array<ArrayBufferLike>>({
    async write(chunk) {
      try {
        await file.writeAll(chunk);
      } catch (error) {
        await file.close();
        throw error;
      }
    },
    close: () => file.close(),
    abort: () => file.close(),
  });
}

/** The rest of a file, line by line. */
export async function* lines(
  file: FileHandle,
  { chunkSize = CHUNK, signal }: LinesOptions,
): AsyncIterableIterator<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const buffer = new Uint8Array(checkChunk(chunkSize));
  let rest = "";
  for (;;) {
    const count = await file.read(buffer, { signal });
    const text = count === null ? decoder.decode() : decoder.decode(buffer.subarray(0, count), { stream: true });
    const parts = text.split("\n");
    parts[0] = rest + parts[0]; // only what is new is looked through: a line may be longer than memory likes to copy
    rest = parts.pop()!;
    for (const line of parts) yield line.endsWith("\r") ? line.slice(0, -1) : line;
    if (count === null) break;
  }
  if (rest !== "") yield rest;
}

function checkChunk(size: number): number {
  if (!Number.isInteger(size) || size < 1) throw new RangeError(`chunkSize must be a whole number from 1: ${size}`);
  return size;
}

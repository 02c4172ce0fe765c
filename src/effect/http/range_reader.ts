/** Bytes of something far away, read by range: what was asked for, and ahead of who reads on. */

/** One version of something, which gives its bytes by range. */
export interface RangeSource {
  /** In bytes; `Infinity` as long as nobody knows. */
  readonly size: number;
  /**
   * The bytes from `start` up to, not including, `end`: all of them, or an error. Fewer only where the size was not known,
   * and is now.
   */
  fetch(start: number, end: number, signal: AbortSignal): Promise<Uint8Array>;
}

/** How far a reader goes beyond what was asked for. */
export interface ReadAheadOptions {
  /** The most that one request asks for, in bytes. Default: 4 MiB. */
  chunkSize?: number;
  /** How far ahead of a sequential reader is fetched, in bytes: this much is held. Default: 16 MiB; 0: not at all. */
  readAhead?: number;
}

/** The first request at a place, in bytes: small enough for a reader that only looks, large enough for a small file. */
const FIRST = 256 << 10;

interface Segment {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array>;
}

/** Reads one {@link RangeSource}, one read after the other. */
export class RangeReader {
  readonly #source: RangeSource;
  readonly #chunkSize: number;
  readonly #readAhead: number;
  /** Adjacent ranges, under way or here. */
  #segments: Segment[] = [];
  #fetching = new AbortController();
  /** Where a sequential reader reads on. */
  #next = -1;
  #step = FIRST;

  constructor(source: RangeSource, { chunkSize = 4 << 20, readAhead = 16 << 20 }: ReadAheadOptions = {}) {
    this.#source = source;
    this.#chunkSize = chunkSize;
    this.#readAhead = readAhead;
  }

  /** Bytes from `position`: `length` of them, or as many as there are up to the end. */
  async read(position: number, length: number): Promise<Uint8Array<ArrayBuffer>> {
    const onward = position === this.#next;
    if (!onward) this.#step = FIRST;
    const parts: Uint8Array[] = [];
    let at = position;
    while (at < Math.min(this.#source.size, position + length)) {
      this.#request(at, position + length, onward);
      const segment = this.#segments[0]!;
      let bytes: Uint8Array;
      try {
        bytes = await segment.bytes;
      } catch (error) {
        if (segment === this.#segments[0]) this.#forget(); // so that the next read asks again
        throw error;
      }
      const part = bytes.subarray(at - segment.start, position + length - segment.start);
      if (part.length === 0) break; // the end of what had no known size
      parts.push(part);
      at += part.length;
    }
    this.#next = at;
    return joined(parts, at - position);
  }

  /** Gives up what is under way, and forgets what is here. */
  close(): void {
    this.#forget();
  }

  /** Sees to it that the range at `at` is under way, and those behind it. */
  #request(at: number, end: number, onward: boolean): void {
    const segments = this.#segments;
    while (segments.length > 0 && segments[0]!.end <= at) segments.shift();
    if (segments.length > 0 && segments[0]!.start > at) this.#forget();
    const window = Math.max(this.#readAhead, this.#chunkSize);
    const ahead = onward ? at + Math.min(this.#readAhead, 4 * this.#step) : 0;
    const wanted = Math.min(this.#source.size, Math.max(Math.min(end, at + window), ahead));
    for (let start = this.#segments.at(-1)?.end ?? at; start < wanted;) {
      const size = Math.min(this.#chunkSize, Math.max(this.#step, end - start));
      const stop = Math.min(this.#source.size, start + size);
      const bytes = this.#source.fetch(start, stop, this.#fetching.signal);
      bytes.catch(() => {}); // reported where somebody reads it, if anybody does
      this.#segments.push({ start, end: stop, bytes });
      if (onward) this.#step = Math.min(this.#chunkSize, 2 * this.#step);
      start = stop;
    }
  }

  #forget(): void {
    this.#fetching.abort();
    this.#fetching = new AbortController();
    this.#segments = [];
  }
}

function joined(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

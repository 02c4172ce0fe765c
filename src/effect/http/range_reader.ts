/** Bytes of something far away, read by range: what was asked for, and ahead of who reads on. */
import { unlessAborted } from "./retry.ts";

/** One version of something, which gives its bytes by range. */
export interface RangeSource {
  /** In bytes; `Infinity` as long as nobody knows. */
  readonly size: number;
  /**
   * The bytes from `start` up to, not including, `end`: all of them, or an error. Fewer only where the size was not known,
   * and is now.
   */
  fetch(start: number, end: number, signal: AbortSignal): Promise<Uint8Array<ArrayBuffer>>;
}

/** How far a reader goes beyond what was asked for. */
export interface ReadAheadOptions {
  /** The most that one request asks for, in bytes. Default: 4 MiB. */
  chunkSize?: number;
  /** How far ahead of a sequential reader is fetched, in bytes: so much is held. Default: 16 MiB; 0: not at all. */
  readAhead?: number;
}

/** The first request at a place, in bytes: small enough for a reader that only looks, large enough for a small file. */
export const FIRST: number = 256 << 10;

/** A range, under way or here. */
export interface Segment {
  readonly start: number;
  readonly end: number;
  readonly bytes: Promise<Uint8Array<ArrayBuffer>>;
}

/** Reads one {@link RangeSource}, one read after the other. */
export class RangeReader {
  readonly #source: RangeSource;
  readonly #chunkSize: number;
  readonly #readAhead: number;
  /** Adjacent ones. */
  #segments: Segment[];
  #fetching = new AbortController();
  /** Where a sequential reader reads on. */
  #next = -1;
  #step = FIRST;

  /** Reads `source`, of which `first` is here already. */
  constructor(source: RangeSource, { chunkSize = 4 << 20, readAhead = 16 << 20 }: ReadAheadOptions, first?: Segment) {
    this.#source = source;
    this.#chunkSize = chunkSize;
    this.#readAhead = readAhead;
    this.#segments = first === undefined ? [] : [first];
  }

  /** Bytes from `position`, at most `length`, as they came in one piece; none at the end. */
  async read(position: number, length: number, signal: AbortSignal | undefined): Promise<Uint8Array<ArrayBuffer>> {
    if (position >= this.#source.size || length === 0) return new Uint8Array();
    this.#request(position, position + length);
    const segment = this.#segments[0]!;
    let bytes: Uint8Array<ArrayBuffer>;
    try {
      bytes = await unlessAborted(segment.bytes, signal);
    } catch (error) {
      this.close(); // so that the next read asks again
      throw error;
    }
    const from = position - segment.start;
    const part = from === 0 && bytes.length <= length ? bytes : bytes.slice(from, from + length);
    this.#next = position + part.length;
    return part;
  }

  /** Gives up what is under way, and forgets what is here. */
  close(): void {
    this.#fetching.abort();
    this.#fetching = new AbortController();
    this.#segments = [];
  }

  /** Sees to it that the range at `at` is under way, and those behind it. */
  #request(at: number, end: number): void {
    const onward = at === this.#next;
    if (!onward) this.#step = FIRST;
    while (this.#segments.length > 0 && this.#segments[0]!.end <= at) this.#segments.shift();
    if (this.#segments.length > 0 && this.#segments[0]!.start > at) this.close();
    const asked = Math.min(end, at + Math.max(this.#readAhead, this.#chunkSize));
    const ahead = onward ? at + Math.min(this.#readAhead, 4 * this.#step) : 0;
    const wanted = Math.min(this.#source.size, Math.max(asked, ahead));
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
}

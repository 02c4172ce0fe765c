/** Moving content from one open file to the same places of another, by the first way that works. */
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import { all, type Program, valueOf } from "../call/program.ts";
import { done } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { readOnceAt } from "../handle/read_programs.ts";
import { writeOnceAt } from "../handle/write_programs.ts";
import { UNABLE } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import { os } from "../os/os.ts";

/** One call moves at most so many bytes, so that progress is told and a copy can be given up. */
const PIECE = 2 << 20;
/** Pieces under way at once: what one waits for, another one uses. */
const STREAMS = 2;
/** Bytes read and written at a time where the kernel cannot copy. */
const BUFFER = 256 << 10;
const ENXIO = failureOf("ENXIO");

/** Ways that did not work, by the pair of filesystems: nothing is tried twice. */
export class Ways {
  readonly #closed = new Set<string>();

  /** Whether a way is still to be tried between two devices. */
  open(way: Way, from: number, to: number): boolean {
    return !this.#closed.has(`${way} ${from} ${to}`);
  }

  /** It did not work. */
  close(way: Way, from: number, to: number): void {
    this.#closed.add(`${way} ${from} ${to}`);
  }
}

/** A way to move content. */
export type Way = "share" | "range" | "send" | "clone";

/** What is known of the two files. */
export interface Pair {
  readonly from: OpenFile;
  readonly to: OpenFile;
  readonly size: number;
  /** Of 512 bytes. */
  readonly blocks: number;
  readonly devices: readonly [from: number, to: number];
}

/** Moves ranges of one file to the same places of another. */
export class Mover {
  /** The end of the last byte written. */
  highest = 0;
  readonly #pair: Pair;
  readonly #ways: Ways;
  readonly #moved: (bytes: number) => void;

  constructor(pair: Pair, ways: Ways, moved: (bytes: number) => void) {
    this.#pair = pair;
    this.#ways = ways;
    this.#moved = moved;
  }

  /** Everything, to the end that the file has by then; returns it. */
  *all(): Program<number> {
    const { size } = this.#pair;
    const end = yield* this.#range(0, size);
    // It may have grown, and a file of /proc does not know its size.
    return end < size ? end : yield* this.#rest(end);
  }

  /** Everything but holes; returns the end. */
  *data(): Program<number> {
    const { from, size } = this.#pair;
    for (let at = 0;;) {
      const start = yield* copying.seekData(from, at);
      if (start === ENXIO) return Math.max(at, size);
      if (start < 0 && at === 0) return yield* this.all(); // nobody knows of holes here
      if (start < 0) throw systemError(start, "lseek", from.path);
      const hole = yield* copying.seekHole(from, start);
      if (hole === ENXIO) return start; // cut meanwhile
      if (hole < 0) throw systemError(hole, "lseek", from.path);
      at = yield* this.#range(start, hole);
      if (at < hole) return at;
    }
  }

  /** One range; returns where it ended: before `end` where the file does. */
  *#range(start: number, end: number): Program<number> {
    // The first piece finds the way.
    let at = start;
    if (at < end) at += yield* this.#piece(at, Math.min(PIECE, end - at), new Carrier());
    if (at === start || at === end) return at;
    if (this.#way === "send") return yield* this.#stream({ at, end, cut: end });
    const course = { at, end, cut: end };
    const streams = Math.min(STREAMS, Math.ceil((end - at) / PIECE));
    (yield* all(Array.from({ length: streams }, () => this.#stream(course)))).forEach(valueOf);
    return course.cut;
  }

  /** Takes piece after piece of a course that others may take of, too. */
  *#stream(course: { at: number; readonly end: number; cut: number }): Program<number> {
    const carrier = new Carrier();
    while (course.at < course.cut) {
      let at = course.at;
      const end = Math.min(at + PIECE, course.end);
      course.at = end;
      while (at < end) {
        const count = yield* this.#piece(at, end - at, carrier);
        if (count === 0) {
          course.cut = Math.min(course.cut, at);
          break;
        }
        at += count;
      }
    }
    return course.cut;
  }

  /** What is there beyond the size that was known; returns the end. */
  *#rest(at: number): Program<number> {
    const carrier = new Carrier();
    for (;;) {
      const count = yield* this.#carry(at, BUFFER, carrier);
      if (count === 0) return at;
      at += count;
    }
  }

  get #way(): "range" | "send" | "carry" {
    const { devices } = this.#pair;
    if (this.#ways.open("range", ...devices)) return "range";
    return copying.sendAt !== undefined && this.#ways.open("send", ...devices) ? "send" : "carry";
  }

  /** Moves some of a range, by the first way that works; 0 at the end of the file. */
  *#piece(at: number, length: number, carrier: Carrier): Program<number> {
    const { from, to, devices } = this.#pair;
    for (let way = this.#way; way !== "carry"; way = this.#way) {
      if (way === "send") yield* done(os.seek(to, at, 0), "lseek", to);
      const count = way === "range"
        ? yield* copying.copyRangeAt(from, at, to, at, length)
        : yield* copying.sendAt!(from, at, to, length);
      if (count > 0) return this.#arrived(at, count);
      if (count === 0) break; // the end, or a file that only reading brings to light
      if (count !== UNABLE) {
        throw systemError(count, way === "range" ? "copy_file_range" : "sendfile", from.path, to.path);
      }
      this.#ways.close(way, ...devices);
    }
    return yield* this.#carry(at, Math.min(length, BUFFER), carrier);
  }

  *#carry(at: number, length: number, carrier: Carrier): Program<number> {
    const { from, to } = this.#pair;
    const room = carrier.room(length);
    const count = (yield* readOnceAt(from, room, at)) ?? 0;
    for (let written = 0; written < count;) {
      const some = yield* writeOnceAt(to, room.subarray(written, count), at + written);
      if (some === 0) throw new Deno.errors.WriteZero(`write '${to.path}': ${written} of ${count} bytes`);
      written += some;
    }
    return count === 0 ? 0 : this.#arrived(at, count);
  }

  #arrived(at: number, count: number): number {
    this.highest = Math.max(this.highest, at + count);
    this.#moved(count);
    return count;
  }
}

/** Memory for what is read to be written, made when it is needed. */
class Carrier {
  #memory: Uint8Array | undefined;

  room(length: number): Uint8Array {
    this.#memory ??= new Uint8Array(BUFFER);
    return this.#memory.subarray(0, length);
  }
}

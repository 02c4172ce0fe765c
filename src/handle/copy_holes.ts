/** Holes in a file that is copied, where the system tells of them: what is left out of the target reads as zeros there, too. */
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { os } from "../os/os.ts";
import { fstatOf } from "../stat/fstat.ts";
import { seekTo } from "./change_programs.ts";
import type { OpenFile } from "./handle_base.ts";

/** The holes of one copy, in which offsets only grow. */
export class Holes {
  #from: OpenFile;
  #to: OpenFile;
  /** Up to where the source is known, and whether that is a hole. */
  #until = 0;
  #empty = false;

  /** Of a regular file. */
  constructor(from: OpenFile, to: OpenFile) {
    this.#from = from;
    this.#to = to;
  }

  /** Passes over at most so many bytes of a hole, by making the target longer; 0 when there are bytes to be copied. */
  *pass(offset: number, most: number): Program<number> {
    if (os.holeAt === undefined) return 0;
    if (offset >= this.#until) {
      const hole = yield* os.holeAt(this.#from, offset);
      this.#empty = hole > 0;
      this.#until = hole === 0 ? Infinity : offset + Math.abs(hole);
    }
    if (!this.#empty) return 0;
    const end = yield* seekTo(this.#to, 0, Deno.SeekMode.Current);
    // What the target holds already must be overwritten; and where it appends, the place is its end.
    if (end !== (yield* fstatOf(this.#to, this.#to.path)).size) return 0;
    const length = Math.min(this.#until - offset, most);
    const result = yield* os.truncate(this.#to, end + length);
    if (result < 0) throw systemError(result, "ftruncate", this.#to.path);
    yield* seekTo(this.#to, end + length, Deno.SeekMode.Start);
    return length;
  }

  /** How many bytes there are until something else begins. */
  left(offset: number): number {
    return os.holeAt === undefined ? Infinity : this.#until - offset;
  }
}

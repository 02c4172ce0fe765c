/**
 * What arrives at a descriptor: told by Deno's own event loop, in less than half the time that the reactor's thread takes,
 * which has to be woken and then wakes this one. Until the loop was seen to read, the reactor is asked, too.
 */
import { setImmediate, setTimeout } from "node:timers";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import type { Interest } from "../../call/poller.ts";
import { poller } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import { libc } from "./libc.ts";
import { type LoopReading, readInLoop } from "./loop_reading.ts";

/** How long the loop may take to read what the reactor has told of already, in milliseconds, and how often. */
const CHANCE = 20;
const CHANCES = 3;

/** Is told how many bytes have been read, or 0: there are some to be read. */
export type Arrived = (length: number) => void;

/** Whether the loop was seen to read. */
let proven = false;

/** Tells of what arrives at a nonblocking descriptor without an end, while the reactor is held: that keeps the process. */
export class Arrivals {
  #loop: LoopReading | undefined;
  #interest: Interest | number | undefined;
  /** How often the loop may be waited for yet, once it was asked to read. */
  #chances: number | undefined;
  #closed = false;

  /** The descriptor belongs to it from now on. What has been read stands in `memory` while `arrived` is told. */
  constructor(readonly fd: number, readonly memory: Uint8Array<ArrayBuffer>, readonly arrived: Arrived) {
    if (proven) this.#read();
    else this.#ask();
  }

  /** Has the reactor tell. */
  #ask(): void {
    this.#interest ??= poller().ready(this.fd, p.POLLIN, () => this.#ready());
  }

  #ready(): void {
    // Only now: it loads Node's process, which takes some milliseconds.
    if (this.#chances === undefined) setImmediate(() => this.#read());
    else if (this.#chances-- > 0) return this.#giveChance();
    this.arrived(0);
  }

  /** The other thread may be faster, so that the loop never finds anything to read. */
  #giveChance(): void {
    this.#leave();
    setTimeout(() => {
      if (proven || this.#closed) return;
      this.#ask();
      this.arrived(0);
    }, CHANCE).unref();
  }

  /** Has the loop read, where it does. */
  #read(): void {
    if (this.#closed || this.#chances !== undefined) return;
    this.#loop = readInLoop(this.fd, this.memory, (length) => this.#tell(length));
    this.#loop?.unref();
    this.#chances = this.#loop === undefined ? 0 : CHANCES;
    if (this.#loop === undefined) this.#ask();
  }

  #tell(length: number): void {
    if (this.#closed) return;
    proven = length > 0;
    if (proven) {
      if (this.#interest !== undefined) this.#leave();
      this.arrived(length);
    } else {
      this.#chances = 0;
      this.#ask();
    }
  }

  #leave(): void {
    if (typeof this.#interest === "object") this.#interest.end();
    this.#interest = undefined;
  }

  /** Tells no more, and closes the descriptor. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#leave();
    if (this.#loop === undefined) perform(libc.close(this.fd), 0);
    else this.#loop.close();
  }
}

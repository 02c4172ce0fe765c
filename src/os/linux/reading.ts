/** How what a descriptor has to say is read while somebody listens: on Deno's event loop, else by the reactor. */
import { setImmediate, setTimeout } from "node:timers";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import type { Interest } from "../../call/poller.ts";
import { Hold, poller } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import { libc } from "./libc.ts";
import { readInLoop } from "./loop_reading.ts";

/** Milliseconds until Deno's loop must have read what a descriptor had to say at once. */
const PROOF = 100;

/** Told what was read: it stands in the view up to a length; a negative one is minus the error number. */
export type Arrived = (view: DataView, length: number) => void;

/** A descriptor that is read. */
export interface Reading {
  /** Reads; the process stays for it. */
  begin(): void;
  /** Nobody listens for now, and the process need not stay. */
  rest(): void;
  /** Closes the descriptor. */
  close(): void;
}

/** Whether Deno's loop was seen to read, once in a process. */
let loopReads: boolean | undefined;

/**
 * Reads a nonblocking descriptor, which belongs to the reading from now on. `prove` makes it readable at once: who says
 * to read and does not is found out so.
 */
export function readingOf(fd: number, arrived: Arrived, prove: () => void): Reading {
  const reactor = new ReactorReading(fd, arrived);
  if (loopReads === false) return reactor;
  const loop = readInLoop(fd, reactor.bytes, (length) => {
    if (length > 0) loopReads = true;
    arrived(reactor.view, length);
  });
  if (loop === undefined) {
    loopReads = false;
    return reactor;
  }
  let proven = true;
  let listening = false;
  if (loopReads === undefined) {
    prove();
    const doubt = () => {
      loopReads ??= false;
      proven = loopReads;
      if (listening && !proven) reactor.begin();
    };
    // What arrived is read after the timers of a turn, and before its immediates.
    setTimeout(() => setImmediate(doubt).unref(), PROOF).unref();
  }
  return {
    begin() {
      listening = true;
      loop.ref();
      if (!proven) reactor.begin();
    },
    rest() {
      listening = false;
      loop.unref();
      if (!proven) reactor.rest();
    },
    close() {
      // Whoever opened the descriptor first closes it.
      if (!proven) reactor.rest();
      loop.close();
    },
  };
}

/** Read when the reactor says that there is something. */
class ReactorReading implements Reading {
  readonly bytes = new Uint8Array(4096);
  readonly view = new DataView(this.bytes.buffer);
  #listening = false;
  #hold: Hold | undefined;
  #interest: Interest | number = -1;

  constructor(readonly fd: number, readonly arrived: Arrived) {}

  begin(): void {
    this.#listening = true;
    this.#read(); // what there was to say when nobody read
    if (this.#hold !== undefined) return;
    this.#hold = new Hold();
    this.#interest = poller().ready(this.fd, p.POLLIN, () => this.#read());
  }

  rest(): void {
    this.#listening = false;
    // Later: whoever was told is to go on first.
    setImmediate(() => this.#listening || this.#end());
  }

  close(): void {
    this.#end();
    perform(libc.close(this.fd), 0);
  }

  #read(): void {
    this.arrived(this.view, perform(libc.read(this.fd, this.bytes, BigInt(this.bytes.length)), 0));
  }

  #end(): void {
    if (typeof this.#interest !== "number") this.#interest.end();
    this.#interest = -1;
    this.#hold?.release();
    this.#hold = undefined;
  }
}

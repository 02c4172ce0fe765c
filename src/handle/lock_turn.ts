/** Those who wait for a lock are told of its end by the system, or by whoever lets go of one in this process. */
import { clearInterval, setInterval } from "node:timers";
import { type Awaited, TIMED_OUT } from "../call/program.ts";
import type { LockTrial } from "../os/locking_contract.ts";

/** Milliseconds between tries when nothing is told: of a lock that ends without a close, or on another machine. */
export const SLOW = 100;
/** The longest pause on a thread that blocks, in milliseconds: nothing tells it of anything. */
const PAUSE = 10;
const sleeping = new Int32Array(new SharedArrayBuffer(4));
/** The result of waiting for a {@link LockTurn}: something has happened, and nothing has been tried yet. */
export const TOLD = -0x30001;
/** Those who wait: of each line the first only. */
const waiting = new Set<LockTurn>();

/** Says that a lock was let go of in this process: some systems tell of a close alone. */
export function tellWaiting(): void {
  for (const turn of waiting) turn.tell();
}

/** Looks, from time to time, after those whom nothing may tell. It is left to end by itself: timers cost more than tries. */
let looking: ReturnType<typeof setInterval> | undefined;

function look(): void {
  let some = false;
  for (const turn of [...waiting]) some = turn.look() || some;
  if (some) return;
  clearInterval(looking);
  looking = undefined;
}

/** Somebody who waits for a lock. */
export class LockTurn implements Awaited {
  #told = false;
  #waiter: ((result: number) => void) | undefined;

  /**
   * `slowly`: one that waits longer than {@link SLOW} milliseconds is woken then with {@link TIMED_OUT}. `trial` is made as
   * soon as something has happened, and its answer is what waiting results in, instead of {@link TOLD}.
   */
  constructor(readonly slowly = false, readonly trial?: LockTrial) {
    waiting.add(this);
  }

  /** Something has happened, while somebody is at it who is to go on first. */
  tell(): void {
    this.#told = true;
    if (this.#waiter !== undefined) queueMicrotask(() => this.#told && this.hear());
  }

  /** Something has happened: whoever waits goes on at once. */
  hear(): void {
    this.#told = true;
    if (this.#waiter === undefined) return;
    this.#told = false;
    this.#end(this.trial === undefined ? TOLD : this.trial());
  }

  /** Wakes one that waits slowly; whether it did. */
  look(): boolean {
    if (!this.slowly || this.#waiter === undefined) return false;
    this.#end(TIMED_OUT);
    return true;
  }

  begin(done: (result: number) => void): () => boolean {
    this.#waiter = done;
    if (this.#told) this.tell();
    if (this.slowly) looking ??= setInterval(look, SLOW).unref();
    return () => {
      this.#waiter = undefined;
      return false;
    };
  }

  here(milliseconds: number): number {
    Atomics.wait(sleeping, 0, 0, Math.min(milliseconds, PAUSE));
    return TIMED_OUT;
  }

  /** Waits no more. */
  end(): void {
    waiting.delete(this);
  }

  #end(result: number): void {
    const done = this.#waiter!;
    this.#waiter = undefined;
    done(result);
  }
}

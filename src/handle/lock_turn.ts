/** Those who wait for a lock are told of its end by the system, or by whoever lets go of one in this process. */
import { type Awaited, TIMED_OUT } from "../call/program.ts";

/** The longest pause on a thread that blocks, in milliseconds: nothing tells it of anything. */
const PAUSE = 10;
const sleeping = new Int32Array(new SharedArrayBuffer(4));
/** Those who wait: of each line the first only. */
const waiting = new Set<LockTurn>();

/** Says that a lock was let go of in this process: some systems tell of a close alone. */
export function tellWaiting(): void {
  for (const turn of waiting) turn.tell();
}

/** Somebody who waits for a lock. */
export class LockTurn implements Awaited {
  #told = false;
  #waiter: { readonly done: (result: number) => void } | undefined;

  constructor() {
    waiting.add(this);
  }

  /** Something has happened. */
  tell(): void {
    this.#told = true;
    const waiter = this.#waiter;
    if (waiter === undefined) return;
    queueMicrotask(() => {
      if (this.#waiter !== waiter) return;
      this.#waiter = undefined;
      this.#told = false;
      waiter.done(0);
    });
  }

  begin(done: (result: number) => void): () => boolean {
    this.#waiter = { done };
    if (this.#told) this.tell();
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
}

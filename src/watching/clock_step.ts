/**
 * The clock of the kernel, by which files have their times, goes in steps of up to 10 milliseconds: two changes within one
 * step have one time. (Since 6.13 Linux counts finer where somebody has looked, on the larger filesystems.)
 */
import { type Awaited, type Program, TIMED_OUT, Wait } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";

/** A step, and as much again, in milliseconds. */
const STEP = 20;

/** Whether a file has changed in the step before this time, in milliseconds since 1970, so that another change may look like it. */
export function isFresh({ ctime, ctimeRest }: Pick<RawStat, "ctime" | "ctimeRest">, since: number): boolean {
  return ctime * 1000 + ctimeRest / 1e6 >= since - STEP;
}

/** A time on the system's clock, which somebody may set afterwards. */
export class Moment {
  readonly #at: number;

  /** `clock`: milliseconds since 1970; `now`: the same moment on a clock that nobody sets. */
  constructor(readonly clock: number, now: number = performance.now()) {
    this.#at = now;
  }

  /**
   * The moment as the system's clock has it by now: where that was set back, files that have changed since have times from
   * before. Where it was set forward, the moment stays, so that nothing after it is overlooked.
   */
  time(clock: number = Date.now(), now: number = performance.now()): number {
    return Math.min(this.clock, clock - (now - this.#at));
  }
}

/** Waits until the step is over: what changes from then on has another time. */
export function* nextStep(): Program<void> {
  yield new Wait(PAUSE, STEP);
}

/** Nothing but time. */
const PAUSE: Awaited = {
  begin: () => () => false,
  here(milliseconds) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, milliseconds);
    return TIMED_OUT;
  },
};

/**
 * Operations of one step. What comes before it and what after is written once; the synchronous form needs no generator
 * between them, which costs 0.1 µs, a tenth of `statx`.
 */
import type { Call, Chain, Program } from "./program.ts";
import { take } from "./synchronous.ts";

/** An operation of one step, in both forms. */
export interface Single<A extends unknown[], T> {
  /** On this thread. */
  here(...args: A): T;
  /** For the asynchronous driver, or as part of another program. */
  program(...args: A): Program<T>;
}

/** Makes an operation of the step that `begin` says, and of what `end` makes of its result. */
export function single<A extends unknown[], T>(
  begin: (...args: A) => Call | Chain,
  end: (step: Call | Chain, result: number, ...args: A) => T,
): Single<A, T> {
  return {
    here(...args) {
      const step = begin(...args);
      return end(step, take(step), ...args);
    },
    *program(...args) {
      const step = begin(...args);
      return end(step, yield step, ...args);
    },
  };
}

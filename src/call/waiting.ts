/** One `Wait`, begun by the asynchronous driver. */
import { TIMED_OUT, type Wait } from "./program.ts";

/** The longest time of a timer, in milliseconds: 24 days (`setTimeout`). */
const LONGEST = 0x7fff_ffff;

/**
 * Begins to wait: `done` is called once, later, with the result, or {@link TIMED_OUT}. Returns how to give up, which
 * answers whether `done` will be called all the same. Throws when the wait cannot begin.
 */
export function beginWait({ what, milliseconds }: Wait, done: (result: number) => void): () => boolean {
  let expired = false;
  const timer = milliseconds > LONGEST ? undefined : setTimeout(() => {
    expired = true;
    if (!stop()) done(TIMED_OUT);
  }, milliseconds);
  const end = (result: number) => {
    if (timer !== undefined) clearTimeout(timer);
    done(expired && result < 0 ? TIMED_OUT : result);
  };
  let stop: () => boolean;
  try {
    stop = what.begin(end);
  } catch (error) {
    clearTimeout(timer);
    throw error;
  }
  return () => {
    if (timer !== undefined) clearTimeout(timer);
    return stop();
  };
}

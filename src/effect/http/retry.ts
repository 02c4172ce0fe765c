/** Tries again what may pass. */
import { Failure } from "../failure.ts";
import { failureOf } from "./failures.ts";

/** How often, and how long between. */
export interface Retries {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** Milliseconds before the second attempt, at most; each further one at most twice as many. */
  readonly delay: number;
}

/**
 * Makes `attempt` until it succeeds, fails for good, or has failed as often as allowed. It must be harmless to repeat.
 *
 * @throws {Failure} The last attempt's; or the signal's reason.
 */
export async function retrying<T>(
  { attempts, delay }: Retries,
  signal: AbortSignal,
  attempt: () => Promise<T>,
): Promise<T> {
  for (let made = 1;; made++) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      const failure = error instanceof Failure ? error : failureOf(error);
      if (made >= attempts || !failure.retryable) throw failure;
      // Anywhere in the range, so that many who were refused at once do not come back at once.
      await pause(Math.random() * delay * 2 ** (made - 1), signal);
    }
  }
}

/** So many milliseconds, or until the signal. */
function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds);
    signal.addEventListener("abort", end);
    function end() {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve();
    }
  });
}

/** The promise's result, unless the signal aborts before: then its reason, and the promise goes on by itself. */
export function unlessAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise<T>((resolve, reject) => {
    const aborted = () => reject(signal.reason);
    if (signal.aborted) aborted();
    signal.addEventListener("abort", aborted);
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", aborted));
  });
}

import { toDeadline } from "../call/deadline.ts";

/** How long to wait for something to happen. */
export interface WaitOptions {
  /** Milliseconds after which nothing has happened, and the result says so. Default: as long as it takes. */
  timeout?: number;
  /** Gives up: the promise rejects with the signal's reason. */
  signal?: AbortSignal;
}

/** Checks how long to wait, before anything is looked at. A signal that has aborted throws its reason. */
export function requireWait({ timeout, signal }: WaitOptions, operation: string): void {
  toDeadline(timeout, operation);
  requireSignal(signal);
  signal?.throwIfAborted();
}

/** Refuses what is no signal: what would follow it has begun by the time it is found to be none. */
export function requireSignal(signal: AbortSignal | undefined): void {
  if (signal !== undefined && !(signal instanceof AbortSignal)) {
    throw new TypeError(`signal must be an AbortSignal, not ${signal === null ? "null" : typeof signal}`);
  }
}

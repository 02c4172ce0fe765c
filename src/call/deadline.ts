/** Until when somebody is ready to wait. */

/** A moment after which nobody waits any more. */
export class Deadline {
  readonly #end: number;

  /** So many milliseconds from now. */
  constructor(milliseconds: number = Infinity) {
    this.#end = performance.now() + milliseconds;
  }

  /** Milliseconds left, never negative. */
  get left(): number {
    return Math.max(0, this.#end - performance.now());
  }
}

/** No deadline. */
export const NEVER: Deadline = new Deadline();

/** Checks how long a caller is ready to wait, in milliseconds. */
export function toDeadline(timeout: number | undefined, operation: string): Deadline {
  if (timeout === undefined) return NEVER;
  if (typeof timeout !== "number" || !(timeout >= 0)) {
    throw new RangeError(`${operation}: timeout must be milliseconds, 0 or more: ${timeout}`);
  }
  return new Deadline(timeout);
}

/** What an operation rejects with whose time has passed. */
export function timeoutError(operation: string, path: string): DOMException {
  return new DOMException(`${operation} '${path}': the time has passed`, "TimeoutError");
}

/**
 * When an asynchronous call may be made at once. An immediate answer does not let the event loop turn, so a loop of
 * awaits that are all answered at once would starve timers: after some answers, or some milliseconds, the next call
 * goes through the pool, whose completion is a turn of the loop.
 */
import { options } from "./options.ts";

/** Calls tried at once in one go, before JavaScript's microtasks run: more than these gain by sharing a trip. */
const FEW = 4;
/**
 * Immediate answers without a turn, and milliseconds. The turn is an immediate and then a trip: while there is always
 * something ready, tokio, under Deno's loop, looks at timers only every 61st time (`Builder::event_interval`), but
 * before every immediate; immediates alone would starve sockets.
 */
const ANSWERS = 512;
const MILLISECONDS = 2;

let issued = 0;
let answers = 0;
let since = 0;

/** What was tried, for `metrics()`. */
export const nowCounts = { tried: 0, answered: 0 };

/** Whether one more call may be tried at once. */
export function mayTry(): boolean {
  if (!options.tryNow) return false;
  if (issued++ === 0) queueMicrotask(rest);
  if (issued > FEW || answers >= ANSWERS) return false;
  if (answers === 0) since = performance.now();
  else if ((answers & 7) === 0 && performance.now() - since > MILLISECONDS) {
    answers = ANSWERS;
    return false;
  }
  answers++;
  return true;
}

/** Whether the event loop is to turn before more is answered at once. */
export function turnIsDue(): boolean {
  return answers >= ANSWERS;
}

/** The event loop has turned. */
export function turned(): void {
  answers = 0;
}

function rest(): void {
  issued = 0;
}

/**
 * The pool: calls made on Deno's own threads, many in one trip.
 *
 * Lanes keep apart what must not wait for each other. Calls of bounded time share trips, at most `threads` at once:
 * while these are busy, calls gather, so load makes trips fuller. Slow calls, calls that ask a server, and calls that wait
 * for something to happen travel alone, each kind with its own limit: all together stay below the 32 threads that the
 * process has for everything.
 */
import { setImmediate } from "node:timers";
import { Arena, type Submission } from "./arena.ts";
import { type Call, Chain, SKIPPED } from "./program.ts";
import { prepareRecords, type RunRecords } from "./executable.ts";
import { type Brought, runAlone } from "./alone.ts";
import { options } from "./options.ts";
import { observed, publishCall } from "./diagnostics.ts";
import { errorNumber, requireLibrary } from "./errno.ts";
import { turned, turnIsDue } from "./turn.ts";
import { type Lane, ssize_t } from "../../ffi/c_types.ts";

/** Submissions in one trip. */
const BATCH = 64;
/** Memory of an arena for many calls, and of one for a single call. */
const LARGE = 9 << 18;
const SMALL = (1 << 20) + (160 << 10);
/** Trips under way in the lanes of calls that travel alone. */
const LIMITS = { slow: 4, remote: 6, unbounded: 12, reactor: 1 } as const;

/** What the pool has done, for `metrics()`. */
export const poolCounts = { hops: 0, submissions: 0, largest: 0 };

/** Submissions that wait for a trip, oldest first. */
class Queue {
  #items: (Submission | undefined)[] = [];
  #head = 0;
  under = 0;
  size = 0;

  push(submission: Submission): void {
    this.#items.push(submission);
    this.size++;
  }

  peek(): Submission | undefined {
    while (this.#head < this.#items.length && this.#items[this.#head] === undefined) this.#head++;
    return this.#items[this.#head];
  }

  shift(): void {
    this.#items[this.#head++] = undefined;
    this.size--;
    if (this.#head === this.#items.length) {
      this.#items = [];
      this.#head = 0;
    } else if (this.#head > 4096 && this.#head * 2 > this.#items.length) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
  }

  /** Takes a submission out that has not left yet. */
  remove(submission: Submission): boolean {
    const index = this.#items.indexOf(submission, this.#head);
    if (index < 0) return false;
    this.#items[index] = undefined;
    this.size--;
    if (index === this.#head) this.#head++; // those that wait are given up oldest first: the next search starts here
    return true;
  }
}

const lanes: Record<Lane, Queue> = {
  batch: new Queue(),
  slow: new Queue(),
  remote: new Queue(),
  unbounded: new Queue(),
  reactor: new Queue(),
};
const spare: Arena[] = [];
const spareSmall: Arena[] = [];
let scheduled = false;
let records: RunRecords | string | undefined;

/** Whether calls can share trips: the code that does it, or why not. */
export function batching(): RunRecords | string {
  return records ??= prepared();
}

function prepared(): RunRecords | string {
  try {
    return prepareRecords();
  } catch (error) {
    if (error instanceof Deno.errors.NotSupported) return error.message; // there is no library to make calls of
    throw error;
  }
}

/** Sends a step to the pool; its result arrives at `submission.complete`. */
export function submit(submission: Submission): void {
  requireLibrary(); // opens the library: what forbids that is for the caller to hear
  if (isAbsent(submission.step)) return queueMicrotask(() => submission.complete(-errorNumber("ENOSYS")));
  const lane = laneOf(submission.step);
  const queue = lanes[lane];
  queue.push(submission);
  if (lane === "batch" && queue.size >= BATCH && queue.under < options.threads) sendBatch(queue);
  else if (!scheduled) {
    scheduled = true;
    // Before an immediate, Deno's loop looks at its timers; before a trip's end, at its sockets: it is to do both.
    if (turnIsDue()) setImmediate(flush);
    else queueMicrotask(flush);
  }
}

/** Takes a step back that has not left yet; false when it is under way. */
export function withdraw(submission: Submission): boolean {
  return lanes[laneOf(submission.step)].remove(submission);
}

/** Calls that wait for a trip. */
export function waiting(): number {
  return Object.values(lanes).reduce((sum, { size }) => sum + size, 0);
}

/** Whether the C library lacks what is to be called. A chain with a function that may be missing is not begun. */
function isAbsent(step: Call | Chain): boolean {
  if (!(step instanceof Chain)) return step.binding.isAbsent();
  let absent = false;
  for (let i = 0; i < step.length && !absent; i++) absent = step.call(i).binding.isAbsent();
  if (absent) step.results.splice(0, Infinity, -errorNumber("ENOSYS"), ...step.rest.map(() => -SKIPPED));
  return absent;
}

function laneOf(step: Call | Chain): Lane {
  return step instanceof Chain ? step.first.lane : step.lane;
}

function flush(): void {
  scheduled = false;
  while (lanes.batch.size > 0 && lanes.batch.under < options.threads) sendBatch(lanes.batch);
  for (const lane of ["slow", "remote", "unbounded", "reactor"] as const) {
    while (lanes[lane].size > 0 && lanes[lane].under < LIMITS[lane]) sendOne(lanes[lane]);
  }
}

function sendBatch(queue: Queue): void {
  const run = options.batch ? batching() : "";
  if (typeof run === "string") return sendOne(queue);
  const arena = spare.pop() ?? new Arena(LARGE);
  for (let next = queue.peek(); next !== undefined && arena.submissions.length < BATCH; next = queue.peek()) {
    if (!arena.add(next)) break;
    queue.shift();
  }
  send(queue, arena, spare, () => run(arena.memory, arena.records));
}

function sendOne(queue: Queue): void {
  const submission = queue.peek()!;
  queue.shift();
  const run = options.batch ? batching() : "";
  const arena = spareSmall.pop() ?? new Arena(SMALL);
  if (typeof run === "string") {
    send(queue, arena, spareSmall, () => runAlone(submission, arena), submission);
  } else {
    arena.add(submission);
    send(queue, arena, spareSmall, () => {
      const trip = run(arena.memory, arena.records);
      submission.begun?.(trip);
      return trip;
    });
  }
}

/** Waits for a trip and delivers what it brings; `alone` delivers for itself. */
function send(
  queue: Queue,
  arena: Arena,
  home: Arena[],
  trip: () => Promise<void | Brought>,
  alone?: Submission,
): void {
  queue.under++;
  poolCounts.hops++;
  const travellers = alone === undefined ? arena.submissions.length : 1;
  poolCounts.submissions += travellers;
  if (travellers > poolCounts.largest) poolCounts.largest = travellers;
  const start = observed() ? performance.now() : 0;
  trip().then((brought) => {
    queue.under--;
    turned();
    const duration = start === 0 ? 0 : performance.now() - start;
    if (alone === undefined) arena.deliver((call, one, first) => count(call, one, duration, first));
    else deliverAlone(alone, brought as Brought, duration);
    arena.reset();
    home.push(arena); // as many as there were trips under way at once
    flush();
  }, (error) => {
    // Deno itself could not make the call: say so, and leave nobody waiting.
    queue.under--;
    const submissions = alone === undefined ? [...arena.submissions] : [alone];
    for (const submission of submissions) submission.complete(-errorNumber("EIO"));
    reportError(error);
  });
}

function deliverAlone(submission: Submission, { result, show }: Brought, duration: number): void {
  const { step } = submission;
  const calls = step instanceof Chain ? [step.first, ...step.rest] : [step];
  calls.forEach((call, i) => {
    const one = step instanceof Chain ? step.results[i]! : result;
    if (one !== -SKIPPED) count(call, one, duration, step instanceof Chain ? result : undefined);
  });
  show();
  submission.complete(result);
}

function count(call: Call, result: number, duration: number, first?: number): void {
  call.binding.calls++;
  if (result < 0) call.binding.errors++;
  else if (call.binding.entry.result === ssize_t) call.binding.bytes += result;
  if (observed()) publishCall(call, result, "pool", duration, first);
}

/** The asynchronous driver: makes calls at once where that cannot block, and sends the others to the pool. */
import { All, BLOCKING, Call, Chain, NOT_NOW, type Outcome, type Program, type Step, Wait } from "./program.ts";
import { type Abortable, follow, unfollow } from "./abort.ts";
import type { Submission } from "./arena.ts";
import { closing } from "./closing.ts";
import { gather } from "./gathering.ts";
import { submit, withdraw } from "./pool.ts";
import { mayTry, nowCounts } from "./turn.ts";
import { failureOf } from "./errno.ts";
import { setTrying } from "./diagnostics.ts";
import { beginWait } from "./waiting.ts";

const EINTR = failureOf("EINTR");
/**
 * Runs `program` and resolves to what it returns.
 *
 * When `signal` aborts, the promise rejects at once with its reason. A call that has not left is never made; one that
 * is under way is let go of: a descriptor that it opens is closed, the program's `finally` blocks run when it has
 * ended, and memory that it was given may be written until then. `ended` is told of that moment.
 */
export function asynchronous<T>(program: Program<T>, signal?: AbortSignal, ended: () => void = nothing): Promise<T> {
  if (signal?.aborted) {
    ended();
    return Promise.reject(signal.reason);
  }
  let next: IteratorResult<Step, T>;
  try {
    next = program.next();
    while (!next.done) {
      const result = attempt(next.value);
      if (result === NOT_NOW) break;
      next = program.next(result);
    }
  } catch (error) {
    ended();
    return Promise.reject(error);
  }
  if (next.done) {
    ended();
    return Promise.resolve(next.value);
  }
  const step = next.value;
  return new Promise((resolve, reject) => new Task(program, resolve, reject, signal, ended, true).take(step));
}

function nothing(): void {}

/**
 * Rejects with an error whose stack says who waits for it: captured in a reaction of the promise, V8 follows its
 * `await`s; captured where the error was made, it would only show this driver.
 */
function rejectTraced(resolve: (value: never) => void, error: unknown): void {
  const { promise, reject } = Promise.withResolvers<never>();
  resolve(promise.then(undefined, function traced(error): never {
    if (error instanceof Error) Error.captureStackTrace(error, traced);
    throw error;
  }) as never);
  reject(error);
}

/** The answer, when it can be had without waiting. */
function attempt(step: Step): number {
  if (step === BLOCKING) return 0;
  const now = (step as Call).now;
  if (now === undefined || !mayTry()) return NOT_NOW;
  setTrying(true);
  const result = now(step as Call);
  setTrying(false);
  nowCounts.tried++;
  if (result !== NOT_NOW) nowCounts.answered++;
  return result;
}

/** A program under way. */
class Task<T> implements Submission, Abortable {
  step!: Call | Chain;
  #aborted = false;
  #unwinding = false;
  #queued = false;
  /** How to give up what the program waits for. */
  #giveUp: (() => boolean) | undefined;

  constructor(
    readonly program: Program<T>,
    readonly resolve: (value: T) => void,
    readonly reject: (reason: unknown) => void,
    readonly signal: AbortSignal | undefined,
    readonly ended: () => void,
    /** Whether its promise is the caller's. */
    readonly outermost = false,
  ) {
    if (signal !== undefined) follow(signal, this);
  }

  /** Starts a program from its first step. */
  start(): void {
    this.#continue(0);
  }

  /** Takes a step that could not be answered at once. */
  take(step: Step): void {
    if (step instanceof All) return this.#all(step);
    if (step instanceof Wait) return this.#wait(step);
    this.step = step as Call | Chain;
    this.#queued = true;
    try {
      submit(this);
    } catch (error) {
      // Without permission to open the library, nothing is queued.
      this.#queued = false;
      this.#continue(0, { error });
    }
  }

  complete(result: number): void {
    this.#queued = false;
    const { step } = this;
    if (result === EINTR && step instanceof Call && step.binding.entry.once !== true && !this.#letGo) {
      return this.take(step);
    }
    if (!this.#letGo || closes(step)) return this.#continue(result);
    const { entry } = (step instanceof Chain ? step.first : step).binding;
    const closed = step instanceof Chain && step.closed;
    if (entry.opens !== true || result < 0 || closed) return this.#unwind();
    // It has ended when what it opened is closed.
    submit({ step: closing(result), complete: () => this.#unwind() });
  }

  /** Whether nobody waits for the step under way any more. */
  get #letGo(): boolean {
    return this.#aborted && !this.#unwinding;
  }

  /** Goes on with the result of a step, or with why there is none. */
  #continue(result: number, failure?: { readonly error: unknown }): void {
    let outcome: Outcome<T>;
    try {
      let next = failure === undefined ? this.program.next(result) : this.program.throw(failure.error);
      while (!next.done) {
        if (this.#letGo && !closes(next.value)) {
          this.#unwinding = true;
          next = this.program.throw(this.signal!.reason);
          continue;
        }
        const result = attempt(next.value);
        if (result === NOT_NOW) return this.take(next.value);
        next = this.program.next(result);
      }
      outcome = next;
    } catch (error) {
      outcome = { error };
    }
    this.#finish(outcome);
  }

  #wait(step: Wait): void {
    try {
      this.#giveUp = beginWait(step, (result) => {
        this.#giveUp = undefined;
        if (this.#letGo) this.#unwind();
        else this.#continue(result);
      });
    } catch (error) {
      this.#continue(0, { error });
    }
  }

  /** A program that is given up has yet to end: its outcome counts then. */
  #all(step: All): void {
    gather(step, {
      letGo: () => this.#letGo,
      start: (program, settled) => {
        let ended = false;
        const resolve = (value: unknown) => settled({ value });
        const reject = (error: unknown) => ended && settled({ error });
        new Task(program, resolve, reject, this.signal, () => ended = true).start();
      },
      gathered: (failure) => {
        if (this.#letGo) this.#unwind();
        else if (failure !== undefined) this.#continue(0, failure);
        else this.#continue(0);
      },
    });
  }

  /** The signal has aborted. */
  abort(): void {
    this.#aborted = true;
    this.reject(this.signal!.reason);
    // What a program has begun to close is closed, and it is given up behind that: it may return what it has opened before.
    if (this.#queued && !closes(this.step) && withdraw(this)) {
      this.#queued = false;
      this.#unwind();
    } else if (this.#giveUp?.() === false) {
      this.#giveUp = undefined;
      this.#unwind();
    }
  }

  /** Ends an aborted program: its `finally` blocks run, and what they call is still made. */
  #unwind(): void {
    this.#unwinding = true;
    this.#continue(0, { error: this.signal!.reason });
  }

  #finish(outcome: Outcome<T>): void {
    if (this.signal !== undefined) unfollow(this.signal, this);
    try {
      this.ended();
      if (this.#aborted && "value" in outcome) dispose(outcome.value);
    } catch (error) {
      // A handle could not be closed behind its last operation: its caller is the only one left to be told.
      if ("value" in outcome) outcome = { error };
    }
    if ("error" in outcome && this.outermost && !this.#aborted) rejectTraced(this.resolve, outcome.error);
    else if ("error" in outcome) this.reject(outcome.error);
    else if (this.#aborted) this.reject(this.signal!.reason);
    else this.resolve(outcome.value);
  }
}

/** Whether a step closes something. */
function closes(step: Step): boolean {
  return step instanceof Call && step.binding.entry.closes === true;
}

/** A resource that arrives when nobody waits for it any more. */
function dispose(value: unknown): void {
  const disposable = value as Partial<Disposable> | null | undefined;
  if (typeof value === "object" && typeof disposable?.[Symbol.dispose] === "function") disposable[Symbol.dispose]!();
}

/**
 * Programs: operations written once, as generators that yield system calls and receive their results.
 *
 * A program does no I/O itself. A driver runs it: synchronously (`synchronous.ts`), or asynchronously
 * (`asynchronous.ts`), where it may share a trip to another thread with others.
 */
import type { CallEntry, Lane } from "../../ffi/c_types.ts";

/**
 * A program: yields steps, receives each step's result, returns `T`.
 *
 * A result is one signed number: 0 or more, or minus the system's error number. Memory that a step filled
 * (`call.view` from `call.at`) is valid until the program yields again.
 */
export type Program<T> = Generator<Step, T, number>;

/** What a program may yield. */
export type Step = Call | Chain | All | Wait | typeof BLOCKING;

/** Asks the driver whether this program may block the thread that runs it: 1 (synchronous) or 0. */
export const BLOCKING = Symbol("may this program block?");

/** A table entry, bound to its library: `library.ts` makes it. */
export interface Binding {
  readonly name: string;
  readonly entry: CallEntry;
  /** Which argument is its first output: −1 when it has none. */
  readonly output: number;
  /** Makes the call on this thread; output goes into the scratch memory from `at`. */
  invoke(args: readonly unknown[], at: number): number;
  /** The function's address, for records. */
  address(): bigint;
  /** Whether the library has no such function. */
  isAbsent(): boolean;
  /** The same function as one nonblocking call. */
  nonblocking(): (...args: unknown[]) => Promise<number | bigint>;
  calls: number;
  errors: number;
  bytes: number;
}

const NOWHERE = new DataView(new ArrayBuffer(0));

/** One system call with its arguments. */
export class Call {
  /** Memory that the call filled, from `at`. */
  view: DataView = NOWHERE;
  at = 0;
  /** How to get the answer at once when that cannot block: a result, or {@link NOT_NOW}. */
  now: ((call: Call) => number) | undefined = undefined;
  lane: Lane;
  /** Memory that the arguments point to, kept alive until the call has ended. */
  held: readonly Uint8Array[] | undefined = undefined;
  constructor(readonly binding: Binding, readonly args: readonly unknown[]) {
    this.lane = binding.entry.lane ?? "batch";
  }

  /** Says which way through the pool this call takes. */
  via(lane: Lane): this {
    this.lane = lane;
    return this;
  }

  /** Keeps memory alive that the arguments point to. */
  holding(memory: readonly Uint8Array[]): this {
    this.held = memory;
    return this;
  }

  /** Says how to try at once. */
  orNow(now: (call: Call) => number): this {
    this.now = now;
    return this;
  }
}

/** A step's answer when it cannot be had without waiting. */
export const NOT_NOW = -0x10000;
/** The error number of a chain's calls that were not made, because one before them failed. */
export const SKIPPED = 0xffff;

/**
 * Calls in a row, made in one trip: every later one takes the first one's result as its first argument
 * ({@link FIRST}), and is skipped when the one before it failed or was skipped. The chain's result is the first one's;
 * `results` holds all.
 */
export class Chain {
  readonly results: number[] = [];
  now: ((chain: Chain) => number) | undefined = undefined;
  /** How to do the same on this thread, where it may block. */
  here: ((chain: Chain) => number) | undefined = undefined;

  /** `rest` may be other chains', too. */
  constructor(readonly first: Call, readonly rest: readonly Call[]) {}

  /** How many calls it has. */
  get length(): number {
    return 1 + this.rest.length;
  }

  /** One of its calls. */
  call(index: number): Call {
    return index === 0 ? this.first : this.rest[index - 1]!;
  }

  /** Whether a call of the chain itself has closed what the first one opened. */
  get closed(): boolean {
    for (let i = 1; i < this.length; i++) {
      if (this.call(i).binding.entry.closes === true && this.results[i] !== -SKIPPED) return true;
    }
    return false;
  }

  /** Says how to try at once. */
  orNow(now: (chain: Chain) => number): this {
    this.now = now;
    return this;
  }

  /** Says how to do it on this thread. */
  orHere(here: (chain: Chain) => number): this {
    this.here = here;
    return this;
  }
}

/** Stands for the result of a chain's first call; the records hold its place with this value. */
export const FIRST = -0x7fff_ffff;

/** What became of one of several programs. */
export type Outcome<T> = { readonly value: T } | { readonly error: unknown };

/** The value of a program that succeeded; throws what the other threw. */
export function valueOf<T>(outcome: Outcome<T>): T {
  if ("error" in outcome) throw outcome.error;
  return outcome.value;
}

/** Several programs at once (asynchronous), or one after the other (synchronous). */
export class All {
  readonly outcomes: Outcome<unknown>[] = [];
  constructor(readonly programs: Iterable<Program<unknown>>) {}
}

/** Something that a program can wait for. */
export interface Awaited {
  /**
   * Begins to wait: `done` is called once, later, with the result. Returns how to give up, which answers whether `done`
   * will be called all the same.
   */
  begin(done: (result: number) => void): () => boolean;
  /** Waits on this thread, at most so many milliseconds: the result, or {@link TIMED_OUT}. */
  here(milliseconds: number): number;
}

/** Waiting, at most so many milliseconds. No thread is parked for it: the reactor carries it. */
export class Wait {
  constructor(readonly what: Awaited, readonly milliseconds: number = Infinity) {}
}

/** The result of a {@link Wait} whose time has passed. */
export const TIMED_OUT = -0x30000;

/** Runs several programs and returns what became of each, by position. */
export function* all<T>(programs: Iterable<Program<T>>): Program<Outcome<T>[]> {
  const step = new All(programs);
  yield step;
  return step.outcomes as Outcome<T>[];
}

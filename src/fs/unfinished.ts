/** What an operation of many steps says when it ends early: what it has done, and what it leaves. */
import type { CallOptions } from "../call/call_options.ts";
import { addDetail } from "../call/error.ts";
import type { Program } from "../call/program.ts";

/** What an operation of many steps had done when it failed or was given up, and what it leaves. */
export interface Unfinished {
  /** Entries that were made, changed or removed, and stay so. */
  readonly done: number;
  /**
   * Paths that would not be there, had the operation never begun (what was made) or come to its end (what was to be
   * removed): what somebody has to look after. Of many the first 100.
   */
  readonly left: readonly string[];
}

/** What operations of many steps take. */
export interface UnfinishedOptions extends CallOptions {
  /**
   * Told when the operation has failed or was given up, as soon as nothing of it is under way any more. After an error
   * that is what the error says, too; after `signal` has aborted, when the promise has long been rejected, only this
   * tells it. What was given up within a call may then be there or not: it counts as left, and not as done.
   */
  onUnfinished?: (unfinished: Unfinished) => void;
}

/** Of more paths than these nobody makes a list. */
const MOST = 100;
/** So many a message names. */
const NAMED = 3;

/** The account that an operation gives of itself. */
export class Account {
  /** Entries made, changed or removed. */
  done = 0;
  /** What is to be said besides. */
  note: string | undefined;
  readonly #left = new Set<string>();

  constructor(public verb: "made" | "copied" | "changed" | "removed") {}

  get left(): readonly string[] {
    return [...this.#left];
  }

  /** Something stays. */
  leave(path: string): void {
    if (this.#left.size < MOST) this.#left.add(path);
  }

  /** Something has gone after all. */
  clear(path: string): void {
    this.#left.delete(path);
  }

  /** The same in words; nothing when an error that names `path` has said it all. */
  words(path: string | undefined): string {
    const { done, left, note, verb } = this;
    const parts = note === undefined ? [] : [note];
    if (done > 0) parts.push(`${done} ${done === 1 ? "entry was" : "entries were"} ${verb}`);
    const more = left.length - NAMED;
    const named = left.slice(0, NAMED).map((path) => `'${path}'`).concat(more > 0 ? [`${more} more`] : []).join(", ");
    const told = parts.length === 0 && left.length === 1 && left[0] === path;
    if (left.length > 0 && !told) parts.push(`${named} ${left.length === 1 ? "is" : "are"} left`);
    return parts.join(", ");
  }
}

/** Runs an operation; an error that ends it, and who asked to be told, is given its account. */
export function* telling<T>(
  program: Program<T>,
  account: Account,
  { signal, onUnfinished }: UnfinishedOptions,
): Program<T> {
  let complete = false;
  try {
    const result = yield* program;
    complete = true;
    return result;
  } catch (error) {
    const givenUp = signal?.aborted === true && error === signal.reason;
    if (!givenUp && isOurs(error)) tell(error, account);
    throw error;
  } finally {
    if (!complete) onUnfinished?.({ done: account.done, left: account.left });
  }
}

function tell(error: Error & { path?: string }, account: Account): void {
  const words = account.words(error.path);
  if (words !== "") addDetail(error, words);
  Object.assign(error, { done: account.done, left: account.left });
}

/** Whether an error comes from here: what a caller's own function has thrown is the caller's. */
function isOurs(error: unknown): error is Error {
  if (!(error instanceof Error)) return false;
  return "syscall" in error || error instanceof Deno.errors.NotCapable || error instanceof Deno.errors.WriteZero;
}

/** What is done before and after a function of the caller's, whatever becomes of that. */
import { asynchronous } from "../call/asynchronous.ts";
import type { Program } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";

/** Something entered, and how to leave it. */
export interface Around<R> {
  /** It must undo what it did when it fails. */
  enter(): Program<R>;
  leave(entered: R): Program<void>;
}

/**
 * Runs `body` between the two programs. `signal` gives up before it begins, but no call under way: when this settles,
 * nothing is done any more, and what was entered has been left.
 */
export async function around<R, T>(
  { enter, leave }: Around<R>,
  body: (entered: R) => T | PromiseLike<T>,
  signal?: AbortSignal,
): Promise<T> {
  signal?.throwIfAborted();
  const entered = await asynchronous(enter());
  try {
    signal?.throwIfAborted();
    return await body(entered);
  } finally {
    await asynchronous(leave(entered));
  }
}

/** The synchronous {@link around}. */
export function aroundSync<R, T>({ enter, leave }: Around<R>, body: (entered: R) => T): T {
  const entered = synchronous(enter());
  try {
    return body(entered);
  } finally {
    synchronous(leave(entered));
  }
}

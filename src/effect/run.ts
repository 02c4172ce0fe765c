import type { CallOptions } from "../call/call_options.ts";
import type { Handler } from "./handler.ts";
import { Session } from "./session.ts";
import { Turns } from "./turns.ts";
import type { FileSystemProgram } from "./yields.ts";

/**
 * Runs a program: has the handler do each of its effects, and answers it with the result, or throws into it what went
 * wrong, so that `try`, `catch` and `finally` work as anywhere.
 *
 * What the program left open is closed when it ends, the last first. When it failed or was aborted, it is discarded: where
 * the storage stores a file only when that is closed, what was written is given up, and what was there before stays. So do
 * not close in `finally` what must not be stored half written: leave it open.
 *
 * An abort is the signal's reason, thrown into the program once, at the effect that is under way, or at the next one. What
 * the program does thereafter, in `finally`, is done, but stores no file at close. `run` rejects with the reason, whatever
 * the program made of it.
 *
 * @example
 * ```ts
 * import { type FileSystemProgram, FsOpen, FsWrite, MemoryHandler, run } from "@reseau/files/effect";
 * function* greet(path: string): FileSystemProgram<number> {
 *   const file = yield* FsOpen({ path, mode: "w" });
 *   return yield* FsWrite({ handle: file, data: "hello" });
 * }
 * console.log(await run(greet("/greeting"), new MemoryHandler())); // 5
 * ```
 *
 * @param program A program, or what makes one.
 * @param handler Where its files are.
 * @param options `signal` aborts it.
 * @returns What the program returns.
 * @throws {FileSystemError} An effect failed and the program did not catch it; or closing what it left open failed.
 * @throws {TypeError} It yielded something else than an effect, and did not catch that.
 */
export async function run<T>(
  program: FileSystemProgram<T> | (() => FileSystemProgram<T>),
  handler: Handler,
  { signal }: CallOptions = {},
): Promise<T> {
  signal?.throwIfAborted();
  const session = new Session(handler, signal);
  let value: T;
  try {
    value = await driven(typeof program === "function" ? program() : program, session, signal);
  } catch (error) {
    await session.end(true).catch(() => {}); // what the program failed with comes first
    throw error;
  }
  await session.end(false);
  return value;
}

/** Runs a program without closing anything. */
async function driven<T>(
  program: FileSystemProgram<T>,
  session: Session,
  signal: AbortSignal | undefined,
): Promise<T> {
  const turns = new Turns();
  let aborted = false;
  let step = program.next();
  while (!step.done) {
    let answer: unknown;
    let failure: { readonly error: unknown } | undefined;
    try {
      if (turns.isDue()) await turns.taken();
      if (aborted || !signal?.aborted) {
        answer = session.perform(step.value);
        if (answer instanceof Promise) answer = await answer;
      }
    } catch (error) {
      failure = { error };
    }
    if (!aborted && signal?.aborted) {
      aborted = true;
      session.aborted();
      failure = { error: signal.reason };
    }
    step = failure === undefined ? program.next(answer) : program.throw(failure.error);
  }
  if (aborted) throw signal!.reason;
  return step.value;
}

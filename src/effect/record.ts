import type { EffectName, FileSystemEffect } from "./file_system_effect.ts";
import { FileSystemError } from "./file_system_error.ts";
import type { Answer, Handler } from "./handler.ts";
import { type Portable, toPortable } from "./portable.ts";
import { seen } from "./translation.ts";
import { WrappedHandler } from "./wrapped_handler.ts";

/** How an effect failed. */
export interface RecordedError {
  /** The effect; none of an error that is no `FileSystemError`. */
  readonly effect?: EffectName;
  /** The path. */
  readonly path?: string;
  /** The POSIX name. */
  readonly code?: string;
  /** Whether a retry may help. */
  readonly retryable?: boolean;
  /** The class, where it is no `FileSystemError`. */
  readonly name?: string;
  /** The message, or what stands in it behind the path. */
  readonly message: string;
}

/** An effect and what came of it, as JSON has it: bytes are `{ $bytes: base64 }`, dates `{ $date }`. */
export interface RecordedEffect {
  /** The effect, as the program yielded it. */
  readonly effect: Portable;
  /** What it was answered with. */
  result?: Portable;
  /** What it failed with. */
  error?: RecordedError;
}

/** A handler that another one does everything for, and that notes it: made by {@link record}. */
export class Recorder extends WrappedHandler {
  /** The effects so far, in the order in which they were yielded: goes through `JSON.stringify` as it is. */
  readonly log: RecordedEffect[] = [];

  /** Notes an effect. */
  override async around(
    effect: FileSystemEffect,
    path: string,
    perform: () => Answer<unknown>,
  ): Promise<unknown> {
    const entry: RecordedEffect = { effect: toPortable(effect) };
    this.log.push(entry);
    try {
      const result = await super.around(effect, path, perform);
      entry.result = toPortable(result);
      return result;
    } catch (error) {
      entry.error = recorded(seen(error, effect.effect, path));
      throw error;
    }
  }
}

function recorded(error: unknown): RecordedError {
  if (error instanceof FileSystemError) {
    const { effect, path, code, retryable, message } = error;
    return { effect, path, code, retryable, message };
  }
  return error instanceof Error ? { name: error.name, message: error.message } : { message: String(error) };
}

/**
 * A handler that notes a program's effects and what came of them, to {@link replay} them without any storage. It notes
 * one program at a time.
 *
 * @example
 * ```ts
 * import { FsOpen, FsReadAll, LocalHandler, record, replay, run } from "@reseau/files/effect";
 * function* name() {
 *   const file = yield* FsOpen({ path: "deno.json" });
 *   return JSON.parse(yield* FsReadAll({ handle: file })).name;
 * }
 * const recorder = record(new LocalHandler());
 * await run(name, recorder);
 * const log = JSON.parse(JSON.stringify(recorder.log)); // kept in a file, say
 * console.log(await run(name, replay(log))); // @reseau/files
 * ```
 */
export function record(handler: Handler): Recorder {
  return new Recorder(handler);
}

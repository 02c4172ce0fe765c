import type { FileSystemEffect } from "./file_system_effect.ts";
import type { Answer, Handler } from "./handler.ts";
import { seen } from "./translation.ts";
import { WrappedHandler } from "./wrapped_handler.ts";

/** An effect that was done, or failed. */
export interface LoggedEffect {
  /** The effect, as the program yielded it. */
  readonly effect: FileSystemEffect;
  /** Its path, or that with which its handle was opened. */
  readonly path: string;
  /** How long it took. */
  readonly milliseconds: number;
  /** What it was answered with. */
  readonly result?: unknown;
  /** What it failed with. */
  readonly error?: unknown;
}

class LoggingHandler extends WrappedHandler {
  readonly #log: (entry: LoggedEffect) => void;

  constructor(inner: Handler, log: (entry: LoggedEffect) => void) {
    super(inner);
    this.#log = log;
  }

  override async around(effect: FileSystemEffect, path: string, perform: () => Answer<unknown>): Promise<unknown> {
    const start = performance.now();
    const since = () => performance.now() - start;
    try {
      const result = await super.around(effect, path, perform);
      this.#log({ effect, path, milliseconds: since(), result });
      return result;
    } catch (error) {
      this.#log({ effect, path, milliseconds: since(), error: seen(error, effect.effect, path) });
      throw error;
    }
  }
}

/** A line for people: sizes rather than contents. */
function print({ effect, path, milliseconds, result, error }: LoggedEffect): void {
  const failed = error instanceof Error ? error.message : undefined;
  const outcome = failed ?? brief(result);
  const written = effect.effect === "FsWrite" ? ` ${brief(effect.data)}` : "";
  console.error(`${effect.effect} '${path}'${written}: ${outcome}, ${milliseconds.toFixed(1)} ms`);
}

function brief(value: unknown): string {
  if (typeof value === "string") return `${value.length} characters`;
  if (value instanceof Uint8Array) return `${value.length} bytes`;
  if (Array.isArray(value)) return `${value.length} entries`;
  return value === undefined ? "done" : typeof value === "object" ? JSON.stringify(value) : String(value);
}

/**
 * A handler that says what another one does, when it is done: each effect as the program yielded it. Closing what the
 * program left open is an `FsClose`, too.
 *
 * @example
 * ```ts
 * import { FsExists, logging, MemoryHandler, run } from "@reseau/files/effect";
 * const done: string[] = [];
 * const handler = logging(new MemoryHandler(), ({ effect, path }) => done.push(`${effect.effect} ${path}`));
 * await run(() => FsExists({ path: "/a" })[Symbol.iterator](), handler);
 * console.log(done); // ["FsExists /a"]
 * ```
 *
 * @param log What is called with each. Default: a line on standard error.
 */
export function logging(handler: Handler, log: (entry: LoggedEffect) => void = print): Handler {
  return new LoggingHandler(handler, log);
}

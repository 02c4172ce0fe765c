import { ALL } from "./all_capabilities.ts";
import { fileSystemError } from "./error_kinds.ts";
import { Failure } from "./failure.ts";
import type { FileSystemEffect } from "./file_system_effect.ts";
import type { Answer, Capabilities, Handler, OpenFile } from "./handler.ts";
import { fromPortable, toPortable } from "./portable.ts";
import type { RecordedEffect, RecordedError } from "./record.ts";

/** The program does not do what the log says. */
export class ReplayError extends Error {
  /** Which effect, from 0. */
  readonly index: number;

  /** At an effect. */
  constructor(index: number, message: string) {
    super(`effect ${index} of the log: ${message}`);
    this.name = "ReplayError";
    this.index = index;
  }
}

/** What the handles of a replay stand for. */
const NOTHING: OpenFile = {
  read: unreachable,
  write: unreachable,
  size: () => 0,
  flush: unreachable,
  close: () => {},
  discard: () => {},
};

/** Answers from a log: made by {@link replay}. */
export class Replay implements Handler {
  readonly #log: readonly RecordedEffect[];
  #next = 0;

  /** From a log's beginning. */
  constructor(log: readonly RecordedEffect[]) {
    this.#log = log;
  }

  /** How many effects of the log the program has not yielded yet. */
  get remaining(): number {
    return this.#log.length - this.#next;
  }

  /** Answers an effect with what the log has for it. */
  async around(effect: FileSystemEffect, _path: string, perform: () => Answer<unknown>): Promise<unknown> {
    const index = this.#next++;
    const entry = this.#log[index];
    const [yielded, expected] = [text(effect), entry === undefined ? "its end" : text(entry.effect)];
    if (entry === undefined || yielded !== expected) {
      throw new ReplayError(index, `the program yields ${yielded}, the log has ${expected}`);
    }
    if (effect.effect === "FsClose") await perform();
    if (entry.error !== undefined) throw thrown(entry.error);
    if (effect.effect === "FsOpen") return await perform();
    if (entry.result === undefined) throw new ReplayError(index, "it was never answered");
    return fromPortable(entry.result) ?? undefined;
  }

  /** See {@link Handler}. */
  capabilities(): Capabilities {
    return ALL;
  }

  /** A handle that stands for nothing. */
  open(): OpenFile {
    return NOTHING;
  }

  /** Not asked: the log answers. */
  stat(): never {
    return unreachable();
  }

  /** Not asked: the log answers. */
  list(): never {
    return unreachable();
  }

  /** Not asked: the log answers. */
  remove(): never {
    return unreachable();
  }

  /** Not asked: the log answers. */
  rename(): never {
    return unreachable();
  }

  /** Not asked: the log answers. */
  mkdir(): never {
    return unreachable();
  }

  /** Not asked: the log answers. */
  copy(): never {
    return unreachable();
  }
}

function unreachable(): never {
  throw new Failure("ENOTSUP", { detail: "a replay has no storage" });
}

function text(effect: unknown): string {
  return JSON.stringify(toPortable(effect));
}

function thrown({ effect, path, code, retryable, name, message }: RecordedError): Error {
  if (effect === undefined || code === undefined) return Object.assign(new Error(message), { name });
  const error = fileSystemError({ effect, path: path ?? "", code, retryable: retryable ?? false, reason: "" });
  error.message = message;
  return error;
}

/**
 * Runs a program against a log of {@link record} instead of a storage. When the program yields another effect than the log
 * has next, that is a {@link ReplayError}, thrown into it.
 */
export function replay(log: readonly RecordedEffect[]): Replay {
  return new Replay(log);
}

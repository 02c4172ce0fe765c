/** What a program sees of a failure. */
import type { EffectName } from "./file_system_effect.ts";

/** What an error says besides its message. */
export interface FileSystemErrorOptions {
  /** The effect that failed. */
  readonly effect: EffectName;
  /** Its path. */
  readonly path: string;
  /** The POSIX name. */
  readonly code: string;
  /** Whether the same may succeed when it is tried again. */
  readonly retryable: boolean;
  /** Behind the path in the message. */
  readonly reason: string;
  /** What was thrown below. */
  readonly cause?: unknown;
}

/**
 * The failure of an effect: thrown into the program where it yielded it. The same failure has the same class and code
 * whatever the handler; the codes are listed at {@link Failure}.
 */
export abstract class FileSystemError extends Error {
  /** The effect that failed, by name. */
  readonly effect: EffectName;
  /** The path as the program gave it; of an effect on a handle, the one that it was opened with, "" when it is not open. */
  readonly path: string;
  /** The POSIX name, the same on every system and storage: `"ENOENT"`. */
  readonly code: string;
  /** Whether the same may succeed when it is tried again. */
  readonly retryable: boolean;

  /** An error of an effect. */
  constructor({ effect, path, code, retryable, reason, cause }: FileSystemErrorOptions) {
    super(`${effect} '${path}': ${reason} (${code})`, cause === undefined ? undefined : { cause });
    this.name = new.target.name;
    this.effect = effect;
    this.path = path;
    this.code = code;
    this.retryable = retryable;
  }
}

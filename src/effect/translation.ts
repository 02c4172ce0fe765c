/** Whatever was thrown below becomes the error that the program sees, here and nowhere else. */
import { errorNumber, errorReason } from "../call/errno.ts";
import { fileSystemError } from "./error_kinds.ts";
import { Failure } from "./failure.ts";
import type { EffectName } from "./file_system_effect.ts";
import type { FileSystemError } from "./file_system_error.ts";

/** Names that systems use for the same. */
const SAME: Readonly<Record<string, string>> = {
  EOPNOTSUPP: "ENOTSUP",
  ENOSYS: "ENOTSUP",
  EWOULDBLOCK: "EAGAIN",
  UNKNOWN: "EIO",
};

/** What a name means where this system has no words for it. */
const WORDS: Readonly<Record<string, string>> = {
  ENOTSUP: "this storage cannot do that",
  ESTALE: "it is not the same any more",
  ESPIPE: "this storage cannot seek there",
};

/** What was thrown, by its POSIX name. */
export function failureFrom(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  return new Failure(SAME[code] ?? code, { cause: error });
}

function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return "EIO";
  const { code } = error as { code?: unknown };
  if (typeof code === "string" && /^(E[A-Z0-9]+|UNKNOWN)$/.test(code)) return code;
  if (error instanceof Deno.errors.NotCapable) return "EACCES";
  if (error instanceof Deno.errors.BadResource) return "EBADF";
  return error.name === "TimeoutError" ? "ETIMEDOUT" : "EIO";
}

/** The error of an effect: of its class, with its path. */
export function errorOf(error: unknown, effect: EffectName, path: string): FileSystemError {
  const { code, retryable, detail, cause } = failureFrom(error);
  const words = WORDS[code] ?? (errorNumber(code) === 0 ? "it failed" : errorReason(errorNumber(code)));
  const reason = detail === undefined ? words : `${words}: ${detail}`;
  return fileSystemError({ effect, path, code, retryable, reason, cause });
}

/** What a program sees of what was thrown around an effect: of a failure its error, anything else as it is. */
export function seen(error: unknown, effect: EffectName, path: string): unknown {
  return error instanceof Failure ? errorOf(error, effect, path) : error;
}

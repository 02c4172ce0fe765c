/** What a handler throws. */

/** What is known of a failure besides its code. */
export interface FailureOptions {
  /** What was thrown below: a storage's own error. */
  readonly cause?: unknown;
  /** Whether the same may succeed when it is tried again. Default: by the code. */
  readonly retryable?: boolean;
  /** More than the code says, for the message. */
  readonly detail?: string;
}

/** Failures that may pass. */
const PASSING: ReadonlySet<string> = new Set([
  "EAGAIN",
  "EINTR",
  "EBUSY",
  "EMFILE",
  "ENFILE",
  "ENOLCK",
  "ETIMEDOUT",
  "ECONNRESET",
  "ECONNREFUSED",
  "ECONNABORTED",
  "EPIPE",
  "ENETDOWN",
  "ENETUNREACH",
  "EHOSTUNREACH",
]);

/** Whether a failure with this code may pass by itself. */
export function mayPass(code: string): boolean {
  return PASSING.has(code);
}

/**
 * What went wrong, by its POSIX name. A handler throws it, and {@link run} makes the error of the effect of it that the
 * program sees, with the effect's name and its path. The same failure has the same code whatever the handler:
 *
 * | code | when |
 * | --- | --- |
 * | `ENOENT` | nothing is there, or a directory on the way is missing |
 * | `EEXIST` | something is there that must not |
 * | `EISDIR` | a directory is opened, copied, or to be replaced by a file |
 * | `ENOTDIR` | a file is listed, is on the way, or is to be replaced by a directory |
 * | `ENOTEMPTY` | a directory still holds something |
 * | `EINVAL` | a directory is moved into itself, a file copied onto itself, a position is negative |
 * | `EACCES`, `EPERM` | refused: by rights, credentials, Deno's permissions |
 * | `EROFS` | nothing can be written there |
 * | `EXDEV` | the path leads out of the handler's root; or a rename leads to another storage |
 * | `EBADF` | the handle is not open, or not for this |
 * | `ENOTSUP`, `ESPIPE` | the handler cannot do this at all; cannot seek |
 * | `ENOSPC`, `EDQUOT`, `EFBIG` | there is no room |
 * | `ESTALE` | a condition for writing does not hold any more |
 * | `ETIMEDOUT`, `ECONNRESET`, … | the way to the storage |
 * | `EAGAIN` | the storage asks to try later (HTTP 429, 503) |
 * | `EIO` | anything else |
 */
export class Failure extends Error {
  /** The POSIX name. */
  readonly code: string;
  /** Whether the same may succeed when it is tried again. */
  readonly retryable: boolean;
  /** More than the code says. */
  readonly detail: string | undefined;

  /** A failure of this name. */
  constructor(code: string, { cause, retryable = mayPass(code), detail }: FailureOptions = {}) {
    super(detail === undefined ? code : `${detail} (${code})`, cause === undefined ? undefined : { cause });
    this.name = "Failure";
    this.code = code;
    this.retryable = retryable;
    this.detail = detail;
  }
}

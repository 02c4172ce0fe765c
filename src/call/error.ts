/** Results become exceptions here and nowhere else. */
import { errorName, errorReason, systemNumber } from "./errno.ts";

/** What every error of this library carries besides its message. */
export interface SystemError extends Error {
  /** The POSIX name, the same on every system: `"ENOENT"`. */
  readonly code: string;
  /** The system's own number, positive. */
  readonly errno: number;
  /** The operation, by the name of its system call. */
  readonly syscall: string;
  /** The path, as it was given. */
  readonly path?: string;
  /** The second path. */
  readonly dest?: string;
  /** Of operations of many steps: entries that were made, changed or removed before, and stay so. See `Unfinished`. */
  readonly done?: number;
  /** Of the same: paths of what was made and is not complete, or was to be removed and is still there. */
  readonly left?: readonly string[];
}

type ErrorClass = new (message: string) => Error;

/** The class that `Deno.*` throws for the same failure; what is not here is a plain `Error` there, too. */
const CLASSES: Readonly<Record<string, ErrorClass>> = {
  ENOENT: Deno.errors.NotFound,
  EACCES: Deno.errors.PermissionDenied,
  EPERM: Deno.errors.PermissionDenied,
  EEXIST: Deno.errors.AlreadyExists,
  EISDIR: Deno.errors.IsADirectory,
  ENOTDIR: Deno.errors.NotADirectory,
  ELOOP: Deno.errors.FilesystemLoop,
  EINVAL: TypeError,
  EPIPE: Deno.errors.BrokenPipe,
  EINTR: Deno.errors.Interrupted,
  EAGAIN: Deno.errors.WouldBlock,
  ETIMEDOUT: Deno.errors.TimedOut,
  ENOSYS: Deno.errors.NotSupported,
  EOPNOTSUPP: Deno.errors.NotSupported,
  ECONNREFUSED: Deno.errors.ConnectionRefused,
  ECONNRESET: Deno.errors.ConnectionReset,
  ECONNABORTED: Deno.errors.ConnectionAborted,
  ENOTCONN: Deno.errors.NotConnected,
  EADDRINUSE: Deno.errors.AddrInUse,
  EADDRNOTAVAIL: Deno.errors.AddrNotAvailable,
  ENETUNREACH: Deno.errors.NetworkUnreachable,
};

/** The exception for a failed call: `result` is minus its error number. `detail` is added to the message. */
export function systemError(
  result: number,
  syscall: string,
  path?: string,
  dest?: string,
  detail?: string,
): SystemError {
  const errno = systemNumber(result);
  const code = errorName(result);
  const what = path === undefined
    ? syscall
    : dest === undefined
    ? `${syscall} '${path}'`
    : `${syscall} '${path}' -> '${dest}'`;
  const why = detail === undefined ? errorReason(result) : `${errorReason(result)}, ${detail}`;
  const error = new (CLASSES[code] ?? Error)(`${what}: ${why} (${code})`);
  return Object.assign(
    error,
    { code, errno, syscall },
    path === undefined ? {} : { path },
    dest === undefined ? {} : { dest },
  );
}

/** Adds to what an error says, before its code. */
export function addDetail(error: Error, detail: string): void {
  const { message, stack } = error;
  error.message = message.replace(/(?: \([A-Z][A-Z0-9_]*\))?$/, (code) => `, ${detail}${code}`);
  // Where it was made, V8 has written the message into the stack, too.
  if (stack !== undefined) error.stack = stack.replace(message, () => error.message);
}

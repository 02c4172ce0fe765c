/** Darwin's libSystem, bound, with the variadic calls in their natural form. */
import { LIBSYSTEM } from "../../../ffi/darwin/calls.ts";
import { DARWIN_CONSTANTS } from "../../../ffi/darwin/constants.ts";
import { bind } from "../../call/library.ts";
import type { Call } from "../../call/program.ts";

const bound = bind(LIBSYSTEM);

/** Calls. The last argument of a variadic one stands in its own place and in the ninth, see `ffi/darwin/calls.ts`. */
export const libsystem = {
  ...bound,
  /** `openat` */
  openat: (dirfd: number, path: string | Uint8Array, flags: number, mode: number): Call =>
    bound.openat(dirfd, path, flags, mode, 0, 0, 0, 0, mode),
  /** `openat` of what may wait. */
  openatWaiting: (dirfd: number, path: string, flags: number, mode: number): Call =>
    bound.openatWaiting(dirfd, path, flags, mode, 0, 0, 0, 0, mode),
  /** `fcntl` with a number. */
  fcntl: (fd: number, command: number, argument: number): Call =>
    bound.fcntl(fd, command, argument, 0, 0, 0, 0, 0, argument),
  /** `fcntl` with a struct. */
  fcntlStruct: (fd: number, command: number, argument: Uint8Array): Call =>
    bound.fcntlStruct(fd, command, argument, 0, 0, 0, 0, 0, argument),
  /** `fcntl` with the caller's memory. */
  fcntlBytes: (fd: number, command: number, argument: Uint8Array): Call =>
    bound.fcntlBytes(fd, command, argument, 0, 0, 0, 0, 0, argument),
  /** `fcntl` that waits for the disk. */
  fcntlSync: (fd: number, command: number): Call => bound.fcntlSync(fd, command, 0, 0, 0, 0, 0, 0, 0),
};

/** Constants. */
export const c = DARWIN_CONSTANTS;

/** Position and space of an open file. */
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { toSize } from "../integer.ts";
import type { Advice, AllocateMode } from "../os/contract.ts";
import { os } from "../os/os.ts";
import { requireWrite } from "../permission.ts";
import type { OpenFile } from "./handle_base.ts";
import { fstatOf } from "../stat/fstat.ts";

const ALLOCATE: readonly AllocateMode[] = ["allocate", "keepSize", "zero", "collapse", "insert"];
const ADVICE: readonly Advice[] = ["normal", "sequential", "random", "noReuse", "willNeed", "dontNeed"];

/** Runs a program whose result only says whether it was done. */
export function* done(program: Program<number>, syscall: string, file: OpenFile): Program<void> {
  const result = yield* program;
  if (result < 0) throw systemError(result, syscall, file.path);
}

/** The same for what `Deno.*` does by path with `write` permission: a handle that was opened for reading has not asked. */
export function* changed(program: Program<number>, syscall: string, file: OpenFile): Program<void> {
  requireWrite(file.path);
  yield* done(program, syscall, file);
}

/** Moves the position. */
export function* seekTo(file: OpenFile, offset: number, whence: Deno.SeekMode): Program<number> {
  if (whence !== 0 && whence !== 1 && whence !== 2) {
    throw new TypeError(`seek: whence must be a Deno.SeekMode, not ${whence}`);
  }
  const result = yield* os.seek(file, offset, whence);
  if (result < 0) throw systemError(result, "lseek", file.path);
  return result;
}

/** Whether the position is at or beyond the end. */
export function* isAtEnd(file: OpenFile): Program<boolean> {
  const info = yield* fstatOf(file, file.path);
  return (yield* seekTo(file, 0, 1)) >= info.size;
}

/** `allocate` */
export function* allocated(
  file: OpenFile,
  offset: number | bigint,
  length: number | bigint,
  mode: AllocateMode,
): Program<void> {
  if (!ALLOCATE.includes(mode)) throw new TypeError(`allocate: mode must be one of ${ALLOCATE.join(", ")}: ${mode}`);
  const result = yield* os.allocate(file, toSize(offset, "offset"), positive(length, "allocate"), mode);
  if (result < 0) yield* fail(result, "fallocate", file);
}

/** `punchHole` */
export function* punched(file: OpenFile, offset: number | bigint, length: number | bigint): Program<void> {
  const result = yield* os.punchHole(file, toSize(offset, "offset"), positive(length, "punchHole"));
  if (result < 0) yield* fail(result, "fallocate", file);
}

/** `advise` */
export function* advised(
  file: OpenFile,
  offset: number | bigint,
  length: number | bigint,
  advice: Advice,
): Program<void> {
  if (!ADVICE.includes(advice)) throw new TypeError(`advise: advice must be one of ${ADVICE.join(", ")}: ${advice}`);
  const result = yield* os.advise(file, toSize(offset, "offset"), toSize(length, "length"), advice);
  if (result < 0) throw systemError(result, "posix_fadvise", file.path);
}

/** Throws; what a filesystem does not support is said with its name. */
export function* fail(result: number, syscall: string, file: OpenFile): Program<never> {
  const unsupported = errorName(result) === "EOPNOTSUPP";
  const detail = unsupported ? `the filesystem is ${yield* os.filesystem(file)}` : undefined;
  throw systemError(result, syscall, file.path, undefined, detail);
}

function positive(length: number | bigint, operation: string): number {
  const bytes = toSize(length, "length");
  if (bytes === 0) throw new RangeError(`${operation}: length must not be 0`);
  return bytes;
}

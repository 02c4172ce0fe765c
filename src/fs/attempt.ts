/** Calls whose result only says whether they succeeded. */
import { systemError } from "../call/error.ts";
import { errorName } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { lastSeparator, withoutEnd } from "../separators.ts";

/** Runs a program and throws when it failed; what a filesystem does not support is said with its name. */
export function* attempt(program: Program<number>, syscall: string, path: string, dest?: string): Program<void> {
  const result = yield* program;
  if (result < 0) yield* fail(result, syscall, path, dest);
}

/** Throws. The filesystem that is named is the one under `dest`, or else `path`. */
export function* fail(result: number, syscall: string, path: string, dest?: string): Program<never> {
  const refused = errorName(result) === "EOPNOTSUPP" || errorName(result) === "ENOSYS";
  const detail = refused ? `the filesystem is ${yield* names.filesystemAt(parentOf(dest ?? path))}` : undefined;
  throw systemError(result, syscall, path, dest, detail);
}

/** The directory that a name stands in, by the text of the path. */
export function parentOf(path: string): string {
  const end = lastSeparator(withoutEnd(path));
  return end < 0 ? "." : path.slice(0, end + 1);
}

/** What the operations on directories share. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import type { Program } from "../call/program.ts";
import { type Base, WORKING } from "./base.ts";
import { looked } from "./look.ts";

/** Permission bits of a directory to be made: 0 to 0o777. */
export function toDirectoryMode(mode: number): number {
  if (Number.isInteger(mode) && mode >= 0 && mode <= 0o777) return mode;
  throw new RangeError(`mode must be a whole number from 0 to 0o777: ${mode}`);
}

/** Whether a path names a directory, whoever may know. */
export function* isDirectory(path: string, base: Base = WORKING): Program<boolean> {
  const stat = yield* looked(base, path, true);
  return typeof stat !== "number" && (stat.mode & p.S_IFMT) === p.S_IFDIR;
}

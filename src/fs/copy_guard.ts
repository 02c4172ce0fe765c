/** What is looked at before a copy or a move begins: nothing is changed when one is refused. */
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import type { RawStat } from "../os/contract.ts";
import { names } from "../os/names.ts";
import { isWithin } from "../separators.ts";
import { parentOf } from "./attempt.ts";
import { identity } from "./copy_operation.ts";

const EEXIST = failureOf("EEXIST");
const EINVAL = failureOf("EINVAL");

/** A source and a destination: paths as they are used, and as they were given. */
export interface Ends {
  readonly operation: string;
  readonly source: string;
  readonly target: string;
  readonly given: readonly [from: string, to: string];
}

/** Metadata by path, or minus the error number. */
export function look(path: string, follow: boolean): Program<RawStat | number> {
  return names.look(names.HERE, path, follow);
}

/**
 * Refuses a destination that exists without `force`, and with it one that is the source by another name. A link that leads
 * nowhere is nothing, as `access(2)` has it.
 */
export function* guard({ operation, source, target, given }: Ends, force: boolean): Program<void> {
  const there = yield* look(target, true);
  if (typeof there === "number") return;
  if (!force) throw systemError(EEXIST, operation, ...given, "force replaces it");
  const here = yield* look(source, true);
  if (typeof here === "object" && identity(here) === identity(there)) {
    throw systemError(EINVAL, operation, ...given, "both are the same file");
  }
}

/** Refuses to copy a directory into itself, and with `force` to replace a directory by something that is in it. */
export function* refuseNesting({ operation, source, target, given }: Ends, force: boolean): Program<void> {
  if (yield* holds(source, parentOf(target))) {
    throw systemError(EINVAL, operation, ...given, "a directory cannot go into itself");
  }
  // Of a link only itself is replaced.
  const there = force ? yield* look(target, false) : undefined;
  const tree = typeof there === "object" && (there.mode & p.S_IFMT) === p.S_IFDIR;
  if (tree && (yield* holds(target, parentOf(source)))) {
    throw systemError(EINVAL, operation, ...given, "the source is in what it would replace");
  }
}

/** Whether the directory `inner` is `outer`, or somewhere below it. */
function* holds(outer: string, inner: string): Program<boolean> {
  const [above, below] = [yield* names.realpath(outer), yield* names.realpath(inner)];
  if (typeof above !== "string" || typeof below !== "string") return false;
  return isWithin(below, above);
}

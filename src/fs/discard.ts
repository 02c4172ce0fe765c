/** Removing what is temporary, whatever its permission bits. */
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { names } from "../os/names.ts";
import { treeRemoved } from "./removal.ts";

const { HERE } = names;
const ENOENT = failureOf("ENOENT");

/**
 * Removes a file, or a directory with all that is in it, of which every directory is made accessible first. Returns 0,
 * also when nothing is there, or what was refused first; what could be removed is.
 */
export function* discarded(path: string): Program<number> {
  const unlinked = yield* names.unlink(HERE, path);
  if (unlinked >= 0 || unlinked === ENOENT) return 0;
  const failure = yield* treeRemoved(HERE, path, path, true);
  return failure === undefined || (failure.result === ENOENT && failure.path === undefined) ? 0 : failure.result;
}

/** Removing, for `rm` and for those that remove what they have moved or replaced. */
import { failureOf } from "../call/errno.ts";
import { BLOCKING, type Program } from "../call/program.ts";
import { listing } from "../os/listing.ts";
import { names } from "../os/names.ts";
import { isRoot, lastSeparator, withoutEnd } from "../separators.ts";
import { fail } from "./attempt.ts";
import { type Failure, Removal } from "./removal_tree.ts";
import { Account } from "./unfinished.ts";

/** How {@link removed} removes. */
export interface Removed {
  /** Whether a directory goes with all that it holds. */
  readonly recursive: boolean;
  /** Whether it is no error when nothing is there. */
  readonly force: boolean;
}

/** Programs at work on one tree: enough to fill trips. */
const LANES = 8;
/** Paths from this length on may be longer than the system's longest: what is above is opened first. */
const FAR = 300;
const ENOENT = failureOf("ENOENT");
const EINVAL = failureOf("EINVAL");
const EISDIR = failureOf("EISDIR");
const EPERM = failureOf("EPERM");
const ENOTDIR = failureOf("ENOTDIR");

/**
 * Removes what a path names relative to a directory; `shown` is the path for errors. What can be removed is; then the
 * first failure is thrown.
 */
export function* removed(
  at: number,
  path: string,
  shown: string,
  { recursive, force }: Removed,
  account: Account,
): Program<void> {
  const failure = recursive ? yield* treeRemoved(at, path, shown, false, account) : yield* oneRemoved(at, path);
  if (failure === undefined || (force && failure.result === ENOENT && failure.path === undefined)) return;
  yield* fail(failure.result, failure.syscall, failure.path ?? shown);
}

function* oneRemoved(at: number, path: string): Program<Failure | undefined> {
  const result = yield* names.unlink(at, path);
  if (result >= 0) return undefined;
  // Of a directory Linux says the one, POSIX the other.
  if (result !== EISDIR && result !== EPERM) return failed(result, "unlink");
  const gone = yield* names.rmdir(at, path);
  if (gone >= 0) return undefined;
  return gone === ENOTDIR ? failed(result, "unlink") : failed(gone, "rmdir");
}

/**
 * Removes a directory with all that it holds, or what else is there; what could not be removed first. `unlock`:
 * permission bits of directories are no obstacle, they are set as needed.
 */
export function* treeRemoved(
  at: number,
  path: string,
  shown: string,
  unlock: boolean,
  account: Account = new Account("removed"),
): Program<Failure | undefined> {
  if (path === "") return failed(ENOENT, "unlink");
  // Refused before anything is lost, as by rm(1): the directory itself could not be removed.
  if (endsInDots(path) || endsInDots(shown)) return failed(EINVAL, "rmdir");
  const name = withoutEnd(path); // a slash at the end would have a link followed
  const lanes = (yield BLOCKING) === 1 ? 1 : LANES;
  const removal = new Removal(shown, { directory: name !== path, unlock }, lanes, account);
  const start = lastSeparator(name) + 1;
  if (start < FAR) {
    yield* removal.run(at, name);
    return removal.failure;
  }
  const above = yield* listing.open(at, name.slice(0, start), true);
  if (above < 0) return failed(above, "open");
  try {
    yield* removal.run(above, name.slice(start));
  } finally {
    yield* names.close(above);
  }
  return removal.failure;
}

/** Whether a path is the root, or ends in "." or "..". */
function endsInDots(path: string): boolean {
  const bare = withoutEnd(path);
  const last = bare.slice(lastSeparator(bare) + 1);
  return isRoot(path) || last === "." || last === "..";
}

function failed(result: number, syscall: string): Failure {
  return { result, syscall, path: undefined };
}

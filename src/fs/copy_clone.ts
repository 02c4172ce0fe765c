/** A copy made at one go, where a system has files share all that they hold. */
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { systemError } from "../call/error.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { done } from "../handle/change_programs.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import type { RawStat } from "../os/contract.ts";
import { copying } from "../os/copying.ts";
import type { Place } from "../os/copying_contract.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";
import type { CopyOperation, Owner, Route } from "./copy_operation.ts";

const EEXIST = failureOf("EEXIST");
const EACCES = failureOf("EACCES");
/** What has these flags could not be finished: a clone has them, too. */
const FIXED = c.UF_IMMUTABLE | c.UF_APPEND | c.SF_IMMUTABLE | c.SF_APPEND;

/** Makes the copy of the original at one go; false where that cannot be. */
export function* cloned(
  operation: CopyOperation,
  route: Route,
  from: OpenFile,
  info: RawStat,
  made: Owner | undefined,
): Program<boolean> {
  const { plan, ways } = operation;
  const whole = plan.keeps.has("mode") && plan.keeps.has("times") && plan.keeps.has("owner");
  if (copying.clone === undefined || plan.reflink === "never" || !whole) return false;
  if (!ways.open("clone", info.dev, 0) || ((info.flags ?? 0) & FIXED) !== 0) return false;
  let result: number | undefined;
  let complete = false;
  try {
    result = yield* copying.clone(from, route.to);
    if (result === EEXIST) throw systemError(result, "fclonefileat", route.fromPath, route.toPath);
    if (result < 0) ways.close("clone", info.dev, 0);
    else yield* completed(operation, route, from, info, made);
    complete = true;
  } finally {
    // Given up, the call has told nothing: what it made looks like the original.
    const there = result === undefined ? yield* isCloneOf(info, route.to) : result >= 0;
    if (!complete && there) yield* names.unlink(route.to.at, route.to.name);
  }
  if (result < 0) return false;
  operation.moved(info.size, route.fromPath);
  return true;
}

/** A clone has no set-user-id bits, no access control list of its own, and the access time that the original got by being read: clonefile(2). */
function* completed(
  operation: CopyOperation,
  route: Route,
  from: OpenFile,
  info: RawStat,
  made: Owner | undefined,
): Program<void> {
  const fd = yield* names.open(route.to.at, route.to.name, os.O.RDONLY | os.O.NOFOLLOW | os.O.NONBLOCK, 0);
  if (fd === EACCES) return; // its owner may not read it
  if (fd < 0) throw systemError(fd, "open", route.toPath);
  const to = { fd, manner: "disk", path: route.toPath } as const;
  try {
    const failed = yield* copying.finish(to, operation.finish(info, made));
    if (failed !== undefined) throw systemError(failed.error, failed.syscall, route.toPath);
    if (copying.copyAcl !== undefined && operation.plan.keeps.has("xattr")) {
      yield* done(copying.copyAcl(from, to), "fcopyfile", to);
    }
    if (operation.durable) yield* done(os.sync(to), "fsync", to);
  } finally {
    yield* os.close(to, true);
  }
}

function* isCloneOf(info: RawStat, { at, name }: Place): Program<boolean> {
  const there = yield* names.look(at, name, false);
  if (typeof there === "number") return false;
  const { size, mtime, mtimeRest, inodeLow, inodeHigh } = there;
  const other = inodeLow !== info.inodeLow || inodeHigh !== info.inodeHigh;
  return other && size === info.size && mtime === info.mtime && mtimeRest === info.mtimeRest;
}

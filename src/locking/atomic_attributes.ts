/** What a file's successor takes over from it. */
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import type { Program } from "../call/program.ts";
import { attributesOf, attributesSet } from "../fs/copy_attributes.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { copying } from "../os/copying.ts";
import type { Finish } from "../os/copying_contract.ts";
import { locking } from "../os/locking.ts";
import { os } from "../os/os.ts";
import type { AtomicPlan } from "./atomic_options.ts";
import type { Target } from "./atomic_target.ts";
import { DETAIL } from "./new_file.ts";

const ENOENT = failureOf("ENOENT");
const ELOOP = failureOf("ELOOP");
const PERMISSIONS = 0o7777;

/** Sets mode, owner and attributes of a file whose content is complete. */
export function* attributesFinished(file: OpenFile, target: Target, plan: AtomicPlan): Program<void> {
  const old = plan.preserve ? yield* opened(target) : null;
  if (old === null) {
    if (plan.mode !== undefined) yield* finish(file, { mode: plan.mode });
    return;
  }
  try {
    const look = os.fstat(old);
    const result = yield look;
    if (result < 0) throw systemError(result, "fstat", target.name);
    const { mode, uid, gid } = os.statOf(look);
    const attributes = yield* attributesOf(old);
    yield* attributesSet(file, attributes, "first");
    const copied = copying.copyStreams === undefined ? 0 : yield* copying.copyStreams(old, file);
    if (copied < 0) throw systemError(copied, "write", target.name);
    yield* finish(file, { owner: { uid, gid, needed: false }, mode: plan.mode ?? mode & PERMISSIONS });
    yield* attributesSet(file, attributes, "last");
    const kept = locking.keep === undefined ? 0 : yield* locking.keep(old, file);
    if (kept < 0) throw systemError(kept, "fcopyfile", target.name);
    const listed = copying.copyAcl === undefined ? 0 : yield* copying.copyAcl(old, file);
    if (listed < 0) throw systemError(listed, "fcopyfile", target.name);
  } finally {
    yield* os.close(old, true);
  }
}

/** The old file; a symbolic link that will be replaced has nothing to be kept. */
function* opened({ path, name }: Target): Program<OpenFile | null> {
  const old = yield* os.open(path, os.O.RDONLY | os.O.NOFOLLOW | os.O.NONBLOCK, 0);
  if (old === ENOENT || old === ELOOP) return null;
  if (typeof old === "number") throw systemError(old, "open", name);
  return { ...old, path: name };
}

function* finish(file: OpenFile, what: Finish): Program<void> {
  const failed = yield* copying.finish(file, what);
  if (failed !== undefined) throw systemError(failed.error, failed.syscall, file.path, undefined, DETAIL);
}

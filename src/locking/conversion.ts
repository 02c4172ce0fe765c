/** A lock that becomes shared or exclusive. */
import { timeoutError, toDeadline } from "../call/deadline.ts";
import { failureOf } from "../call/errno.ts";
import type { Program } from "../call/program.ts";
import { lockRefused } from "../handle/lock_programs.ts";
import { tellWaiting } from "../handle/lock_turn.ts";
import { locking } from "../os/locking.ts";
import { os } from "../os/os.ts";
import { claimed, closed, heldByOthers, type Wanted } from "./claim.ts";
import type { Claim } from "./held.ts";
import type { LockFileOptions } from "./lock_options.ts";

const EAGAIN = failureOf("EAGAIN");

/** What a claim became, and whether it was let go of in between. */
export interface Converted {
  readonly claim: Claim;
  readonly lost: boolean;
}

/** Converts a claim: in place, or by letting go of it and waiting for it again. When it fails, nothing is held. */
export function* converted(
  claim: Claim,
  wanted: Wanted,
  { blocking = true, timeout }: Pick<LockFileOptions, "blocking" | "timeout">,
): Program<Converted> {
  const deadline = toDeadline(timeout, "upgrade");
  const kind = wanted.shared ? "shared" : "exclusive";
  let kept = false;
  try {
    const result = yield* os.flock(claim.file, kind, false);
    kept = result === 0;
    if (result < 0 && result !== EAGAIN) yield* lockRefused(result, "flock", claim.file);
  } finally {
    if (!kept) yield* closed(claim.file);
    else if (wanted.shared) tellWaiting();
  }
  if (kept) return { claim: { ...claim, shared: wanted.shared }, lost: !locking.converts[kind] };
  if (!blocking) throw heldByOthers(wanted.name);
  const again = yield* claimed(wanted, deadline);
  if (again === null) throw timeoutError("upgrade", wanted.name);
  return { claim: again, lost: true };
}

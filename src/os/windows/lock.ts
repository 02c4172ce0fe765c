/**
 * Locks on whole files. Windows enforces locks: who has not the lock cannot read or write the bytes that are locked. So
 * these are locks on bytes far behind every file's end, where nobody reads or writes: they keep out who locks, as
 * `flock(2)` does, and nobody else. (The alternative, all bytes from the first on, would make a lock file unreadable for
 * those that wait for it, and a pidfile for everybody.) The bytes are among those that `Deno.FsFile.lock`, Rust's
 * `File::lock` and Go's `lockedfile` lock, which begin at the first byte and end behind these, and among Java's
 * (`FileChannel.lock`, 0 to 2⁶³ − 1): their locks and ours keep each other out.
 */
import type { Program } from "../../call/program.ts";
import type { Descriptor } from "../contract.ts";
import { type Bytes, lockBytes, unlockBytes } from "./lock_call.ts";
import { grantedOf } from "./lock_wait.ts";
import { stateOf } from "./open_files.ts";

/** Where they are: the last bytes that other programs' locks on whole files take in. */
export const FAR = 0x7fff_ffff_ffff_fffcn;

/**
 * Shared locks take one byte, exclusive ones that and the next. So each kind is let go of by numbers of its own, and of
 * a handle that has both for a moment it is sure which one stays.
 */
export const WHOLE: Readonly<Record<"shared" | "exclusive", Bytes>> = {
  shared: { start: FAR, length: 1n },
  exclusive: { start: FAR, length: 2n },
};

/**
 * Takes or releases a lock; it never waits. Shared after exclusive, the handle has both for a moment ("A shared lock can
 * overlap an exclusive lock if both locks were created using the same file handle", LockFileEx), and nobody comes in
 * between. Exclusive after shared, the shared one is let go of first.
 */
export function* flock(file: Descriptor, kind: "shared" | "exclusive" | "unlock"): Program<number> {
  const state = stateOf(file.fd);
  if (state.lock === kind) return 0;
  if (kind === "unlock") return yield* released(file);
  const exclusive = kind === "exclusive";
  const beside = state.lock === "exclusive";
  if (!beside) yield* released(file);
  state.lock = "unknown";
  const result = grantedOf(state, WHOLE[kind], exclusive) ? 0 : yield* lockBytes(file, WHOLE[kind], exclusive);
  if (result === 0 && beside) yield* unlockBytes(file, WHOLE.exclusive);
  if (result === 0) state.lock = kind;
  else state.lock = beside ? "exclusive" : undefined;
  return result;
}

function* released(file: Descriptor): Program<number> {
  const state = stateOf(file.fd);
  const { lock } = state;
  state.lock = undefined;
  if (lock === undefined) return 0;
  if (lock !== "unknown") return yield* unlockBytes(file, WHOLE[lock]);
  // Given up, it may have come about: what is not locked is refused.
  yield* unlockBytes(file, WHOLE.exclusive);
  yield* unlockBytes(file, WHOLE.shared);
  return 0;
}

/** Locks of open files: taken at once, or waited for without a thread. */
import { type Deadline, timeoutError } from "../call/deadline.ts";
import { errorName, failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { inLine } from "../call/line.ts";
import { BLOCKING, type Program, TIMED_OUT, Wait } from "../call/program.ts";
import type { Interest } from "../call/poller.ts";
import { os } from "../os/os.ts";
import { locking } from "../os/locking.ts";
import type { LockTrial, WantedLock } from "../os/locking_contract.ts";
import { identityOf } from "./identity.ts";
import { LockTurn, SLOW, tellWaiting, TOLD } from "./lock_turn.ts";
import type { OpenFile } from "./handle_base.ts";

const EAGAIN = failureOf("EAGAIN");
/** What systems answer where they, or a filesystem, have no such locks. */
const WITHOUT = ["EOPNOTSUPP", "ENOSYS", "ENOLCK", "EINVAL"];
/**
 * Of many processes that wait, one gets the lock and all are told: each of them costs more than the lock itself. Who was
 * told and comes too late all the same (others were faster, or the kernel has yet to drop the lock) listens no more, and
 * tries so many times after random pauses, each up to twice as long as the one before (2^5 ms at last); then it listens
 * again. So they come one after the other where locks are short, and are silent where one is long.
 */
const MOST_LOST = 5;

/** A lock that can be taken without waiting: 0, or minus the error number, which is `EAGAIN` while others have it. */
export type Taking = () => Program<number>;

/**
 * Takes a lock on an open file, and waits until it can, behind those that came before for the same (`what`; default: a
 * lock on the whole file): {@link TIMED_OUT}, or what {@link Taking} answers, but `EAGAIN`.
 */
export function* lockTaken(
  file: OpenFile,
  take: Taking,
  give: Taking,
  deadline: Deadline,
  what?: string,
  wanted: WantedLock = { kind: "exclusive" },
): Program<number> {
  return yield* inLine(what ?? `lock ${yield* identityOf(file)}`, function* () {
    const result = yield* take();
    if (result !== EAGAIN) return result;
    // A lock that was to be converted may still be held (macOS): two that waited so would wait for each other.
    yield* give();
    return yield* untilTaken(file, take, deadline, wanted);
  }, deadline);
}

/** {@link lockTaken} for somebody who has just tried in vain, and holds nothing. `trial` is what `take` does. */
export function lockAwaited(
  file: OpenFile,
  take: Taking,
  deadline: Deadline,
  what: string,
  wanted: WantedLock,
  trial?: LockTrial,
): Program<number> {
  return inLine(what, () => untilTaken(file, take, deadline, wanted, trial), deadline);
}

function* untilTaken(
  file: OpenFile,
  take: Taking,
  deadline: Deadline,
  wanted: WantedLock,
  trial?: LockTrial,
): Program<number> {
  const turn = new LockTurn(true, trial);
  const hears = (yield BLOCKING) === 0;
  let watch: Interest | number = -1;
  const deafen = () => {
    if (typeof watch !== "number") watch.end();
    watch = -1;
  };
  try {
    for (let lost = 0, blind = 0, heard = TIMED_OUT;;) {
      const told = heard !== TIMED_OUT;
      if (!told && blind-- <= 0 && hears && typeof watch === "number") {
        watch = locking.watchLock(file.fd, () => turn.hear(), wanted);
      }
      const result = told && heard !== TOLD ? heard : yield* take();
      if (result !== EAGAIN) return result;
      if (deadline.left === 0) return TIMED_OUT;
      if (told) {
        deafen();
        [lost, blind] = [0, MOST_LOST];
      }
      let pause = Infinity; // the turn looks again by itself
      if (typeof watch === "number") {
        lost = Math.min(lost + 1, MOST_LOST);
        pause = 1 + Math.random() * 2 ** lost;
      }
      const { left } = deadline;
      heard = yield new Wait(turn, left > SLOW ? pause : Math.min(pause, left));
    }
  } finally {
    turn.end();
    deafen();
  }
}

/** Locks a handle's whole file, and waits until it can; given up, nothing is held. */
export function* handleLocked(file: OpenFile, exclusive: boolean, deadline: Deadline): Program<void> {
  const kind = exclusive ? "exclusive" : "shared";
  let complete = false;
  try {
    const result = yield* lockTaken(
      file,
      () => os.flock(file, kind, false),
      () => unlocked(file),
      deadline,
      undefined,
      { kind },
    );
    if (result === TIMED_OUT) throw timeoutError("lock", file.path);
    if (result < 0) yield* lockRefused(result, "flock", file);
    complete = true;
  } finally {
    if (!complete) yield* unlocked(file);
  }
}

/** Locks a handle's file when that is possible at once. */
export function* handleTried(file: OpenFile, exclusive: boolean): Program<boolean> {
  const result = yield* os.flock(file, exclusive ? "exclusive" : "shared", false);
  if (result === EAGAIN) return false;
  if (result < 0) yield* lockRefused(result, "flock", file);
  return true;
}

/** Lets go of a handle's lock. */
export function* handleUnlocked(file: OpenFile): Program<void> {
  const result = yield* unlocked(file);
  if (result < 0) yield* lockRefused(result, "flock", file);
}

function* unlocked(file: OpenFile): Program<number> {
  const result = yield* os.flock(file, "unlock", false);
  tellWaiting();
  return result;
}

/** Throws; where there are no such locks, the filesystem is named. */
export function* lockRefused(result: number, syscall: string, file: OpenFile): Program<never> {
  const detail = WITHOUT.includes(errorName(result)) ? `the filesystem is ${yield* os.filesystem(file)}` : undefined;
  throw systemError(result, syscall, file.path, undefined, detail);
}

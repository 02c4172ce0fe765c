/** Taking a pidfile: making it, or finding out that whoever made it is gone. */
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { inLine } from "../call/line.ts";
import { BLOCKING, type Program, TIMED_OUT, Wait } from "../call/program.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { identityAt } from "../handle/identity.ts";
import { LockTurn } from "../handle/lock_turn.ts";
import { locking } from "../os/locking.ts";
import { os } from "../os/os.ts";
import { ANOTHER, guarded, removed } from "./guard.ts";
import { type Found, found, isFromHere, isGone } from "./pidfile.ts";
import { PidCandidate } from "./pid_candidate.ts";
import type { Holding, PidPlace } from "./pid_holding.ts";
import type { PidPlan } from "./pid_options.ts";

const ENOENT = failureOf("ENOENT");
/** Milliseconds between looks once something was told: the kernel tells of a close just before it drops the lock. */
const SOON = [1, 2, 4, 8, 16];
/** Milliseconds between looks where nothing can be told. */
const SILENT = 100;
/** A file of a process that is alive is left behind, too, when nobody has touched it for so many times `staleAge`. */
const ALIVE = { touched: 5, untouched: 25 };

/** Takes the pidfile; `null` while somebody else holds it (with `wait`: until the time has passed). */
export function* pidClaimed(place: PidPlace, plan: PidPlan): Program<Holding | null> {
  if (!plan.wait) return yield* firstClaimed(place, plan);
  const result = yield* inLine(`pid ${place.path}`, () => firstClaimed(place, plan), plan.deadline);
  return result === TIMED_OUT ? null : result as Holding | null;
}

function* firstClaimed(place: PidPlace, plan: PidPlan): Program<Holding | null> {
  const candidate = new PidCandidate(place, plan);
  try {
    for (;;) {
      const made = (yield* identityAt(place.path, false)) === "" ? yield* candidate.take() : null;
      if (made !== null) return made;
      const state = yield* watched(place, plan);
      if (state === "gone") continue;
      if (typeof state === "number") {
        yield* paused(state);
        continue;
      }
      if (state === "stale" && (yield* broken(place, plan))) continue;
      if (!plan.wait || plan.deadline.left === 0) return null;
    }
  } finally {
    yield* candidate.discard();
  }
}

/**
 * Looks at somebody's pidfile until it is gone, left behind, or (`held`) there is no more waiting. Where nothing can be
 * told of it, it is not kept open: the milliseconds until the next look (on Windows, some file systems keep the name of a
 * removed file for as long as somebody has it open).
 */
function* watched(place: PidPlace, plan: PidPlan): Program<"gone" | "stale" | "held" | number> {
  const file = yield* looked(place);
  if (file === null) return "gone";
  const turn = new LockTurn();
  const watch = plan.wait && (yield BLOCKING) === 0 ? locking.watchLock(file.fd, () => turn.tell()) : -1;
  try {
    for (let tries = SOON.length;; tries++) {
      const content = yield* found(file);
      if ((yield* identityAt(place.path, false, file)) !== content.identity) return "gone";
      if (yield* isStale(file, content, plan)) return "stale";
      const { left } = plan.deadline;
      if (!plan.wait || left === 0) return "held";
      const pause = Math.min(SOON[tries] ?? plan.pollInterval, left, untilStale(content, plan));
      if (typeof watch === "number") return Math.min(pause, SILENT);
      if ((yield new Wait(turn, pause)) !== TIMED_OUT) tries = -1;
    }
  } finally {
    turn.end();
    if (typeof watch !== "number") watch.end();
    yield* os.close(file, true);
  }
}

/** Lets time pass, or somebody of this process let go of something. */
function* paused(milliseconds: number): Program<void> {
  const turn = new LockTurn();
  try {
    yield new Wait(turn, milliseconds);
  } finally {
    turn.end();
  }
}

function* looked({ path, name }: PidPlace): Program<OpenFile | null> {
  const opened = yield* os.open(path, os.O.RDONLY | os.O.NOFOLLOW | os.O.NONBLOCK, 0);
  if (opened === ENOENT) return null;
  if (typeof opened === "number") throw systemError(opened, "open", name);
  return { ...opened, path: name };
}

/**
 * Removes a pidfile that was left behind, when it still is that: one at a time. False when somebody else keeps the
 * directory locked.
 */
function broken(place: PidPlace, plan: PidPlan): Program<boolean> {
  return guarded(
    place.directory,
    function* () {
      const file = yield* looked(place);
      if (file === null) return true;
      try {
        const content = yield* found(file);
        const result = (yield* isStale(file, content, plan)) ? yield* removed(place.path, content.identity) : ANOTHER;
        if (result < 0) throw systemError(result, "unlink", place.name);
        return true;
      } finally {
        yield* os.close(file, true);
      }
    },
    false,
    plan.deadline,
  );
}

/** Whether a pidfile was left behind. */
function* isStale(file: OpenFile, content: Found, { staleAge, refresh }: PidPlan): Program<boolean> {
  if (content.marked && isFromHere(content)) {
    // The kernel has dropped the lock of a process that has ended.
    if (content.locked ? yield* isUnlocked(file) : yield* isGone(content)) return true;
  }
  if (staleAge === 0 || content.age <= staleAge) return false;
  return content.age > staleAge * (refresh === 0 ? ALIVE.untouched : ALIVE.touched) || (yield* isGone(content));
}

function* isUnlocked(file: OpenFile): Program<boolean> {
  if ((yield* os.flock(file, "exclusive", false)) !== 0) return false;
  yield* os.flock(file, "unlock", false);
  return true;
}

/** Milliseconds until its age alone may tell more. */
function untilStale({ age }: Found, { staleAge, refresh }: PidPlan): number {
  const alive = staleAge * (refresh === 0 ? ALIVE.untouched : ALIVE.touched);
  const next = [staleAge, alive].find((limit) => limit > 0 && age <= limit);
  return next === undefined ? Infinity : next - age + 1;
}

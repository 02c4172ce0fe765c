/**
 * Removing pidfiles: by their names, since no POSIX system removes "this file". So that nobody removes another file than
 * the one that it looked at, whoever removes one locks the directory meanwhile (`flock`), for a few system calls. Windows
 * locks no directories, and removes what a handle is open to.
 */
import { Deadline, NEVER } from "../call/deadline.ts";
import { failureOf } from "../call/errno.ts";
import { BLOCKING, type Program, TIMED_OUT } from "../call/program.ts";
import type { OpenFile } from "../handle/handle_base.ts";
import { identityAt, identityOf } from "../handle/identity.ts";
import { lockTaken } from "../handle/lock_programs.ts";
import { tellWaiting } from "../handle/lock_turn.ts";
import { locking } from "../os/locking.ts";
import { names } from "../os/names.ts";
import { os } from "../os/os.ts";

const EAGAIN = failureOf("EAGAIN");
/** How long somebody else may keep a directory locked, in milliseconds; on a thread that blocks, perhaps at its end. */
const PATIENCE = { waiting: 5000, blocking: 500 };

/** Runs a program that removes a file from a directory; `otherwise` when somebody else keeps that locked. */
export function* guarded<T>(
  directory: string,
  program: () => Program<T>,
  otherwise: T,
  deadline: Deadline = NEVER,
): Program<T> {
  if (locking.removeIf !== undefined) return yield* program();
  const opened = yield* os.open(directory, os.O.RDONLY | os.O.DIRECTORY, 0);
  // One that may not be read, or locked on its filesystem, is no guard: what is removed was still looked at just before.
  if (typeof opened === "number") return yield* program();
  const file: OpenFile = { ...opened, path: directory };
  try {
    const patience = (yield BLOCKING) === 1 ? PATIENCE.blocking : PATIENCE.waiting;
    const take = () => os.flock(file, "exclusive", false);
    const result = yield* lockTaken(
      file,
      take,
      () => os.flock(file, "unlock", false),
      new Deadline(Math.min(patience, deadline.left)),
    );
    return result === TIMED_OUT || result === EAGAIN ? otherwise : yield* program();
  } finally {
    yield* os.close(file, true);
    tellWaiting();
  }
}

/** What {@link removed} answers when the name stands for another file, or for none. */
export const ANOTHER = 1;

/** Removes a name when it still stands for a certain file: 0, or minus the error number. Only under the guard. */
export function* removed(path: string, identity: string): Program<number> {
  if (locking.removeIf !== undefined) {
    return yield* locking.removeIf(path, function* (file) {
      return (yield* identityOf({ ...file, path })) === identity;
    });
  }
  if ((yield* identityAt(path, false)) !== identity) return ANOTHER;
  return yield* names.unlink(names.HERE, path);
}

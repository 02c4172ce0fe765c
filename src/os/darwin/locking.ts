/** Locking on macOS. */
import { FLOCK } from "../../../ffi/darwin/structs.ts";
import { vnode } from "../../call/kqueue.ts";
import { Hold, poller } from "../../call/reactor.ts";
import type { Program } from "../../call/program.ts";
import type { Interest } from "../../call/poller.ts";
import type { Locking } from "../locking_contract.ts";
import { posixLocking } from "../posix/locking.ts";
import { c, libsystem } from "./libsystem.ts";
import { bootId, startOf } from "./processes.ts";

/** A lock by `flock` that ended, and the file losing a name; of the end of other locks nothing is told. */
const NOTES = c.NOTE_FUNLOCK | c.NOTE_DELETE | c.NOTE_RENAME | c.NOTE_LINK;

/** Locking on macOS. */
export const darwinLocking: Locking = {
  ...posixLocking({
    c,
    flock: FLOCK,
    setLock: (fd, lock) => libsystem.fcntlStruct(fd, c.F_OFD_SETLK, lock),
    // Locks of the process: two of its handles do not exclude each other, and closing any of them lets go of all.
    otherwise: (fd, lock) => libsystem.fcntlStruct(fd, c.F_SETLK, lock),
  }),
  converts: { shared: true, exclusive: true }, // in place, under the lock of the vnode's locks: bsd/kern/kern_lockf.c of xnu
  watchLock,
  bootId,
  startOf,
  pidNamespace: unknown,
};

function watchLock(fd: number, listener: () => void): Interest | number {
  const hold = new Hold();
  poller();
  const interest = vnode(fd, NOTES, listener);
  if (typeof interest === "number") {
    hold.release();
    return interest;
  }
  return {
    end() {
      interest.end();
      hold.release();
    },
  };
}

// deno-lint-ignore require-yield -- there is one for all
function* unknown(): Program<string> {
  return "";
}

/** Waiting until a descriptor is ready. */
import { POSIX } from "../../ffi/posix/calls.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { POLLFD } from "../../ffi/posix/structs.ts";
import { failureOf } from "./errno.ts";
import { bind } from "./library.ts";
import { pipeReadyHere } from "./pipe_readiness.ts";
import { platform } from "./platform.ts";
import { type Awaited, TIMED_OUT } from "./program.ts";
import { Hold, poller } from "./reactor.ts";
import { perform } from "./synchronous.ts";

const WINDOWS = platform.os === "windows";
const EPERM = failureOf("EPERM");
const { poll } = bind({ poll: POSIX.poll });

/**
 * Readiness for some of `poll(2)`'s events. The result is those that hold, with `POLLERR` and `POLLHUP`, or minus the
 * error number. Files and directories are always ready.
 */
export function ready(fd: number, events: number): Awaited {
  return {
    begin(done) {
      const hold = new Hold();
      const interest = poller().ready(fd, events, (happened) => {
        end();
        done(happened);
      });
      let ended = false;
      const end = () => {
        ended = true;
        if (typeof interest !== "number") interest.end();
        hold.release();
        return false;
      };
      if (typeof interest === "number") {
        const result = interest === EPERM ? events & (p.POLLIN | p.POLLOUT) : interest;
        queueMicrotask(() => {
          if (ended) return;
          end();
          done(result);
        });
      }
      return end;
    },
    here: (milliseconds) => (WINDOWS ? pipeReadyHere : pollHere)(fd, events, milliseconds),
  };
}

/** `poll(2)` with a longer time than an `int` of milliseconds has, too. */
function pollHere(fd: number, events: number, milliseconds: number): number {
  const set = new Uint8Array(POLLFD.size);
  const view = new DataView(set.buffer);
  POLLFD.fd.set(view, 0, fd);
  POLLFD.events.set(view, 0, events);
  const end = performance.now() + milliseconds;
  for (;;) {
    const left = Math.max(0, end - performance.now());
    const result = perform(poll(set, 1n, left > 0x7fff_ffff ? -1 : Math.ceil(left)), 0);
    if (result < 0) return result;
    if (result > 0) break;
    if (performance.now() >= end) return TIMED_OUT;
  }
  const happened = POLLFD.revents.get(view, 0);
  return happened & p.POLLNVAL ? failureOf("EBADF") : happened;
}

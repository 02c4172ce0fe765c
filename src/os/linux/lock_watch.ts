/** Word of a lock's end: an inotify instance of its own, there while somebody waits for a lock. */
import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import { LINUX_LOCKING } from "../../../ffi/linux/locking.ts";
import { INOTIFY_EVENT } from "../../../ffi/linux/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { bind } from "../../call/library.ts";
import type { Interest } from "../../call/poller.ts";
import { submit } from "../../call/pool.ts";
import { Hold, poller } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import { c, libc } from "./libc.ts";

const calls = bind(LINUX_LOCKING);
/** Closing, which lets go of a lock right after; and the file losing a name. */
const EVENTS = c.IN_CLOSE_WRITE | c.IN_CLOSE_NOWRITE | c.IN_ATTRIB | c.IN_DELETE_SELF | c.IN_MOVE_SELF;

/** Milliseconds that an instance stays for the next to watch: the kernel takes some to close one (`synchronize_srcu`). */
const LINGER = 1000;

let instance = -1;
let lingering: ReturnType<typeof setTimeout> | undefined;
/** Whether {@link part} will be told of the end. */
let parting = false;
/** How many watch: the kernel ends a watch whose file is gone, and they go on. */
let watching = 0;
let hold: Hold | undefined;
let interest: Interest | number = -1;
/** By inotify's number for a file, which is the same for all who watch it. */
const listeners = new Map<number, Set<() => void>>();
const events = new Uint8Array(4096);
const view = new DataView(events.buffer);

/** Tells `listener` when a lock on an open file may have ended, or minus the error number. */
export function watchLock(fd: number, listener: () => void): Interest | number {
  const opened = open();
  if (opened < 0) return opened;
  // The open file itself, whatever stands at its path by now.
  const watch = perform(calls.inotify_add_watch(opened, `/proc/self/fd/${fd}`, EVENTS), 0);
  if (watch < 0) {
    leave();
    return watch;
  }
  const all = listeners.get(watch) ?? new Set();
  listeners.set(watch, all.add(listener));
  let ended = false;
  return {
    end() {
      if (ended) return;
      ended = true;
      all.delete(listener);
      // Later: whoever has got the lock is to go on first.
      setImmediate(() => {
        if (all.size === 0 && listeners.get(watch) === all) {
          listeners.delete(watch);
          perform(calls.inotify_rm_watch(opened, watch), 0);
        }
        leave();
      });
    },
  };
}

/** The instance, for one more to watch. */
function open(): number {
  clearTimeout(lingering);
  if (!parting) {
    parting = true;
    addEventListener("unload", part);
  }
  if (instance < 0) instance = perform(calls.inotify_init1(c.IN_NONBLOCK | c.IN_CLOEXEC), 0);
  if (instance >= 0 && watching++ === 0) {
    hold = new Hold();
    perform(libc.read(instance, events, BigInt(events.length)), 0); // what was told when nobody listened any more
    interest = poller().ready(instance, p.POLLIN, () => deliver(instance));
  }
  return instance;
}

/** One less watches. */
function leave(): void {
  if (--watching > 0) return;
  if (typeof interest !== "number") interest.end();
  hold!.release();
  lingering = setTimeout(() => {
    submit({ step: libc.close(instance).via("slow"), complete() {} });
    instance = -1;
  }, LINGER);
  lingering.unref();
}

/** A worker that ends leaves nothing to the process. */
function part(): void {
  clearTimeout(lingering);
  if (instance >= 0) perform(libc.close(instance), 0);
  instance = -1;
}

function deliver(fd: number): void {
  const length = perform(libc.read(fd, events, BigInt(events.length)), 0);
  const told = new Set<() => void>();
  for (let at = 0; at < length; at += INOTIFY_EVENT.size + INOTIFY_EVENT.len.get(view, at)) {
    const watch = INOTIFY_EVENT.wd.get(view, at);
    // An overflow, told under no file's number, may have concerned any.
    const concerned = watch < 0 ? [...listeners.values()] : [listeners.get(watch)];
    for (const all of concerned) all?.forEach((listener) => told.add(listener));
    if ((INOTIFY_EVENT.mask.get(view, at) & c.IN_IGNORED) !== 0) listeners.delete(watch);
  }
  for (const listener of told) listener();
}

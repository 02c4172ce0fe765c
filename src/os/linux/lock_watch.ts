/** Word of a lock's end: an inotify instance of its own, there while somebody waits for a lock. */
import { clearInterval, setInterval } from "node:timers";
import { LINUX_LOCKING } from "../../../ffi/linux/locking.ts";
import { INOTIFY_EVENT } from "../../../ffi/linux/structs.ts";
import { afterwards } from "../../call/afterwards.ts";
import { bind } from "../../call/library.ts";
import type { Interest } from "../../call/poller.ts";
import { perform } from "../../call/synchronous.ts";
import { c } from "./libc.ts";
import { type Reading, readingOf } from "./reading.ts";

const calls = bind(LINUX_LOCKING);
/** Closing, which lets go of a lock right after; and the file losing a name. */
const EVENTS = c.IN_CLOSE_WRITE | c.IN_CLOSE_NOWRITE | c.IN_ATTRIB | c.IN_DELETE_SELF | c.IN_MOVE_SELF;

/**
 * Milliseconds that an instance stays at least for the next to watch: the kernel takes some to close one whose watches
 * have just ended (`synchronize_srcu`).
 */
const LINGER = 1000;

let instance = -1;
let reading: Reading | undefined;
let lingering: ReturnType<typeof setInterval> | undefined;
/** Whether somebody has watched since the last look. */
let used = false;
/** Whether {@link part} will be told of the end. */
let parting = false;
/** How many watch: the kernel ends a watch whose file is gone, and they go on. */
let watching = 0;
/** The watches of those who have ended theirs. */
const ending: number[] = [];
/** By inotify's number for a file, which is the same for all who watch it. */
const listeners = new Map<number, Set<() => void>>();

/** Tells `listener` when a lock on an open file may have ended, or minus the error number. */
export function watchLock(fd: number, listener: () => void): Interest | number {
  settle();
  // The open file itself, whatever stands at its path by now.
  const path = `/proc/self/fd/${fd}`;
  const opened = open(path);
  if (opened < 0) return opened;
  const watch = perform(calls.inotify_add_watch(opened, path, EVENTS), 0);
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
      if (ending.push(watch) === 1) afterwards(settle);
    },
  };
}

/** The instance, for one more to watch. */
function open(path: string): number {
  if (!parting) {
    parting = true;
    addEventListener("unload", part);
  }
  if (instance < 0) {
    instance = perform(calls.inotify_init1(c.IN_NONBLOCK | c.IN_CLOEXEC), 0);
    if (instance < 0) return instance;
    const prove = () => {
      // The end of a watch is told to the instance itself, and to nobody else.
      perform(calls.inotify_rm_watch(instance, perform(calls.inotify_add_watch(instance, path, EVENTS), 0)), 0);
    };
    reading = readingOf(instance, deliver, prove);
    if (watching > 0) reading.begin();
  }
  if (watching++ === 0) reading!.begin();
  used = true;
  return instance;
}

/** Ends watches whose listeners are gone: before the event loop turns, and before others begin. */
function settle(): void {
  for (const watch of ending) {
    if (listeners.get(watch)?.size === 0) {
      listeners.delete(watch);
      perform(calls.inotify_rm_watch(instance, watch), 0);
    }
    leave();
  }
  ending.length = 0;
}

/** One less watches. */
function leave(): void {
  if (--watching > 0) return;
  reading?.rest();
  lingering ??= setInterval(look, LINGER).unref();
}

/** Closes the instance when it has not been used for a while. */
function look(): void {
  if (watching > 0) stop();
  else if (!used) part();
  used = false;
}

function stop(): void {
  clearInterval(lingering);
  lingering = undefined;
}

/** A worker that ends leaves nothing to the process. */
function part(): void {
  stop();
  reading?.close();
  reading = undefined;
  instance = -1;
}

/** Tells those whom events concern. */
function deliver(view: DataView, length: number): void {
  for (let at = 0; at < length; at += INOTIFY_EVENT.size + INOTIFY_EVENT.len.get(view, at)) {
    const watch = INOTIFY_EVENT.wd.get(view, at);
    const concerned = listeners.get(watch); // none where its end is told
    if ((INOTIFY_EVENT.mask.get(view, at) & c.IN_IGNORED) !== 0) listeners.delete(watch);
    if (concerned !== undefined) tell(concerned);
    // An overflow, told under no file's number, may have concerned any.
    else if (watch < 0) { for (const all of [...listeners.values()]) tell(all); }
  }
}

/** Who is told may listen no more, or begin to. */
function tell(concerned: ReadonlySet<() => void>): void {
  if (concerned.size === 1) { for (const listener of concerned) return listener(); }
  for (const listener of [...concerned]) listener();
}

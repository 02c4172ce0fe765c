/**
 * inotify: one instance for all watchers of this process, because a user may have 128. It is open while anybody watches.
 */
import { LINUX_LOCKING } from "../../../ffi/linux/locking.ts";
import { INOTIFY_EVENT } from "../../../ffi/linux/structs.ts";
import { systemError } from "../../call/error.ts";
import { bind } from "../../call/library.ts";
import type { Call } from "../../call/program.ts";
import { perform } from "../../call/synchronous.ts";
import { Arrivals } from "./arrivals.ts";
import { Owners } from "./inotify_owners.ts";
import type { Change } from "../watching_contract.ts";
import { changeAt } from "./inotify_change.ts";
import { limitReached } from "./inotify_limits.ts";
import { c, libc } from "./libc.ts";

const { inotify_init1, inotify_add_watch, inotify_rm_watch } = bind({
  inotify_init1: LINUX_LOCKING.inotify_init1,
  inotify_add_watch: LINUX_LOCKING.inotify_add_watch,
  inotify_rm_watch: LINUX_LOCKING.inotify_rm_watch,
});

/** Bytes of one read: about 8,000 events. */
const ROOM = 256 << 10;
/** Bytes of the longest event. */
const LONGEST = INOTIFY_EVENT.size + 256;
/** Reads in one go: while changes come faster than they are read, the event loop is to turn. */
const READS = 64;

/** Whoever is told of changes. */
export interface Listener {
  /** Whether it is told of all changes, because it is about to learn of new keys. */
  readonly wantsAll: boolean;
  take(change: Change): void;
  taken(): void;
}

let instance = -1;
let arrivals: Arrivals | undefined;
/** When something that the event loop had read was told. */
let seen = { clock: 0, now: 0 };
let view = new DataView(new ArrayBuffer(0));
let buffer: Uint8Array<ArrayBuffer> | undefined;
const listeners = new Set<Listener>();
/** Who is told of a watch. */
const owners = new Owners<Listener>();
/** Calls under way that add watches, and what was let go of meanwhile: such a call may be about to return it. */
let adding = 0;
const condemned = new Set<number>();

/** How many changes were read, and until when nothing is missing: by the clock, and by `performance.now()`. */
export const progress: { sequence: number; completeUntil: number; completeAt: number } = {
  sequence: 0,
  completeUntil: 0,
  completeAt: 0,
};

/** How many watches this process has. */
export function watchCount(): number {
  return owners.size;
}

/** Takes part; opens the instance for the first. */
export function join(listener: Listener): void {
  if (instance < 0) {
    const fd = perform(inotify_init1(c.IN_NONBLOCK | c.IN_CLOEXEC), 0);
    if (fd < 0) throw systemError(fd, "inotify_init1", undefined, undefined, limitReached(fd, "instance", 0));
    instance = fd;
    buffer = new Uint8Array(ROOM);
    view = new DataView(buffer.buffer);
    arrivals = new Arrivals(instance, buffer, take);
    complete(Date.now(), performance.now());
  }
  listeners.add(listener);
}

/** Takes no part any more; the last one closes the instance. */
export function leave(listener: Listener): void {
  listeners.delete(listener);
  // The instance goes with the last, unless calls are under way, and somebody else may take part before they end.
  if (listeners.size > 0 || adding > 0) { for (const key of owners.keysOf(listener)) drop(key, listener); }
  owners.leave(listener);
  if (listeners.size > 0) return;
  closeUnused();
}

/** A call under way would find another file under the instance's number. */
function closeUnused(): void {
  if (adding > 0 || listeners.size > 0 || instance < 0) return;
  arrivals!.close();
  instance = -1;
  arrivals = undefined;
  buffer = undefined;
  owners.clear();
  condemned.clear();
}

/** The call that watches a path. Between it and its result stand {@link beginAdding} and {@link endAdding}. */
export function addWatch(path: string, mask: number): Call {
  return inotify_add_watch(instance, path, mask | c.IN_MASK_ADD);
}

/** The instance, for calls of one's own that add watches. */
export function descriptor(): number {
  return instance;
}

/** A call that adds a watch is about to be made. */
export function beginAdding(): void {
  adding++;
}

/**
 * Such a call has ended: its result belongs to `listener`, unless it failed or nobody wants it. Whether it did not before.
 */
export function endAdding(key: number, listener: Listener | undefined): boolean {
  adding--;
  let fresh = false;
  if (key >= 0 && listener !== undefined && listeners.has(listener)) fresh = owners.add(key, listener);
  else if (key >= 0 && !owners.has(key)) condemned.add(key);
  if (adding === 0) endCondemned();
  return fresh;
}

function endCondemned(): void {
  for (const key of condemned) if (!owners.has(key)) perform(inotify_rm_watch(instance, key), 0);
  condemned.clear();
  closeUnused();
}

/** Tells `listener` of a watch no more; the last one ends it. */
export function drop(key: number, listener: Listener): void {
  if (!owners.remove(key, listener)) return;
  if (adding > 0) condemned.add(key);
  // The kernel has ended it by itself where the directory is gone.
  else if (listeners.size > 0) perform(inotify_rm_watch(instance, key), 0);
}

/** Tells of what the event loop has read: that empties the queue, unless there was no room for more. */
function take(length: number): void {
  if (length === 0) return drain();
  if (buffer === undefined) return;
  // It was read some time after what was read before had been told.
  if (length < ROOM - LONGEST && seen.now > progress.completeAt) complete(seen.clock, seen.now);
  seen = { clock: Date.now(), now: performance.now() };
  const told = new Set<Listener>();
  dispatch(buffer, length, told);
  for (const listener of told) listener.taken();
}

/** Reads until the queue is empty and tells of it. */
export function drain(): void {
  if (buffer === undefined) return;
  const told = new Set<Listener>();
  for (let i = 0; i < READS; i++) {
    const clock = Date.now();
    const now = performance.now();
    const length = perform(libc.read(instance, buffer, ROOM), 0);
    if (length <= 0) {
      complete(clock, now);
      break;
    }
    dispatch(buffer, length, told);
  }
  for (const listener of told) listener.taken();
}

function complete(clock: number, now: number): void {
  progress.completeUntil = clock;
  progress.completeAt = now;
}

function dispatch(bytes: Uint8Array<ArrayBuffer>, length: number, told: Set<Listener>): void {
  const greedy: Listener[] = [];
  for (const listener of listeners) if (listener.wantsAll) greedy.push(listener);
  for (let at = 0; at < length;) {
    const change = changeAt(view, bytes, at, ++progress.sequence);
    at += INOTIFY_EVENT.size + INOTIFY_EVENT.len.get(view, at);
    const who = change.kind === "overflow" ? listeners : owners.of(change.key);
    for (const listener of greedy) tell(listener, change, told);
    for (const listener of who) if (!listener.wantsAll) tell(listener, change, told);
    if (change.kind === "void") owners.delete(change.key);
  }
}

function tell(listener: Listener, change: Change, told: Set<Listener>): void {
  told.add(listener);
  listener.take(change);
}

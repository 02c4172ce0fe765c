/**
 * The kqueue of all watchers of this process, open while anybody watches. The reactor's own kqueue tells when it has
 * something; it is read on this thread alone, so that what was read is all that has happened until then.
 */
import { KEVENT, STAT } from "../../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../../ffi/posix/constants.ts";
import { TIMESPEC } from "../../../ffi/posix/structs.ts";
import { systemError } from "../../call/error.ts";
import type { Interest } from "../../call/poller.ts";
import { poller } from "../../call/reactor.ts";
import { perform } from "../../call/synchronous.ts";
import { c, libsystem } from "./libsystem.ts";
import { statOf } from "./stat.ts";
import { type Listener, type Vnode, vnodeOf, vnodes } from "./watch_vnodes.ts";

/** Changes or events of one call. */
const ROOM = 256;
/** Calls in one go: while changes come faster than they are read, the event loop is to turn. */
const CALLS = 64;
const AT_ONCE = new Uint8Array(TIMESPEC.size);
const CONTENT = c.NOTE_WRITE | c.NOTE_EXTEND;

let instance = -1;
let interest: Interest | number | undefined;
const listeners = new Set<Listener>();
let events: Uint8Array<ArrayBuffer> | undefined;

/** How many changes were told, and until when nothing is missing: by the clock, and by `performance.now()`. */
export const progress: { sequence: number; completeUntil: number; completeAt: number } = {
  sequence: 0,
  completeUntil: 0,
  completeAt: 0,
};

/** Takes part; opens the kqueue for the first. */
export function join(listener: Listener): void {
  if (instance < 0) {
    const fd = perform(libsystem.kqueue(), 0);
    if (fd < 0) throw systemError(fd, "kqueue");
    instance = fd;
    complete(Date.now(), performance.now());
  }
  interest ??= poller().ready(instance, p.POLLIN, drain);
  listeners.add(listener);
}

/** Takes no part any more; the last one closes the kqueue. */
export function leave(listener: Listener): void {
  listeners.delete(listener);
  if (listeners.size > 0) return;
  if (typeof interest === "object") interest.end();
  interest = undefined;
  perform(libsystem.close(instance), 0);
  instance = -1;
  events = undefined;
  // What a call still uses has lost its knote.
  for (const vnode of vnodes()) vnode.notes = 0;
}

/** Asks to be told these notes of vnodes from now on; returns those of which that is not to be had. */
export function arm(wanted: Iterable<Vnode>, notes: number): Vnode[] {
  const refused: Vnode[] = [];
  const fresh = [...wanted].filter((vnode) => (vnode.notes | notes) !== vnode.notes);
  for (let start = 0; start < fresh.length; start += ROOM) {
    const some = fresh.slice(start, start + ROOM);
    const bytes = new Uint8Array(some.length * KEVENT.size);
    const view = new DataView(bytes.buffer);
    some.forEach((vnode, i) => {
      KEVENT.ident.set(view, i * KEVENT.size, BigInt(vnode.fd));
      KEVENT.filter.set(view, i * KEVENT.size, c.EVFILT_VNODE);
      KEVENT.flags.set(view, i * KEVENT.size, c.EV_ADD | c.EV_CLEAR | c.EV_RECEIPT);
      KEVENT.fflags.set(view, i * KEVENT.size, vnode.notes | notes);
      KEVENT.udata.set(view, i * KEVENT.size, vnode.key);
    });
    const count = perform(libsystem.kevent(instance, bytes, some.length, bytes, some.length, AT_ONCE), 0);
    some.forEach((vnode, i) => {
      if (i < count && KEVENT.data.get(view, i * KEVENT.size) === 0) vnode.notes |= notes;
      else refused.push(vnode);
    });
  }
  return refused;
}

/**
 * Reads until nothing is queued, and tells of it: of directories first, whose names may have changed before what happened
 * to their files, since a kqueue says of each only what has happened to it, not when.
 */
export function drain(): void {
  if (instance < 0) return;
  const all: (readonly [Vnode, number])[] = [];
  for (let i = 0; i < CALLS; i++) {
    const [clock, now] = [Date.now(), performance.now()];
    events ??= new Uint8Array(ROOM * KEVENT.size);
    const count = perform(libsystem.kevent(instance, null, 0, events, ROOM, AT_ONCE), 0);
    all.push(...happened(events, count));
    if (count === ROOM) continue;
    complete(clock, now);
    break;
  }
  const told = new Set<Listener>();
  const { first = [], then = [] } = Object.groupBy(all, ([vnode]) => vnode.isDirectory ? "first" : "then");
  for (const [vnode, notes] of [...first, ...then]) {
    for (const listener of vnode.users.keys()) {
      told.add(listener);
      listener.happened(vnode, notes);
    }
  }
  for (const listener of told) listener.taken();
}

function complete(clock: number, now: number): void {
  progress.completeUntil = clock;
  progress.completeAt = now;
}

/** The events of one call, read before anybody is told: whoever is may open and close what is watched. */
function happened(bytes: Uint8Array<ArrayBuffer>, count: number): [Vnode, number][] {
  const view = new DataView(bytes.buffer);
  const all: [Vnode, number][] = [];
  for (let at = 0; at < count * KEVENT.size; at += KEVENT.size) {
    const vnode = vnodeOf(KEVENT.udata.get(view, at));
    // What was not asked for may be told as well: kqueue(2) leaves it to the filter.
    const notes = KEVENT.fflags.get(view, at) & (vnode?.notes ?? 0);
    if (notes !== 0) all.push([vnode!, meaning(vnode!, notes)]);
  }
  return all;
}

/**
 * What notes mean, by what the file has become: truncate(2), which changes a file's size, is `NOTE_ATTRIB`, and so is what
 * `open(2)` does for `O_TRUNC` before a write. Of a change of times together with one of the content nothing is said.
 */
function meaning(vnode: Vnode, notes: number): number {
  const lost = notes & (c.NOTE_DELETE | c.NOTE_RENAME | c.NOTE_REVOKE);
  if (vnode.isDirectory) {
    if ((notes & c.NOTE_DELETE) !== 0) vnode.gone = true;
    return lost | (notes & (c.NOTE_WRITE | c.NOTE_ATTRIB));
  }
  const call = libsystem.fstat64(vnode.fd, STAT);
  if (perform(call, 0) < 0) return lost | c.NOTE_WRITE;
  const stat = statOf(call);
  vnode.gone = stat.nlink === 0;
  const modified = (notes & CONTENT) !== 0 || stat.size !== vnode.size;
  const changed = vnode.remember(stat);
  const attributes = (notes & c.NOTE_ATTRIB) !== 0 && (changed || !modified);
  return lost | (modified ? c.NOTE_WRITE : 0) | (attributes ? c.NOTE_ATTRIB : 0);
}

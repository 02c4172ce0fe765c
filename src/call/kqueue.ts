/** macOS' poller: one kqueue, woken by an event of its own. */
import { LIBSYSTEM } from "../../ffi/darwin/calls.ts";
import { DARWIN_CONSTANTS as c } from "../../ffi/darwin/constants.ts";
import { KEVENT, STAT } from "../../ffi/darwin/structs.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { TIMESPEC } from "../../ffi/posix/structs.ts";
import { errorNumber } from "./errno.ts";
import { systemError } from "./error.ts";
import { lastingMemory } from "./lasting.ts";
import { bind } from "./library.ts";
import { PATIENCE } from "./patience.ts";
import type { Interest, Poller } from "./poller.ts";
import { submit } from "./pool.ts";
import { perform } from "./synchronous.ts";

const calls = bind({
  kqueue: LIBSYSTEM.kqueue,
  kevent: LIBSYSTEM.kevent,
  fstat64: LIBSYSTEM.fstat64,
  isatty: LIBSYSTEM.isatty,
  close: LIBSYSTEM.close,
});

const EINVAL = -errorNumber("EINVAL");
const EPERM = -errorNumber("EPERM");
const EPIPE = -errorNumber("EPIPE");
/** Events taken in one call. */
const ROOM = 256;
/** What is told whether it was asked for or not. */
const ALWAYS = p.POLLERR | p.POLLHUP;
/** Tokens stand in `udata`; this one is that of the event that wakes. */
const WAKE = 0;

/** A knote: a kqueue knows each descriptor once by each filter, whoever asks. */
interface Knote {
  readonly fd: number;
  readonly filter: number;
  readonly token: number;
  /** The file's type, `S_IF*`: what an end means depends on it. */
  type: number;
  readonly parts: Set<Part>;
}

class Part implements Interest {
  readonly knotes: Knote[] = [];
  constructor(readonly wanted: number, readonly always: number, readonly listener: (happened: number) => void) {}

  end(): void {
    for (const knote of this.knotes) {
      if (knote.parts.delete(this) && knote.parts.size === 0) forget(knote);
    }
  }
}

const byToken = new Map<number, Knote>();
const byName = new Map<string, Knote>();
let lastToken = WAKE;
let instance = -1;
let events: Uint8Array<ArrayBuffer> | undefined;
let view = new DataView(new ArrayBuffer(0));
/** One change, and the receipt for it. */
const one = new Uint8Array(KEVENT.size);
const oneView = new DataView(one.buffer);
const AT_ONCE = new Uint8Array(TIMESPEC.size);
const PATIENTLY = PATIENCE === undefined ? null : new Uint8Array(TIMESPEC.size);
if (PATIENTLY !== null) TIMESPEC.tv_sec.set(new DataView(PATIENTLY.buffer), 0, PATIENCE! / 1000);

/** Makes a change: 0, or minus the error number, which a receipt brings as data. */
function change(ident: number, filter: number, flags: number, fflags: number, token: number): number {
  KEVENT.ident.set(oneView, 0, BigInt(ident));
  KEVENT.filter.set(oneView, 0, filter);
  KEVENT.flags.set(oneView, 0, flags | c.EV_RECEIPT);
  KEVENT.fflags.set(oneView, 0, fflags);
  KEVENT.data.set(oneView, 0, 0);
  KEVENT.udata.set(oneView, 0, token);
  const result = perform(calls.kevent(instance, one, 1, one, 1, AT_ONCE), 0);
  return result < 0 ? result : -KEVENT.data.get(oneView, 0);
}

/** Tells the kqueue what is wanted; files are told of once a change (`EV_CLEAR`), descriptors while they are ready. */
function register({ fd, filter, token, parts }: Knote): number {
  if (filter !== c.EVFILT_VNODE) return change(fd, filter, c.EV_ADD, 0, token);
  let notes = 0;
  for (const { wanted } of parts) notes |= wanted;
  return change(fd, filter, c.EV_ADD | c.EV_CLEAR, notes, token);
}

function forget({ fd, filter, token }: Knote): void {
  byToken.delete(token);
  byName.delete(`${filter} ${fd}`);
  change(fd, filter, c.EV_DELETE, 0, 0); // fails when the descriptor was closed: that dropped the knote
}

/** Gives a part its share of a knote: 0, or minus the error number. */
function join(part: Part, fd: number, filter: number, type: number): number {
  const name = `${filter} ${fd}`;
  const knote = byName.get(name) ?? { fd, filter, token: ++lastToken, type, parts: new Set<Part>() };
  knote.type = type; // the number may stand for another file by now
  part.knotes.push(knote);
  knote.parts.add(part);
  byToken.set(knote.token, knote);
  byName.set(name, knote);
  return register(knote);
}

/** A file's type, or minus the error number. */
function typeOf(fd: number): number {
  const call = calls.fstat64(fd, STAT);
  const result = perform(call, 0);
  return result < 0 ? result : STAT.st_mode.get(call.view, call.at) & p.S_IFMT;
}

/** What an event means in terms of `poll(2)`, or, of a file, as notes. */
function happened({ filter, type }: Knote, at: number): number {
  const fflags = KEVENT.fflags.get(view, at);
  if (filter === c.EVFILT_VNODE) return fflags;
  const ended = (KEVENT.flags.get(view, at) & c.EV_EOF) !== 0;
  const error = ended && fflags !== 0 ? p.POLLERR : 0; // of a socket: its error number
  if (filter === c.EVFILT_WRITE) {
    return p.POLLOUT | error | (!ended ? 0 : type === p.S_IFIFO ? p.POLLERR : p.POLLHUP);
  }
  // A socket whose peer has ended its half can be read to the end, and still be written.
  if (!ended || type !== p.S_IFIFO) return p.POLLIN | error;
  return KEVENT.data.get(view, at) > 0 ? p.POLLIN | p.POLLHUP : p.POLLHUP;
}

/** Adds to what each part is to be told what the last call brought. */
function collect(told: Map<Part, number>, count: number): Map<Part, number> {
  for (let at = 0; at < count * KEVENT.size; at += KEVENT.size) {
    const knote = byToken.get(KEVENT.udata.get(view, at));
    if (knote === undefined) continue;
    const all = happened(knote, at);
    for (const part of knote.parts) {
      // What was not asked for may be told as well: kqueue(2) leaves it to the filter.
      const mine = all & (part.wanted | part.always);
      if (mine !== 0) told.set(part, (told.get(part) ?? 0) | mine);
    }
  }
  return told;
}

function open(): void {
  events ??= lastingMemory(ROOM * KEVENT.size);
  view = new DataView(events.buffer);
  instance = perform(calls.kqueue(), 0);
  if (instance < 0) throw systemError(instance, "kqueue");
  const result = change(WAKE, c.EVFILT_USER, c.EV_ADD | c.EV_CLEAR, 0, WAKE);
  if (result === 0) return;
  close();
  throw systemError(result, "kevent");
}

function close(): void {
  perform(calls.close(instance), 0);
  instance = -1;
}

/** kqueue, as the reactor drives it. */
export const kqueue: Poller = {
  open,
  close,
  wait: (begun) =>
    new Promise<number>((complete) =>
      submit({ step: calls.kevent(instance, null, 0, events!, ROOM, PATIENTLY), complete, begun })
    )
      // The error stays with the thread when each call travels alone: look again, where it can be seen.
      .then((count) => count < 0 ? kqueue.look() : count),
  look: () => perform(calls.kevent(instance, null, 0, events!, ROOM, AT_ONCE), 0),
  wake(): void {
    change(WAKE, c.EVFILT_USER, 0, c.NOTE_TRIGGER, WAKE);
  },
  deliver(count: number): void {
    const told = collect(new Map(), count);
    // A call that waits may have returned between the registrations of two filters: it has seen one of them.
    if (told.keys().some(({ knotes }) => knotes.length > 1)) collect(told, kqueue.look());
    for (const [part, mine] of told) {
      if (part.knotes.some(({ parts }) => parts.has(part))) part.listener(mine);
    }
  },
  ready(fd: number, wanted: number, listener: (events: number) => void): Interest | number {
    const type = typeOf(fd);
    if (type < 0) return type;
    if (type === p.S_IFREG || type === p.S_IFDIR) return EPERM;
    const filters = [
      ...(wanted & p.POLLIN ? [c.EVFILT_READ] : []),
      ...(wanted & p.POLLOUT ? [c.EVFILT_WRITE] : []),
    ];
    if (filters.length === 0) return EINVAL;
    const part = new Part(wanted, ALWAYS, listener);
    for (const filter of filters) {
      const result = join(part, fd, filter, type);
      if (result === 0) continue;
      part.end();
      // A device without a queue is always ready, unless it is a terminal; a pipe without a reader has ended.
      if (result === EINVAL && type === p.S_IFCHR && perform(calls.isatty(fd), 0) !== 1) return EPERM;
      return result === EPIPE ? endedAlready(listener) : result;
    }
    return part;
  },
};

function endedAlready(listener: (events: number) => void): Interest {
  let ended = false;
  queueMicrotask(() => ended || listener(p.POLLOUT | p.POLLERR));
  return { end: () => void (ended = true) };
}

/**
 * Tells `listener` which of the notes (`NOTE_*`) a file gets, until it ends and while the reactor is held; minus the error
 * number when it cannot.
 */
export function vnode(fd: number, notes: number, listener: (notes: number) => void): Interest | number {
  const part = new Part(notes, 0, listener);
  const result = join(part, fd, c.EVFILT_VNODE, 0);
  if (result === 0) return part;
  part.end();
  return result;
}

/** Linux's poller: one epoll instance, woken by an eventfd. */
import { LIBC } from "../../ffi/linux/calls.ts";
import { linuxConstants } from "../../ffi/linux/constants.ts";
import { EPOLL_EVENT } from "../../ffi/linux/structs.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { target } from "../../ffi/target.ts";
import { errorNumber } from "./errno.ts";
import { systemError } from "./error.ts";
import { lastingMemory } from "./lasting.ts";
import { bind } from "./library.ts";
import { PATIENCE } from "./patience.ts";
import type { Interest, Poller } from "./poller.ts";
import { submit } from "./pool.ts";
import { perform } from "./synchronous.ts";
import type { Call } from "./program.ts";

const { epoll_create1, epoll_ctl, epoll_wait, eventfd, read, write, close } = bind({
  epoll_create1: LIBC.epoll_create1,
  epoll_ctl: LIBC.epoll_ctl,
  epoll_wait: LIBC.epoll_wait,
  eventfd: LIBC.eventfd,
  read: LIBC.read,
  write: LIBC.write,
  close: LIBC.close,
});

const c = linuxConstants(target.arch);
const EVENT = EPOLL_EVENT[target.arch];
const ENOENT = -errorNumber("ENOENT");
const EEXIST = -errorNumber("EEXIST");
/** Events taken in one call. */
const ROOM = 256;
/** What is told whether it was asked for or not. */
const ALWAYS = p.POLLERR | p.POLLHUP;
/** The token of the eventfd. */
const WAKE = 0;

/** A descriptor that somebody is interested in: epoll knows each once, whoever asks. */
interface Watched {
  readonly fd: number;
  readonly token: number;
  readonly interests: Set<Ready>;
}

class Ready implements Interest {
  constructor(readonly watched: Watched, readonly events: number, readonly listener: (events: number) => void) {}

  end(): void {
    const { watched } = this;
    if (!watched.interests.delete(this) || byToken.get(watched.token) !== watched) return;
    if (watched.interests.size > 0) control(watched);
    else forget(watched);
  }
}

const byToken = new Map<number, Watched>();
const byDescriptor = new Map<number, Watched>();
let lastToken = WAKE;
let instance = -1;
let bell = -1;
let events: Uint8Array<ArrayBuffer> | undefined;
let view = new DataView(new ArrayBuffer(0));
const one = new Uint8Array(EVENT.size);
const oneView = new DataView(one.buffer);
const word = new Uint8Array(8);

function take(call: Call, name: string): number {
  const result = perform(call, 0);
  if (result < 0) throw systemError(result, name);
  return result;
}

function tell(operation: number, fd: number, mask: number, token: number): number {
  EVENT.events.set(oneView, 0, mask);
  EVENT.data.set(oneView, 0, BigInt(token));
  return perform(epoll_ctl(instance, operation, fd, one), 0);
}

/** Tells epoll what is to be watched. The number may stand for another file by now: epoll forgets what is closed. */
function control({ fd, token, interests }: Watched): number {
  let mask = 0;
  for (const interest of interests) mask |= interest.events;
  const result = tell(c.EPOLL_CTL_MOD, fd, mask, token);
  if (result !== ENOENT) return result;
  const added = tell(c.EPOLL_CTL_ADD, fd, mask, token);
  return added === EEXIST ? tell(c.EPOLL_CTL_MOD, fd, mask, token) : added;
}

function forget({ fd, token }: Watched): void {
  byToken.delete(token);
  if (byDescriptor.get(fd)?.token === token) byDescriptor.delete(fd);
  tell(c.EPOLL_CTL_DEL, fd, 0, token);
}

function open(): void {
  events ??= lastingMemory(ROOM * EVENT.size);
  view = new DataView(events.buffer);
  instance = take(epoll_create1(c.EPOLL_CLOEXEC), "epoll_create1");
  try {
    bell = take(eventfd(0, c.EFD_CLOEXEC | c.EFD_NONBLOCK), "eventfd");
    const result = tell(c.EPOLL_CTL_ADD, bell, p.POLLIN, WAKE);
    if (result < 0) throw systemError(result, "epoll_ctl");
  } catch (error) {
    shut();
    throw error;
  }
}

function shut(): void {
  if (bell >= 0) perform(close(bell), 0);
  perform(close(instance), 0);
  instance = bell = -1;
}

/**
 * A new instance in the old one's place: a descriptor that was closed while a copy of it lives on elsewhere (`dup`,
 * a child process) keeps being reported, and can no longer be named to be removed.
 */
function renew(): void {
  shut();
  open();
  for (const watched of byToken.values()) control(watched);
}

/** epoll, as the reactor drives it. */
export const epoll: Poller = {
  open,
  close: shut,
  wait: (begun) =>
    new Promise<number>((complete) =>
      submit({ step: epoll_wait(instance, events!, ROOM, PATIENCE ?? -1), complete, begun })
    )
      // The error stays with the thread when each call travels alone: look again, where it can be seen.
      .then((count) => count < 0 ? epoll.look() : count),
  look: () => perform(epoll_wait(instance, events!, ROOM, 0), 0),
  wake(): void {
    word[0] = 1;
    perform(write(bell, word, 8), 0);
  },
  deliver(count: number): void {
    let stale = false;
    const found: (readonly [Watched, number])[] = [];
    for (let at = 0; at < count * EVENT.size; at += EVENT.size) {
      const token = EVENT.data.low(view, at);
      const watched = byToken.get(token);
      if (token === WAKE) perform(read(bell, word, 8), 0);
      else if (watched !== undefined) found.push([watched, EVENT.events.get(view, at)]);
      else stale = true;
    }
    for (const [{ interests }, happened] of found) {
      for (const interest of [...interests]) {
        const mine = happened & (interest.events | ALWAYS);
        if (mine !== 0 && interests.has(interest)) interest.listener(mine);
      }
    }
    if (stale) renew();
  },
  ready(fd: number, events: number, listener: (events: number) => void): Interest | number {
    const known = byDescriptor.get(fd);
    const watched = known ?? { fd, token: ++lastToken, interests: new Set<Ready>() };
    const interest = new Ready(watched, events, listener);
    watched.interests.add(interest);
    byToken.set(watched.token, watched);
    byDescriptor.set(fd, watched);
    const result = control(watched);
    if (result >= 0) return interest;
    watched.interests.delete(interest);
    if (watched.interests.size === 0) forget(watched);
    return result;
  },
};

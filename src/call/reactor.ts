/**
 * The reactor: one call in one pool thread waits for everything that this process waits for. It runs while somebody
 * holds it. A pending call keeps the process alive; when all holds are unreferenced, the call is let go of. Where Deno
 * has no way to do that, there is none then: an unreferenced timer looks instead.
 */
import { clearTimeout, setImmediate, setTimeout } from "node:timers";
import { completionPort } from "./completion_port.ts";
import { epoll } from "./epoll.ts";
import { errorName, failureOf } from "./errno.ts";
import { kqueue } from "./kqueue.ts";
import { letGo, stayFor } from "./letting_go.ts";
import { platform } from "./platform.ts";
import type { Poller } from "./poller.ts";

/** How often an unreferenced reactor looks that cannot wait, in milliseconds. */
const GLANCE = 50;
const EINTR = failureOf("EINTR");

const POLLERS: Partial<Record<typeof platform.os, Poller>> = { linux: epoll, windows: completionPort, darwin: kqueue };

let opened: Poller | undefined;
let referenced = 0;
let unreferenced = 0;
let waiting = false;
/** The call that waits, as Deno made it. */
let trip: Promise<unknown> | undefined;
/** Whether it is let go of, and whether that is possible, as far as it was tried. */
let free = false;
let mayBeFree = true;
let resting = false;
let glancing: ReturnType<typeof setTimeout> | undefined;

/** A part in keeping the reactor running. */
export class Hold {
  #state: "referenced" | "unreferenced" | "released" = "referenced";

  /** Takes part at once, and keeps the process alive. */
  constructor() {
    open();
    referenced++;
    tend();
  }

  /** Keeps the process alive. */
  ref(): void {
    if (this.#state !== "unreferenced") return;
    this.#state = "referenced";
    unreferenced--;
    referenced++;
    tend();
  }

  /** Does not keep the process alive. */
  unref(): void {
    if (this.#state !== "referenced") return;
    this.#state = "unreferenced";
    referenced--;
    unreferenced++;
    tend();
  }

  /** Takes no part any more. */
  release(): void {
    if (this.#state === "referenced") referenced--;
    else if (this.#state === "unreferenced") unreferenced--;
    this.#state = "released";
    tend();
  }
}

/** The poller of this system, open while somebody holds it. */
export function poller(): Poller {
  return opened ?? open();
}

function open(): Poller {
  if (opened !== undefined) return opened;
  const found = POLLERS[platform.os];
  if (found === undefined) {
    throw new Deno.errors.NotSupported(`@reseau/files: waiting is not supported on ${platform.os}`);
  }
  found.open();
  return opened = found;
}

/** Starts, or makes ready to stop, what the holds ask for. */
function tend(): void {
  if (referenced > 0) {
    if (!waiting) wait();
    else if (free) {
      free = false;
      stayFor(trip!);
    }
  } else if (!resting) {
    // Whoever lets go often takes hold again in the same turn.
    resting = true;
    setImmediate(rest);
  }
}

function wait(): void {
  waiting = true;
  clearTimeout(glancing);
  glancing = undefined;
  opened!.wait((begun) => trip = begun).then((count) => {
    waiting = free = false;
    trip = undefined;
    deliver(count);
    setImmediate(tend); // whoever was told goes on first: another call takes longer than that
  });
}

/** Nobody referenced is left, perhaps: stops the pending call, and looks by a timer or closes. */
function rest(): void {
  resting = false;
  if (referenced > 0 || opened === undefined) return;
  if (unreferenced > 0 && mayBeFree) {
    if (free) return;
    if (!waiting) wait();
    else if (trip === undefined) mayBeFree = false;
    else mayBeFree = free = letGo(trip);
    // The call is made when this turn is over.
    if (!free) tend();
  } else if (waiting) opened.wake();
  else if (unreferenced > 0) glancing ??= glance();
  else {
    clearTimeout(glancing);
    glancing = undefined;
    opened.close();
    opened = undefined;
  }
}

function glance(): ReturnType<typeof setTimeout> {
  const timer = setTimeout(() => {
    glancing = undefined;
    deliver(opened!.look());
    tend();
  }, GLANCE);
  timer.unref();
  return timer;
}

function deliver(count: number): void {
  if (count > 0) opened!.deliver(count);
  else if (count < 0 && count !== EINTR) reportError(new Error(`@reseau/files: waiting failed: ${errorName(count)}`));
}

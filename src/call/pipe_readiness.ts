/**
 * Readiness on Windows, which tells it of nothing but sockets, and of those by calls of their own. Files and directories
 * are always ready. Whether a pipe can be read is asked from time to time; whether it can be written, nobody knows.
 */
import { clearTimeout, setTimeout } from "node:timers";
import { KERNEL32 } from "../../ffi/windows/calls.ts";
import { WINDOWS_CONSTANTS as c } from "../../ffi/windows/constants.ts";
import { WATCHING } from "../../ffi/windows/watching.ts";
import { POSIX_CONSTANTS as p } from "../../ffi/posix/constants.ts";
import { errorName, errorNumber } from "./errno.ts";
import { bind } from "./library.ts";
import type { Interest } from "./poller.ts";
import { TIMED_OUT } from "./program.ts";
import { perform } from "./synchronous.ts";

const { GetFileType, GetStdHandle, CreateEventW, CloseHandle } = bind({
  GetFileType: KERNEL32.GetFileType,
  GetStdHandle: KERNEL32.GetStdHandle,
  CreateEventW: KERNEL32.CreateEventW,
  CloseHandle: KERNEL32.CloseHandle,
});
const { PeekNamedPipe, WaitForSingleObject } = bind({
  PeekNamedPipe: WATCHING.PeekNamedPipe,
  WaitForSingleObject: WATCHING.WaitForSingleObject,
});

/** How often a pipe is asked, in milliseconds: a step of Windows' clock is 15.6. */
const STEP = 10;
const ALWAYS_READY = -errorNumber("EPERM");
const NOT_SUPPORTED = -errorNumber("EOPNOTSUPP");
const COUNT = { size: 4 };

/** What stands under a number, 0 when it is a pipe that can be asked for these events; or minus the error number. */
function refused(handle: number, events: number): number {
  const type = perform(GetFileType(handle), 0);
  if (type < 0) return type;
  if (type === c.FILE_TYPE_DISK) return ALWAYS_READY;
  return type === c.FILE_TYPE_PIPE && (events & p.POLLOUT) === 0 ? 0 : NOT_SUPPORTED;
}

/** 0, 1 and 2, which no handle has, are those of the process. */
function handleOf(fd: number): number {
  return fd >= 0 && fd <= 2 ? perform(GetStdHandle((c.STD_INPUT_HANDLE - fd) >>> 0), 0) : fd;
}

/** What `poll(2)` would say of a pipe that is to be read: 0 for nothing. */
function stateOf(handle: number): number {
  const ask = PeekNamedPipe(handle, null, 0, null, COUNT, null);
  const result = perform(ask, 0);
  if (result > 0) return ask.view.getUint32(ask.at, true) > 0 ? p.POLLIN : 0;
  return errorName(result) === "EPIPE" ? p.POLLHUP : p.POLLERR;
}

/** Tells `listener` whenever a pipe can be read or has ended; {@link Poller.ready}'s results. */
export function pipeReady(fd: number, events: number, listener: (events: number) => void): Interest | number {
  const handle = handleOf(fd);
  const failure = refused(handle, events);
  if (failure < 0) return failure;
  const look = () => {
    timer = setTimeout(look, STEP);
    const state = stateOf(handle);
    if (state !== 0) listener(state);
  };
  let timer = setTimeout(look, 0);
  return { end: () => clearTimeout(timer) };
}

/** The same on this thread, which waits: the events, `TIMED_OUT`, or minus the error number. */
export function pipeReadyHere(fd: number, events: number, milliseconds: number): number {
  const handle = handleOf(fd);
  const failure = refused(handle, events);
  if (failure === ALWAYS_READY) return events & (p.POLLIN | p.POLLOUT);
  if (failure < 0) return failure;
  const never = perform(CreateEventW(null, 1, 0, null), 0);
  const end = performance.now() + milliseconds;
  try {
    for (;;) {
      const state = stateOf(handle);
      if (state !== 0) return state;
      const left = end - performance.now();
      if (left <= 0) return TIMED_OUT;
      perform(WaitForSingleObject(never, Math.ceil(Math.min(STEP, left))), 0);
    }
  } finally {
    perform(CloseHandle(never), 0);
  }
}

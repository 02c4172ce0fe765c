import { asynchronous } from "../call/asynchronous.ts";
import { toDeadline } from "../call/deadline.ts";
import { type Program, TIMED_OUT } from "../call/program.ts";
import { synchronous } from "../call/synchronous.ts";
import type { HasDescriptor } from "../stat/fstat.ts";
import { FD_TIMED_OUT, type FDEvent, fdEvent, pollEvents } from "./fd_event.ts";
import { fdOf, fileUnder, readied, Readiness } from "./readiness.ts";
import type { WaitOptions } from "./wait_options.ts";

/** What to wait for, and how long. */
export interface PollFdOptions extends WaitOptions {
  /** Whether until it can be read. Default: false. */
  readable?: boolean;
  /** Whether until it can be written. Default: false. */
  writable?: boolean;
}

function* polled(file: HasDescriptor | number, options: PollFdOptions): Program<FDEvent> {
  const fd = fdOf(file);
  const deadline = toDeadline(options.timeout, "pollFd");
  const events = pollEvents(options);
  if (events === 0) return FD_TIMED_OUT;
  const result = yield* readied(new Readiness(fd, events, fileUnder(fd)), deadline.left);
  return result === TIMED_OUT ? FD_TIMED_OUT : fdEvent(result, events);
}

/**
 * Waits until a descriptor can be read or written without waiting, its other end has gone, or the time has passed. Any
 * number may wait for one descriptor: all are told. No thread is taken. Regular files and directories are always ready,
 * and when nothing is asked for, the time has passed at once.
 *
 * Linux: `epoll(7)`; `poll(2)` by {@link pollFdSync}. macOS: `kqueue(2)`. Windows tells of no handle when it is ready:
 * whether a pipe can be read is asked every 10 ms (`PeekNamedPipe`); of anything else but files this is not supported.
 *
 * @example
 * ```ts
 * import { open } from "@reseau/files";
 * import { pollFd } from "@reseau/files/watching";
 * await using file = await open("deno.json");
 * console.log(await pollFd(file, { readable: true, timeout: 1000 })); // { readable: true, … timedout: false }
 * ```
 *
 * @param file A descriptor's number, or something that has one in `fd`. It stays the caller's. When the number is closed
 * and comes to stand for another file meanwhile, that file's readiness is not taken for it.
 * @param options `readable` and `writable`: what to wait for.
 * @throws {TypeError} `file` is no whole number.
 * @throws {RangeError} It is negative, or `timeout` is.
 * @throws {Error} `EBADF`: nothing is open under that number, or it was closed meanwhile and stands for another file.
 * @throws {Deno.errors.BadResource} The handle is closed.
 * @throws {Deno.errors.NotSupported} `EOPNOTSUPP`, on Windows: a pipe is to be written, or it is a console, a device or a
 * socket.
 */
export function pollFd(file: HasDescriptor | number, options: PollFdOptions = {}): Promise<FDEvent> {
  return asynchronous(polled(file, options), options.signal);
}

/** The synchronous {@link pollFd}: it blocks this thread. */
export function pollFdSync(file: HasDescriptor | number, options: Omit<PollFdOptions, "signal"> = {}): FDEvent {
  return synchronous(polled(file, options));
}

/**
 * Waiting for a descriptor whose number may come to stand for another file meanwhile: nothing tells of a `close(2)`, so
 * what the number stood for is remembered.
 */
import { failureOf } from "../call/errno.ts";
import { systemError } from "../call/error.ts";
import { type Awaited, type Program, TIMED_OUT, Wait } from "../call/program.ts";
import { ready } from "../call/ready.ts";
import { take } from "../call/synchronous.ts";
import { os } from "../os/os.ts";
import type { HasDescriptor } from "../stat/fstat.ts";

const EBADF = failureOf("EBADF");
/** The result of a wait that was ended because its watcher was closed. */
const CLOSED = -0x40000;

const waiting = new Map<number, Set<Readiness>>();

/** The number of a descriptor; misuse is refused before any system call. */
export function fdOf(file: HasDescriptor | number): number {
  const { fd, isOpen = true } = typeof file === "number" ? { fd: file } : file as HasDescriptor & { isOpen?: boolean };
  if (typeof fd !== "number" || !Number.isInteger(fd)) {
    throw new TypeError(`a descriptor must be a whole number, not ${String(fd)}`);
  }
  if (!isOpen) throw new Deno.errors.BadResource("the handle is closed");
  if (fd < 0 || fd > 0x7fff_ffff) throw new RangeError(`a descriptor must be from 0 to 2147483647, not ${fd}`);
  return fd;
}

/** What a number stands for: device and inode; throws when that is nothing. */
export function fileUnder(fd: number): string {
  const step = os.fstat({ fd, manner: "unknown" });
  const result = take(step);
  if (result < 0) throw systemError(result, "poll");
  const { dev, inodeHigh, inodeLow, mode } = os.statOf(step);
  return `${dev}:${inodeHigh}:${inodeLow}:${mode >>> 12}`;
}

/** A wait for a descriptor. */
export class Readiness implements Awaited {
  #end: ((result: number) => void) | undefined;
  readonly #wait: Awaited;

  /** `file` is what {@link fileUnder} said. */
  constructor(readonly fd: number, readonly events: number, readonly file: string) {
    this.#wait = ready(fd, events);
  }

  begin(done: (result: number) => void): () => boolean {
    const all = waiting.get(this.fd) ?? new Set();
    for (const other of all) if (other.file !== this.file) other.#end?.(EBADF);
    const stop = this.#wait.begin((result) => {
      leave();
      done(this.#checked(result));
    });
    const leave = () => {
      this.#end = undefined;
      all.delete(this);
      if (all.size === 0 && waiting.get(this.fd) === all) waiting.delete(this.fd);
    };
    this.#end = (result) => {
      leave();
      stop();
      done(result);
    };
    waiting.set(this.fd, all.add(this));
    return () => {
      leave();
      return stop();
    };
  }

  here(milliseconds: number): number {
    return this.#checked(this.#wait.here(milliseconds));
  }

  /** Whoever waits is told that its watcher is closed. */
  close(): void {
    this.#end?.(CLOSED);
  }

  #checked(result: number): number {
    if (result <= 0) return result;
    try {
      return fileUnder(this.fd) === this.file ? result : EBADF;
    } catch {
      return EBADF;
    }
  }
}

/** Waits: what `poll(2)` says, or {@link TIMED_OUT}. */
export function* readied(readiness: Readiness, milliseconds: number): Program<number> {
  const result = yield new Wait(readiness, milliseconds);
  if (result === CLOSED) throw closedError();
  if (result < 0 && result !== TIMED_OUT) throw systemError(result, "poll");
  return result;
}

/** Throws when a number stands for something else by now than for `file`. */
export function requireSame(fd: number, file: string): void {
  if (fileUnder(fd) !== file) throw systemError(EBADF, "poll");
}

/** What waiters of a closed watcher are thrown. */
export function closedError(): Error {
  return new Deno.errors.UnexpectedEof("the watcher is closed");
}
